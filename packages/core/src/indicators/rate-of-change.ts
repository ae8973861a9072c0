import { invariant } from "../invariant.ts";
import { floatAt } from "./float-at.ts";

/**
 * Rate of change in points: `100·(close/close[period bars ago] − 1)` (TA-Lib ROC). NaN until `period + 1` closes were seen;
 * `delta`, the change of it since the bar before, one bar later.
 */
export class RateOfChange {
  value = Number.NaN;
  delta = Number.NaN;
  readonly #window: Float64Array;
  readonly #period: number;
  #next = 0;

  constructor(period: number) {
    invariant(Number.isInteger(period) && period > 0, "period is a positive integer");
    this.#period = period;
    this.#window = new Float64Array(period).fill(Number.NaN);
  }

  update(close: number): void {
    const at = this.#next;
    const value = 100 * (close / floatAt(this.#window, at) - 1);
    this.#window[at] = close;
    this.#next = at + 1 === this.#period ? 0 : at + 1;
    this.delta = value - this.value;
    this.value = value;
  }
}
