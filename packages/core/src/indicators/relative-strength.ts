import { invariant } from "../invariant.ts";

/** Averages below this are a market that has not moved for thousands of bars; denormal floats would make them random. */
const VANISHED = 1e-300;

/**
 * Wilder's relative strength index in points, 0 to 100 (TA-Lib RSI). NaN until `period` changes were seen.
 * Gains without losses are 100; no change at all is 50, where TA-Lib says 0.
 */
export class RelativeStrength {
  value = Number.NaN;
  readonly #period: number;
  readonly #share: number;
  #close = Number.NaN;
  #gain = Number.NaN;
  #loss = Number.NaN;
  #changes = 0;

  constructor(period: number) {
    invariant(Number.isInteger(period) && period > 0, "period is a positive integer");
    this.#period = period;
    this.#share = 1 / period;
  }

  update(close: number): void {
    const change = close - this.#close;
    this.#close = close;
    if (Number.isNaN(change)) {
      this.#gain = 0;
      this.#loss = 0;
      return;
    }
    const gain = Math.max(change, 0);
    const loss = Math.max(-change, 0);
    if (this.#changes < this.#period) {
      this.#gain += gain * this.#share;
      this.#loss += loss * this.#share;
      this.#changes += 1;
      if (this.#changes < this.#period) return;
    } else {
      this.#gain += (gain - this.#gain) * this.#share;
      this.#loss += (loss - this.#loss) * this.#share;
      if (this.#gain < VANISHED) this.#gain = 0;
      if (this.#loss < VANISHED) this.#loss = 0;
    }
    const total = this.#gain + this.#loss;
    this.value = total === 0 ? 50 : 100 * (this.#gain / total);
  }
}
