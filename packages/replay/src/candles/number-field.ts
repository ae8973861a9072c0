/**
 * Reads one number of a CSV row straight from its bytes.
 *
 * Digits add up to an integer of at most 2^53 and are divided by a power of ten of at most 10^22: both are exact in float64, so the
 * quotient is the float64 nearest to the text, the same that Number(text) gives. Everything else takes the slow way.
 */
const ZERO_CODE = 48;
const DOT_CODE = 46;
const COMMA_CODE = 44;
const DECIMALS_EXACT = 22;
const POWERS = Array.from({ length: DECIMALS_EXACT + 1 }, (_, exponent) => 10 ** exponent);
const WITH_EXPONENT = /^\d+(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

export class NumberField {
  /** After `read`: where the field ended, at its comma or at the end of the row. */
  end = 0;
  /** After `read`: decimal places up to the last that is not zero. */
  decimals = 0;
  #mantissa = 0;
  #lastNonZeroAt = -1;

  /** The number at `start` of a row that ends before `stop`; NaN when the field is not a plain positive number or zero. */
  read(bytes: Uint8Array, start: number, stop: number): number {
    this.#mantissa = 0;
    this.#lastNonZeroAt = -1;
    this.decimals = 0;
    const dot = this.#addDigits(bytes, start, stop);
    const hasFraction = dot < stop && bytes[dot] === DOT_CODE;
    const end = hasFraction ? this.#addDigits(bytes, dot + 1, stop) : dot;
    const places = hasFraction ? end - dot - 1 : 0;
    const isPlain = dot > start && end !== dot + 1 && (end === stop || bytes[end] === COMMA_CODE);
    const isExact = this.#mantissa <= Number.MAX_SAFE_INTEGER && places <= DECIMALS_EXACT;
    if (!isPlain || !isExact) return this.#readSlowly(bytes, start, stop);
    this.end = end;
    if (!hasFraction) return this.#mantissa;
    this.decimals = Math.max(0, this.#lastNonZeroAt - dot);
    return this.#mantissa / (POWERS[places] ?? Number.NaN);
  }

  /** Appends the digits from `start` on to the mantissa and says where they end. */
  #addDigits(bytes: Uint8Array, start: number, stop: number): number {
    let mantissa = this.#mantissa;
    let at = start;
    for (; at < stop; at += 1) {
      const digit = (bytes[at] ?? 0) - ZERO_CODE;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
      if (digit > 0) this.#lastNonZeroAt = at;
    }
    this.#mantissa = mantissa;
    return at;
  }

  #readSlowly(bytes: Uint8Array, start: number, stop: number): number {
    const comma = bytes.indexOf(COMMA_CODE, start);
    this.end = comma === -1 || comma > stop ? stop : comma;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, this.end - start).toString("latin1");
    const match = WITH_EXPONENT.exec(text);
    if (match === null) return Number.NaN;
    const fraction = (match[1] ?? "").replace(/0+$/, "");
    this.decimals = Math.max(0, fraction.length - Number(match[2] ?? 0));
    return Number(text);
  }
}
