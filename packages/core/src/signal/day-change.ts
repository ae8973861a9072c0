import { floatAt } from "../indicators/float-at.ts";

const DAY_MS = 86_400_000;
/** How much older than 24 hours the compared close may be: markets without a trade write no bar. At least two bars. */
const TOLERANCE_MS = 3_600_000;

/**
 * Change of the close against the close 24 hours ago by time, as a fraction. The compared bar is the newest one that is at
 * least 24 hours older than the present bar. NaN while there is none, or it is older than the tolerance: a gap is a gap.
 */
export class DayChange {
  ratio = Number.NaN;
  readonly #toleranceMs: number;
  readonly #mask: number;
  readonly #openTimesMs: Float64Array;
  readonly #closes: Float64Array;
  #seen = 0;
  #compared = 0;

  /** Bars given to `update` must be at least `barMs` apart. */
  constructor(barMs: number) {
    this.#toleranceMs = Math.max(TOLERANCE_MS, 2 * barMs);
    const capacity = 2 ** Math.ceil(Math.log2(DAY_MS / barMs + 2));
    this.#mask = capacity - 1;
    this.#openTimesMs = new Float64Array(capacity);
    this.#closes = new Float64Array(capacity);
  }

  update(openTimeMs: number, close: number): void {
    const newest = this.#seen;
    this.#openTimesMs[newest & this.#mask] = openTimeMs;
    this.#closes[newest & this.#mask] = close;
    this.#seen += 1;
    const wantedMs = openTimeMs - DAY_MS;
    while (this.#compared < newest && this.#openTimeAt(this.#compared + 1) <= wantedMs) this.#compared += 1;
    const comparedMs = this.#openTimeAt(this.#compared);
    const isKnown = comparedMs <= wantedMs && comparedMs >= wantedMs - this.#toleranceMs;
    this.ratio = isKnown ? close / floatAt(this.#closes, this.#compared & this.#mask) - 1 : Number.NaN;
  }

  #openTimeAt(bar: number): number {
    return floatAt(this.#openTimesMs, bar & this.#mask);
  }
}
