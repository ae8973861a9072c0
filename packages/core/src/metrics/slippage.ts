import type { Trade } from "./trade.ts";

export type ReasonSlippage = {
  readonly exitReason: string;
  /** Trades whose slippage is known. */
  readonly trades: number;
  /** Mean fraction of the price lost between decision and fill. */
  readonly mean: number;
  readonly worst: number;
};

/** What each kind of exit loses between the price it was decided at and the price it got, by reason. */
export function slippageByExitReason(trades: readonly Trade[]): readonly ReasonSlippage[] {
  const known = new Map<string, number[]>();
  for (const { exitReason, slippage } of trades) {
    if (slippage === null) continue;
    const values = known.get(exitReason);
    if (values === undefined) known.set(exitReason, [slippage]);
    else values.push(slippage);
  }
  return [...known]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([exitReason, values]) => ({
      exitReason,
      trades: values.length,
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      worst: values.reduce((worst, value) => Math.max(worst, value), Number.NEGATIVE_INFINITY),
    }));
}
