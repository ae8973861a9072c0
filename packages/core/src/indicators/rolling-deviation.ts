import { invariant } from "../invariant.ts";
import { floatAt } from "./float-at.ts";

/** A spread that fell this far below the peak of the sums has lost digits to cancellation and is added up afresh. */
const CANCELLATION = 1e-4;

/**
 * Mean and population standard deviation of the last `period` values.
 *
 * The sums are kept about a centre inside the window, so that prices far from zero lose no digits, and are rebuilt about
 * the newest value once a period or as soon as cancellation would show.
 *
 * Invariants
 * 1. `mean` and `deviation` are NaN until `period` values were seen.
 * 2. A window of equal values has exactly that mean and a deviation of exactly 0.
 * 3. O(1) per value, amortised.
 */
export class RollingDeviation {
  mean = Number.NaN;
  deviation = Number.NaN;
  readonly #window: Float64Array;
  readonly #period: number;
  readonly #share: number;
  #centre = Number.NaN;
  #sum = Number.NaN;
  #squares = Number.NaN;
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
    const incoming = value - this.#centre;
    const outgoing = floatAt(this.#window, at) - this.#centre;
    this.#window[at] = value;
    this.#next = at + 1 === this.#period ? 0 : at + 1;
    this.#sum += incoming - outgoing;
    this.#squares += incoming * incoming - outgoing * outgoing;
    if (this.#next === 0) this.#isFull = true;
    if (!this.#isFull) return;
    if (this.#squares > this.#peak) this.#peak = this.#squares;
    let spread = this.#squares - this.#sum * this.#sum * this.#share;
    if (this.#next === 0 || spread < this.#peak * CANCELLATION) spread = this.#rebuild(value);
    this.mean = this.#centre + this.#sum * this.#share;
    this.deviation = spread > 0 ? Math.sqrt(spread * this.#share) : 0;
  }

  #rebuild(centre: number): number {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < this.#period; i += 1) {
      const distance = floatAt(this.#window, i) - centre;
      sum += distance;
      squares += distance * distance;
    }
    this.#centre = centre;
    this.#sum = sum;
    this.#squares = squares;
    this.#peak = squares;
    return squares - sum * sum * this.#share;
  }
}
