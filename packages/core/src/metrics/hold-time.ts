import type { Trade } from "./trade.ts";

/** Half-open stretch of time, Unix milliseconds. */
export type Period = { readonly fromMs: number; readonly untilMs: number };

/** Middle hold time; the mean of the two middle ones when their number is even; null without trades. */
export function medianHoldMs(trades: readonly Trade[]): number | null {
  const sorted = trades.map((trade) => trade.holdMs).sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.floor(sorted.length / 2)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/**
 * Fraction of `period` with at least one of the trades open; without a period, of the time from the first entry to the last exit.
 * Null when there is no time to share.
 */
export function exposureOf(trades: readonly Trade[], period: Period | undefined): number | null {
  const { fromMs, untilMs } = period ?? spanOf(trades);
  if (untilMs <= fromMs) return null;
  let openMs = 0;
  let coveredUntilMs = fromMs;
  for (const trade of [...trades].sort((a, b) => a.entryTimeMs - b.entryTimeMs)) {
    const start = Math.max(trade.entryTimeMs, coveredUntilMs);
    const end = Math.min(trade.exitTimeMs, untilMs);
    if (end <= start) continue;
    openMs += end - start;
    coveredUntilMs = end;
  }
  return openMs / (untilMs - fromMs);
}

const spanOf = (trades: readonly Trade[]): Period => ({
  fromMs: trades.reduce((first, trade) => Math.min(first, trade.entryTimeMs), Number.POSITIVE_INFINITY),
  untilMs: trades.reduce((last, trade) => Math.max(last, trade.exitTimeMs), Number.NEGATIVE_INFINITY),
});
