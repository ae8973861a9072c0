/** P&L of trades as float64 for resampling, and the statistics over drawn indices. */
import { floatAt } from "../indicators/float-at.ts";
import type { Quote } from "../money/units.ts";
import type { Trade } from "./trade.ts";

export type PnlSample = {
  /** In order of exit, quote. */
  readonly pnl: Float64Array;
  readonly breakevenEpsilon: number;
};

export function pnlSample(trades: readonly Trade[], breakevenEpsilon: Quote): PnlSample {
  const byExit = [...trades].sort((a, b) => a.exitTimeMs - b.exitTimeMs);
  return {
    pnl: Float64Array.from(byExit, (trade) => trade.pnl.toNumber()),
    breakevenEpsilon: breakevenEpsilon.toNumber(),
  };
}

export type DrawnTotals = {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly gains: number;
  /** Magnitude. */
  readonly lost: number;
  readonly pnl: number;
};

/** The same definition of win and loss as `tallyTrades`, over the drawn trades. */
export function drawnTotals(sample: PnlSample, drawn: Uint32Array): DrawnTotals {
  const { breakevenEpsilon } = sample;
  const totals = { trades: drawn.length, wins: 0, losses: 0, gains: 0, lost: 0, pnl: 0 };
  for (const index of drawn) {
    const pnl = floatAt(sample.pnl, index);
    totals.pnl += pnl;
    if (pnl > breakevenEpsilon) {
      totals.wins += 1;
      totals.gains += pnl;
    } else if (pnl < -breakevenEpsilon) {
      totals.losses += 1;
      totals.lost -= pnl;
    }
  }
  return totals;
}

/** Infinite without losses; not a number when nothing was won either. */
export const drawnProfitFactor = ({ gains, lost }: Pick<DrawnTotals, "gains" | "lost">): number => gains / lost;

/** Not a number when nothing is decided. */
export const drawnWinRate = ({ wins, losses }: Pick<DrawnTotals, "wins" | "losses">): number => wins / (wins + losses);

/** Mean P&L of a trade; not a number without trades. */
export const drawnExpectancy = ({ pnl, trades }: Pick<DrawnTotals, "pnl" | "trades">): number => pnl / trades;

/** Largest fall of the drawn path below its peak, as a fraction of the peak. A path that loses everything ends at 1. */
export function drawnDrawdown(sample: PnlSample, drawn: Uint32Array, startingEquity: number): number {
  let equity = startingEquity;
  let peak = startingEquity;
  let deepest = 0;
  for (const index of drawn) {
    equity += floatAt(sample.pnl, index);
    if (equity <= 0) return 1;
    peak = Math.max(peak, equity);
    deepest = Math.max(deepest, 1 - equity / peak);
  }
  return deepest;
}
