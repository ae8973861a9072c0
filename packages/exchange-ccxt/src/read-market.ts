import type { Fees } from "@bottrader/contracts";
import { Decimal, err, type Market, ok, price, qty, quote, type Result } from "@bottrader/core";
import { z } from "zod";
import type { FeedFault } from "./feed-fault.ts";
import { numericText } from "./numeric-text.ts";

const decimal = numericText.transform((text) => new Decimal(text));
const positive = decimal.refine((value) => value.gt(0), "is not above 0");
const optional = decimal.nullish().transform((value) => value ?? null);

/** A market of ccxt in TICK_SIZE mode, the mode of every exchange with a profile. */
const ccxtMarket = z.object({
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  active: z.boolean().nullish(),
  precision: z.object({ price: positive, amount: positive }),
  limits: z.object({
    amount: z.object({ min: optional }).nullish(),
    cost: z.object({ min: optional }).nullish(),
  }),
  maker: optional,
  taker: optional,
});

/** Only what is needed to find a row among thousands; the rest of a row is read when it is wanted. */
const listed = z.object({ symbol: z.string(), spot: z.boolean().nullish() });

/** The rows of ccxt's market list that are spot markets, by unified symbol. */
export function indexMarkets(answer: unknown): ReadonlyMap<string, unknown> {
  const rows: unknown[] = Array.isArray(answer) ? answer : [];
  const entries = rows.flatMap((row) => {
    const parsed = listed.safeParse(row);
    return parsed.success && parsed.data.spot === true ? [[parsed.data.symbol, row] as const] : [];
  });
  return new Map(entries);
}

/** One row as a market of ours. `fees` wins over the ones the exchange publishes, which are those of its first tier. */
export function readMarket(row: unknown, fees: Fees | null): Result<Market, FeedFault> {
  const parsed = ccxtMarket.safeParse(row);
  if (!parsed.success) return err(unreadable(row, z.prettifyError(parsed.error).replace(/\s+/g, " ")));
  const { symbol, base, quote: quoteCurrency, active, precision, limits } = parsed.data;
  if (active === false) return err({ code: "SYMBOL_INACTIVE", retryable: false, detail: symbol });
  const charged = fees ?? publishedFees(parsed.data);
  if (charged === null) return err(unreadable(row, "has no fees"));
  const step = qty(precision.amount);
  return ok({
    symbol,
    base,
    quote: quoteCurrency,
    tick: price(precision.price),
    step,
    sizeMin: qty(Decimal.max(limits.amount?.min ?? step, step)),
    // Where a venue sets no least value, its least size says it all
    notionalMin: quote(limits.cost?.min ?? 0),
    makerFeeRatio: charged.maker,
    takerFeeRatio: charged.taker,
  });
}

function publishedFees({ maker, taker }: z.output<typeof ccxtMarket>): Fees | null {
  return maker === null || taker === null ? null : { maker, taker };
}

function unreadable(row: unknown, problem: string): FeedFault {
  const name = listed.safeParse(row);
  const detail = `${name.success ? name.data.symbol : "a market"} ${problem}`.slice(0, 300);
  return { code: "MARKET_UNREADABLE", retryable: false, detail };
}
