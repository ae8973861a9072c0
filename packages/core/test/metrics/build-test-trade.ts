import { type MetricsOptions, price, qty, quote, type Trade } from "@bottrader/core";

type Making = Partial<Omit<Trade, "pnl" | "fees">> & { readonly pnl: string; readonly fees?: string };

const HOUR_MS = 3_600_000;

/** A trade of an hour that ends at `exitTimeMs` (1 h by default). */
export const buildTestTrade = ({ pnl, fees = "0.1", exitTimeMs = HOUR_MS, ...more }: Making): Trade => ({
  symbol: "BTC/USD",
  side: "long",
  exitOrderId: "x",
  trigger: "SCORE",
  exitReason: "TRAILING_STOP",
  snapshot: null,
  entryTimeMs: exitTimeMs - HOUR_MS,
  exitTimeMs,
  entryPrice: price("100"),
  exitPrice: price("101"),
  size: qty("1"),
  fees: quote(fees),
  pnl: quote(pnl),
  pnlPct: 0,
  rMultiple: null,
  mae: null,
  mfe: null,
  holdMs: HOUR_MS,
  slippage: null,
  synthetic: false,
  dust: false,
  feesComplete: true,
  ...more,
});

export const testOptions: MetricsOptions = {
  startingEquity: quote("1000"),
  breakevenEpsilon: quote("0"),
  bootstrapSeed: 7,
  includeDust: false,
};

/** One trade an hour with these results. */
export const tradesOf = (pnls: readonly (string | number)[]): readonly Trade[] =>
  pnls.map((pnl, index) => buildTestTrade({ pnl: `${pnl}`, exitTimeMs: (index + 1) * HOUR_MS }));
