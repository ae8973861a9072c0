import { invariant } from "../invariant.ts";
import { floatAt } from "./float-at.ts";

/**
 * Highest (or lowest) of the last `period` values, by a monotone queue: values that a newer one already beats are dropped, so
 * the front is the extreme. Each value enters and leaves once: O(1) amortised.
 *
 * `value` is NaN until `period` values were seen.
 */
export class RollingExtreme {
  value = Number.NaN;
  readonly #period: number;
  readonly #sign: 1 | -1;
  readonly #mask: number;
  readonly #values: Float64Array;
  readonly #births: Float64Array;
  #head = 0;
  #tail = 0;
  #seen = 0;

  constructor(period: number, kind: "highest" | "lowest") {
    invariant(Number.isInteger(period) && period > 0, "period is a positive integer");
    this.#period = period;
    this.#sign = kind === "highest" ? 1 : -1;
    // A power of two, so that the ring index is a bit mask.
    const capacity = 2 ** Math.ceil(Math.log2(period + 1));
    this.#mask = capacity - 1;
    this.#values = new Float64Array(capacity);
    this.#births = new Float64Array(capacity);
  }

  update(value: number): void {
    const signed = value * this.#sign;
    const mask = this.#mask;
    const hasExpired = floatAt(this.#births, this.#head) <= this.#seen - this.#period;
    if (hasExpired && this.#head !== this.#tail) this.#head = (this.#head + 1) & mask;
    let tail = this.#tail;
    while (tail !== this.#head && floatAt(this.#values, (tail - 1) & mask) <= signed) tail = (tail - 1) & mask;
    this.#values[tail] = signed;
    this.#births[tail] = this.#seen;
    this.#tail = (tail + 1) & mask;
    this.#seen += 1;
    if (this.#seen >= this.#period) this.value = floatAt(this.#values, this.#head) * this.#sign;
  }

  /** Forgets everything seen. */
  reset(): void {
    this.value = Number.NaN;
    this.#head = 0;
    this.#tail = 0;
    this.#seen = 0;
  }
}
