import { invariant } from "../invariant.ts";
import { floatAt } from "./float-at.ts";
import { medianOf } from "./median-of.ts";
import { RollingExtreme } from "./rolling-extreme.ts";

/**
 * Median, over the last `period` bars, of (highest high − lowest low of `period` bars).
 *
 * Few bars ask for it, so a bar only stores its high and low, and the median is worked out, O(period), when asked.
 */
export class RollingRange {
  readonly #highs: Float64Array;
  readonly #lows: Float64Array;
  readonly #highest: RollingExtreme;
  readonly #lowest: RollingExtreme;
  readonly #ranges: Float64Array;
  #next = 0;
  #isFull = false;

  constructor(period: number) {
    invariant(Number.isInteger(period) && period > 0, "period is a positive integer");
    this.#highs = new Float64Array(2 * period - 1);
    this.#lows = new Float64Array(2 * period - 1);
    this.#highest = new RollingExtreme(period, "highest");
    this.#lowest = new RollingExtreme(period, "lowest");
    this.#ranges = new Float64Array(period);
  }

  update(high: number, low: number): void {
    const at = this.#next;
    this.#highs[at] = high;
    this.#lows[at] = low;
    this.#next = at + 1 === this.#highs.length ? 0 : at + 1;
    if (this.#next === 0) this.#isFull = true;
  }

  /** The median in quote units, NaN until `2·period − 1` bars were seen. */
  median(): number {
    if (!this.#isFull) return Number.NaN;
    this.#highest.reset();
    this.#lowest.reset();
    const bars = this.#highs.length;
    const windowsFrom = bars - this.#ranges.length;
    for (let i = 0; i < bars; i += 1) {
      const at = (this.#next + i) % bars;
      this.#highest.update(floatAt(this.#highs, at));
      this.#lowest.update(floatAt(this.#lows, at));
      if (i >= windowsFrom) this.#ranges[i - windowsFrom] = this.#highest.value - this.#lowest.value;
    }
    return medianOf(this.#ranges);
  }
}
