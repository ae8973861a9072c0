import { err, ok, type Result, timeframeMs } from "@bottrader/core";
import type { FeedFault } from "./feed-fault.ts";

export type FeedTimeframe = {
  /** Timeframe of the bars that come out. */
  readonly timeframe: string;
  readonly intervalMs: number;
  /** Timeframe asked of the exchange, as coarse as can be. */
  readonly asked: string;
  readonly askedMs: number;
};

/** A grid of whole multiples since 1970; weeks and months lie elsewhere. */
const INTERVAL_MAX_MS = 86_400_000;

/** Chooses among an exchange's timeframes the one itself, or else the coarsest finer one from which it can be made. */
export function feedTimeframe(timeframe: string, offered: readonly string[]): Result<FeedTimeframe, FeedFault> {
  const refuse = (detail: string): Result<never, FeedFault> =>
    err({ code: "TIMEFRAME_UNSUPPORTED", retryable: false, detail });
  const interval = timeframeMs(timeframe);
  if (!interval.ok) return refuse(interval.error);
  const intervalMs = interval.value;
  if (intervalMs > INTERVAL_MAX_MS) return refuse(`${timeframe} is longer than a day`);
  const [best] = offered
    .flatMap((asked) => {
      const parsed = timeframeMs(asked);
      return parsed.ok && intervalMs % parsed.value === 0 ? [{ asked, askedMs: parsed.value }] : [];
    })
    .sort((a, b) => b.askedMs - a.askedMs);
  if (best === undefined) return refuse(`${timeframe} cannot be made from ${offered.join(", ")}`);
  return ok({ timeframe, intervalMs, ...best });
}
