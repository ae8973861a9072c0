/** Fills: the facts every ledger number is derived from. */
import type { Decimal } from "../money/decimal.ts";
import { type Price, price, type Qty, qty } from "../money/units.ts";
import { err, ok, type Result } from "../result.ts";
import { type Scaled, scaledFromDecimal, scaledToDecimal } from "./scaled.ts";

export type Side = "buy" | "sell";

/** One execution as the exchange reported it. Never changed, keyed by symbol, side and the exchange's trade id. */
export type LedgerFill = {
  readonly tradeId: string;
  readonly orderId: string;
  /** `BASE/QUOTE` */
  readonly symbol: string;
  readonly side: Side;
  readonly price: Price;
  /** Base units traded, before any fee. */
  readonly size: Qty;
  /** In units of `feeCurrency`; negative for a rebate. */
  readonly fee: Decimal;
  readonly feeCurrency: string;
  readonly timestampMs: number;
};

/** A fill with 18-place integers in place of decimals, for streams too long for Decimals. */
export type ScaledFill = Scaled<LedgerFill>;

/** Why a fill cannot be booked. Each is bad data from outside, so it is a value and names the fill. */
export type LedgerFault = {
  readonly code:
    | "FILL_NOT_POSITIVE"
    | "FILL_TOO_PRECISE"
    | "FILL_FEE_EXCEEDS_SIZE"
    | "FILL_SYMBOL_NOT_A_PAIR"
    | "FILL_CONTRADICTS_ITSELF";
  readonly symbol: string;
  readonly tradeId: string;
};

export const ledgerFault = (code: LedgerFault["code"], fill: Pick<LedgerFill, "symbol" | "tradeId">): LedgerFault => ({
  code,
  symbol: fill.symbol,
  tradeId: fill.tradeId,
});

export function scaleFill(fill: LedgerFill): Result<ScaledFill, LedgerFault> {
  const scaledPrice = scaledFromDecimal(fill.price);
  const scaledSize = scaledFromDecimal(fill.size);
  const scaledFee = scaledFromDecimal(fill.fee);
  if (scaledPrice === null || scaledSize === null || scaledFee === null)
    return err(ledgerFault("FILL_TOO_PRECISE", fill));
  return ok({ ...fill, price: scaledPrice, size: scaledSize, fee: scaledFee });
}

export const unscaleFill = (fill: ScaledFill): LedgerFill => ({
  ...fill,
  price: price(scaledToDecimal(fill.price)),
  size: qty(scaledToDecimal(fill.size)),
  fee: scaledToDecimal(fill.fee),
});

type FillKey = { readonly timestampMs: number; readonly tradeId: string };

/** Order of two fills of one side: time, then trade id. */
export const compareFillKeys = (a: FillKey, b: FillKey): number =>
  a.timestampMs - b.timestampMs || compareTradeIds(a.tradeId, b.tradeId);

/**
 * The ledger's order: time, then buys before sells (a sell may use a lot of its own millisecond), then trade id.
 * Fills of different symbols do not touch each other, so the symbol takes no part.
 */
export function compareFills(a: FillKey & { readonly side: Side }, b: FillKey & { readonly side: Side }): number {
  if (a.timestampMs !== b.timestampMs) return a.timestampMs - b.timestampMs;
  if (a.side !== b.side) return a.side === "buy" ? -1 : 1;
  return compareTradeIds(a.tradeId, b.tradeId);
}

const NUMERIC_ID = /^\d+$/;

/** Exchange ids that count up are compared as numbers (9 before 10) and come before all others, which go by code unit. */
function compareTradeIds(a: string, b: string): number {
  if (a === b) return 0;
  const aNumeric = NUMERIC_ID.test(a);
  if (aNumeric !== NUMERIC_ID.test(b)) return aNumeric ? -1 : 1;
  if (aNumeric) {
    const difference = BigInt(a) - BigInt(b);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return a < b ? -1 : 1;
}
