import { Decimal, type LedgerFill, price, qty, type Result } from "@bottrader/core";

type FillText = Partial<Omit<LedgerFill, "price" | "size" | "fee">> & {
  readonly tradeId: string;
  readonly side: "buy" | "sell";
  readonly price: string;
  readonly size: string;
  readonly fee?: string;
};

/** A fill of BTC/USD with no fee unless said. */
export const buildFill = <F extends FillText>(fill: F): LedgerFill & { readonly side: F["side"] } => ({
  orderId: `order-of-${fill.tradeId}`,
  symbol: "BTC/USD",
  feeCurrency: "USD",
  timestampMs: 0,
  ...fill,
  price: price(fill.price),
  size: qty(fill.size),
  fee: new Decimal(fill.fee ?? "0"),
});

/** The value of a result that is expected to be one. */
export function expectValue<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`expected a value, got ${JSON.stringify(result.error)}`);
  return result.value;
}

/** Decimals as text, everything else as it is, so that an expectation reads as numbers and differs in any digit. */
export const asText = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
