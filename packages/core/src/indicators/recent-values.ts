import { invariant } from "../invariant.ts";

/**
 * The last `size` values, with statistics worked out when asked: O(1) to store, O(size) to ask, nothing that can drift.
 * Every statistic is NaN until `size` values were stored.
 */
export class RecentValues {
  readonly #window: Float64Array;
  #next = 0;
  #isFull = false;

  constructor(size: number) {
    invariant(Number.isInteger(size) && size > 0, "size is a positive integer");
    this.#window = new Float64Array(size);
  }

  update(value: number): void {
    this.#window[this.#next] = value;
    this.#next = this.#next + 1 === this.#window.length ? 0 : this.#next + 1;
    if (this.#next === 0) this.#isFull = true;
  }

  /** Population standard deviation. */
  deviation(): number {
    if (!this.#isFull) return Number.NaN;
    let sum = 0;
    for (const value of this.#window) sum += value;
    const mean = sum / this.#window.length;
    let squares = 0;
    for (const value of this.#window) squares += (value - mean) * (value - mean);
    return Math.sqrt(squares / this.#window.length);
  }

  /** Mid-rank of `value` among the stored ones, in [0, 1]: the share below it plus half the share equal to it. */
  rankOf(value: number): number {
    if (!this.#isFull) return Number.NaN;
    let halves = 0;
    for (const stored of this.#window) {
      if (stored < value) halves += 2;
      else if (stored === value) halves += 1;
    }
    return halves / (2 * this.#window.length);
  }
}
