import { invariant } from "../invariant.ts";

/**
 * Exponential moving average, `k = 2/(period + 1)`, seeded with the mean of the first `period` values (TA-Lib EMA).
 *
 * `value` is NaN until the seed is complete. The seed is averaged about its first value, so that equal values average to
 * exactly that value.
 */
export class ExponentialMean {
  value = Number.NaN;
  readonly #period: number;
  readonly #k: number;
  #first = Number.NaN;
  #sum = Number.NaN;
  #seen = 0;

  constructor(period: number) {
    invariant(Number.isInteger(period) && period > 0, "period is a positive integer");
    this.#period = period;
    this.#k = 2 / (period + 1);
  }

  update(value: number): void {
    if (this.#seen === this.#period) {
      this.value += this.#k * (value - this.value);
      return;
    }
    if (this.#seen === 0) {
      this.#first = value;
      this.#sum = 0;
    }
    this.#sum += value - this.#first;
    this.#seen += 1;
    if (this.#seen === this.#period) this.value = this.#first + this.#sum / this.#period;
  }
}
