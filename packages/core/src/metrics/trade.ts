import type { Price, Qty, Quote } from "../money/units.ts";

/** One exit order with what it was allocated. Ratios are fractions: 0.01 is 1 %. */
export type Trade = {
  readonly symbol: string;
  /** Spot: always long. */
  readonly side: "long";
  readonly exitOrderId: string;
  /** Why it was entered. */
  readonly trigger: string;
  readonly exitReason: string;
  /** Hash of the configuration the entry was decided under, or null for a trade from outside. */
  readonly snapshot: string | null;
  /** Time of the oldest lot sold. */
  readonly entryTimeMs: number;
  /** Time of the last fill of the exit. */
  readonly exitTimeMs: number;
  /** Mean fill price, before fees. */
  readonly entryPrice: Price;
  readonly exitPrice: Price;
  readonly size: Qty;
  readonly fees: Quote;
  /** Net of fees. */
  readonly pnl: Quote;
  /** `pnl` as a fraction of the cost with fees. */
  readonly pnlPct: number;
  /** `pnl` in units of what the first stop put at risk; null when there was no stop below the entry. */
  readonly rMultiple: number | null;
  /** Largest fall below the entry price while held, as a fraction of it, ≥ 0; null when it was not watched. */
  readonly mae: number | null;
  /** Largest rise above the entry price while held, likewise. */
  readonly mfe: number | null;
  readonly holdMs: number;
  /** What the exit got less than the price it was decided at, as a fraction; negative when it got more; null when unknown. */
  readonly slippage: number | null;
  /** True on an invented market. */
  readonly synthetic: boolean;
  /** Too small for the exchange to sell on its own: left out of win and loss statistics. */
  readonly dust: boolean;
  /** False when a fee is missing from `pnl` because its value is unknown. */
  readonly feesComplete: boolean;
};
