import { invariant } from "../invariant.ts";
import { floatAt } from "./float-at.ts";

/** A sum that fell this far below its peak has lost digits to cancellation and is added up afresh. */
const CANCELLATION = 1e-4;

/**
 * Simple moving average of the last `period` values (SMA).
 *
 * Invariants
 * 1. `value` is NaN until `period` values were seen.
 * 2. O(1) per value, amortised: the sum is rebuilt from the window once a period, so rounding cannot pile up.
 *
 * Indicators are classes and not closures because V8 allocates a heap number for every write to a captured float,
 * but updates a float field in place; fields start as NaN so that they are float fields from the first bar.
 */
export class RollingMean {
  value = Number.NaN;
  readonly #window: Float64Array;
  readonly #period: number;
  readonly #share: number;
  #sum = Number.NaN;
  #peak = Number.NaN;
  #next = 0;
  #isFull = false;

  constructor(period: number) {
    invariant(Number.isInteger(period) && period > 0, "period is a positive integer");
    this.#period = period;
    this.#share = 1 / period;
    this.#window = new Float64Array(period);
  }

  update(value: number): void {
    const at = this.#next;
    this.#sum += value - floatAt(this.#window, at);
    this.#window[at] = value;
    this.#next = at + 1 === this.#period ? 0 : at + 1;
    const size = Math.abs(this.#sum);
    if (size > this.#peak) this.#peak = size;
    if (this.#next === 0) this.#isFull = true;
    if (!this.#isFull) return;
    if (this.#next === 0 || size < this.#peak * CANCELLATION) this.#rebuild();
    this.value = this.#sum * this.#share;
  }

  #rebuild(): void {
    let sum = 0;
    for (let i = 0; i < this.#period; i += 1) sum += floatAt(this.#window, i);
    this.#sum = sum;
    this.#peak = Math.abs(sum);
  }
}
