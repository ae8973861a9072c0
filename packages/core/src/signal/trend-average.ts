import { ExponentialMean } from "../indicators/exponential-mean.ts";
import { bucketStartMs } from "../market/bucket-start.ts";

export type TrendAverageOptions = {
  readonly barMs: number;
  /** A multiple of `barMs`. */
  readonly timeframeMs: number;
  readonly emaPeriod: number;
};

/**
 * EMA of the closes of a coarser timeframe's closed bars, fed with bars of the signal timeframe. Its bars close exactly as the
 * `BarAggregator`'s do; only their closes are kept, so that a signal bar allocates nothing.
 *
 * `ema` is NaN until `emaPeriod` coarse bars have closed, `previousEma` one bar longer.
 */
export class TrendAverage {
  ema = Number.NaN;
  previousEma = Number.NaN;
  readonly #mean: ExponentialMean;
  readonly #barMs: number;
  readonly #timeframeMs: number;
  #endMs = Number.NEGATIVE_INFINITY;
  #close = Number.NaN;
  #isCounted = false;

  constructor({ barMs, timeframeMs, emaPeriod }: TrendAverageOptions) {
    this.#mean = new ExponentialMean(emaPeriod);
    this.#barMs = barMs;
    this.#timeframeMs = timeframeMs;
  }

  update(openTimeMs: number, close: number): void {
    if (openTimeMs >= this.#endMs) this.#begin(openTimeMs);
    this.#close = close;
    if (openTimeMs + this.#barMs >= this.#endMs) this.#finish();
  }

  #begin(openTimeMs: number): void {
    this.#finish();
    const startMs = bucketStartMs(openTimeMs, this.#timeframeMs);
    const isFirst = this.#endMs === Number.NEGATIVE_INFINITY;
    this.#isCounted = !isFirst || startMs === openTimeMs;
    this.#endMs = startMs + this.#timeframeMs;
  }

  #finish(): void {
    if (!this.#isCounted) return;
    this.#isCounted = false;
    this.previousEma = this.ema;
    this.#mean.update(this.#close);
    this.ema = this.#mean.value;
  }
}
