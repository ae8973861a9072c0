import { invariant } from "../invariant.ts";
import { ExponentialMean } from "./exponential-mean.ts";

export type MacdPeriods = { readonly fast: number; readonly slow: number; readonly signal: number };

/**
 * Moving average convergence/divergence, seeded as TA-Lib does: the fast average is seeded with the last `fast` of the first
 * `slow` closes, so that both averages begin on the same bar, and the signal with the first `signal` differences.
 *
 * `line` is NaN for `slow − 1` bars, `signal` and `histogram` for `slow + signal − 2`.
 */
export class Macd {
  line = Number.NaN;
  signal = Number.NaN;
  histogram = Number.NaN;
  previousHistogram = Number.NaN;
  readonly #fast: ExponentialMean;
  readonly #slow: ExponentialMean;
  readonly #signal: ExponentialMean;
  #barsBeforeFast: number;

  constructor(periods: MacdPeriods) {
    invariant(periods.fast < periods.slow, "the fast period is below the slow one");
    this.#fast = new ExponentialMean(periods.fast);
    this.#slow = new ExponentialMean(periods.slow);
    this.#signal = new ExponentialMean(periods.signal);
    this.#barsBeforeFast = periods.slow - periods.fast;
  }

  update(close: number): void {
    this.#slow.update(close);
    if (this.#barsBeforeFast === 0) this.#fast.update(close);
    else this.#barsBeforeFast -= 1;
    this.line = this.#fast.value - this.#slow.value;
    if (!Number.isNaN(this.line)) this.#signal.update(this.line);
    this.signal = this.#signal.value;
    this.previousHistogram = this.histogram;
    this.histogram = this.line - this.signal;
  }

  /** The line was not above the signal one bar ago and is above it now. */
  hasCrossedAbove(): boolean {
    return this.previousHistogram <= 0 && this.histogram > 0;
  }

  /** The line was not below the signal one bar ago and is below it now. */
  hasCrossedBelow(): boolean {
    return this.previousHistogram >= 0 && this.histogram < 0;
  }
}
