import type { EquityPoint, Quote, Trade } from "@bottrader/core";

/** What a report is made of, wherever it comes from. */
export type ReportData = {
  /** Where the figures come from, for people. */
  readonly source: string;
  readonly trades: readonly Trade[];
  /** Null: drawn from the realised P&L of the trades. */
  readonly equityCurve: readonly EquityPoint[] | null;
  /** Equity when the period begins; null when nobody knows it. */
  readonly startingEquity: Quote | null;
  readonly equity: EquityCheck | null;
  /** What the reader must know about the figures. */
  readonly notes: readonly string[];
};

/** The last point of the equity curve against `starting + realised + unrealised`. */
export type EquityCheck = {
  readonly at: string;
  readonly cash: Quote;
  readonly realised: Quote;
  readonly unrealised: Quote;
  readonly equity: Quote;
  readonly startingEquity: Quote;
  /** Where the starting equity comes from. */
  readonly startingEquitySource: string;
  /** `equity − (startingEquity + realised + unrealised)`. */
  readonly difference: Quote;
  readonly holds: boolean;
};

/** Half-open, Unix milliseconds; null is without limit. */
export type ReportPeriod = { readonly sinceMs: number | null; readonly untilMs: number | null };
