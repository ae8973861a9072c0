/** The closed bars of one symbol in one window of time, in one request. */
import { BarAggregator, type Candle, closedBars, ok, type Result } from "@bottrader/core";
import { callOptions, type Venue } from "./connect-venue.ts";
import type { FeedFault } from "./feed-fault.ts";
import type { FeedLog } from "./feed-gate.ts";
import type { FeedTimeframe } from "./feed-timeframe.ts";
import { readCandles } from "./read-candles.ts";

export type BarWindow = {
  /** Start of the first bar and end of the last one, both on the grid. */
  readonly fromMs: number;
  readonly toMs: number;
};

export type FetchedBars = {
  readonly bars: readonly Candle[];
  /** The last bar of the window is here, or the exchange has shown that it will not come. */
  readonly isComplete: boolean;
};

export type BarFetch = {
  readonly venue: Venue;
  readonly timeframe: FeedTimeframe;
  readonly log: FeedLog;
  readonly signal?: AbortSignal | undefined;
};

/** Bars of a window that fit one request: one more interval is asked for at each end. */
export function barsPerRequest(venue: Venue, { intervalMs, askedMs }: FeedTimeframe): number {
  const ratio = intervalMs / askedMs;
  return Math.max(1, Math.floor(venue.profile.pageBars / ratio) - 2);
}

export async function fetchBars(
  symbol: string,
  { fromMs, toMs }: BarWindow,
  { venue, timeframe, log, signal }: BarFetch,
): Promise<Result<FetchedBars, FeedFault>> {
  const { intervalMs, asked, askedMs } = timeframe;
  // An aggregate whose beginning was not seen is left out, so the interval before the window is asked for too
  const sinceMs = intervalMs === askedMs ? fromMs : fromMs - intervalMs;
  // The bar after the window may be forming already, which proves that the last one is final
  const until = toMs + askedMs - 1;
  const limit = Math.ceil((until - sinceMs) / askedMs);
  const answer = await venue.gate.call(
    () => venue.client.fetchOHLCV(symbol, asked, sinceMs, limit, { until }),
    callOptions(1, signal),
  );
  if (!answer.ok) return answer;
  const page = readCandles(answer.value, askedMs);
  if (!page.ok) return page;
  const { candles, refused } = page.value;
  if (refused.length > 0) log.warn({ symbol, refused: refused.slice(0, 3), count: refused.length }, "candles refused");
  const nowMs = venue.clock.nowMs();
  const inWindow = candles.filter((candle) => candle.openTimeMs >= sinceMs && candle.openTimeMs < toMs);
  const closed = closedBars(inWindow, askedMs, nowMs);
  const newestMs = candles.at(-1)?.openTimeMs ?? 0;
  const isComplete = newestMs >= toMs - askedMs || nowMs - toMs > intervalMs;
  return ok({ bars: aggregate(closed, { fromMs, toMs }, timeframe), isComplete });
}

function aggregate(
  candles: readonly Candle[],
  window: BarWindow,
  { intervalMs, askedMs }: FeedTimeframe,
): readonly Candle[] {
  if (intervalMs === askedMs) return candles;
  const aggregator = new BarAggregator({ fromMs: askedMs, toMs: intervalMs });
  const bars = candles.flatMap((candle) => aggregator.push(candle));
  return [...bars, ...aggregator.closeDue(window.toMs)].filter((bar) => bar.openTimeMs >= window.fromMs);
}
