import { invariant } from "../invariant.ts";

/**
 * Wilder's average true range in quote units (TA-Lib ATR): the true range needs the close before, so the first bar only
 * supplies that, and the seed is the mean of the next `period` ranges. NaN until `period + 1` bars were seen.
 */
export class AverageTrueRange {
  value = Number.NaN;
  readonly #period: number;
  readonly #share: number;
  #close = Number.NaN;
  #sum = Number.NaN;
  #ranges = 0;

  constructor(period: number) {
    invariant(Number.isInteger(period) && period > 0, "period is a positive integer");
    this.#period = period;
    this.#share = 1 / period;
  }

  update(high: number, low: number, close: number): void {
    const before = this.#close;
    this.#close = close;
    if (Number.isNaN(before)) {
      this.#sum = 0;
      return;
    }
    // Equals max(h−l, |h−pc|, |l−pc|), because h ≥ l.
    const range = Math.max(high, before) - Math.min(low, before);
    if (this.#ranges === this.#period) {
      this.value += (range - this.value) * this.#share;
      return;
    }
    this.#sum += range;
    this.#ranges += 1;
    if (this.#ranges === this.#period) this.value = this.#sum * this.#share;
  }
}
