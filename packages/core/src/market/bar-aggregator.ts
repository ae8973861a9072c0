/**
 * Builds bars of a coarser timeframe from closed bars of a finer one, one bar at a time.
 *
 * Invariants
 * 1. Only closed bars come out: a bar closes with its last finer bar, or, where that one is missing, with the first finer
 *    bar after its end, or when `closeDue` is told that its end has passed.
 * 2. No bar is invented: an interval without a finer bar gives none. An interval with some gives what traded.
 * 3. The first interval is dropped unless the stream begins at its start, because its beginning was not seen.
 */
import { invariant } from "../invariant.ts";
import { bucketStartMs } from "./bucket-start.ts";
import type { Candle } from "./candle.ts";

export type Aggregation = { readonly fromMs: number; readonly toMs: number };

export class BarAggregator {
  readonly #fromMs: number;
  readonly #toMs: number;
  #bar: Candle | null = null;
  #endMs = Number.NEGATIVE_INFINITY;

  constructor({ fromMs, toMs }: Aggregation) {
    invariant(fromMs > 0 && toMs % fromMs === 0, "the coarser timeframe is a multiple of the finer one");
    this.#fromMs = fromMs;
    this.#toMs = toMs;
  }

  /** Takes the next finer bar and returns the coarser bars it closes: none, one, or two after a gap. */
  push(candle: Candle): readonly Candle[] {
    const startsAtMs = candle.openTimeMs;
    const closed = startsAtMs >= this.#endMs ? this.#take() : [];
    if (startsAtMs >= this.#endMs) this.#begin(candle);
    else if (this.#bar !== null) this.#bar = merge(this.#bar, candle);
    return startsAtMs + this.#fromMs >= this.#endMs ? [...closed, ...this.#take()] : closed;
  }

  /** Closes the bar at work when its end has passed at `nowMs`, for a market without a trade in its last finer interval. */
  closeDue(nowMs: number): readonly Candle[] {
    return nowMs >= this.#endMs ? this.#take() : [];
  }

  #begin(candle: Candle): void {
    const isFirst = this.#endMs === Number.NEGATIVE_INFINITY;
    const openTimeMs = bucketStartMs(candle.openTimeMs, this.#toMs);
    this.#endMs = openTimeMs + this.#toMs;
    this.#bar = isFirst && candle.openTimeMs !== openTimeMs ? null : { ...candle, openTimeMs };
  }

  #take(): readonly Candle[] {
    if (this.#bar === null) return [];
    const closed = [this.#bar];
    this.#bar = null;
    return closed;
  }
}

function merge(bar: Candle, next: Candle): Candle {
  return {
    openTimeMs: bar.openTimeMs,
    open: bar.open,
    high: Math.max(bar.high, next.high),
    low: Math.min(bar.low, next.low),
    close: next.close,
    volume: bar.volume + next.volume,
  };
}
