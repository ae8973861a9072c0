/**
 * Reads a plain line of a fill file straight from its bytes, several times faster than by texts and patterns.
 *
 * Invariant: what it accepts, `parseFillRow` accepts with the same result. What it does not accept (blanks, rebates, more than 15
 * digits, letters beyond ASCII) may be right all the same and is for `parseFillRow` to judge.
 */
import type { ScaledFill } from "@bottrader/core";
import { createWordTable } from "./word-table.ts";

/** Whole numbers of so many digits are exact as float64. */
const DIGITS_MAX = 15;
const PLACES_MAX = 18;
const ID_LENGTH_MAX = 200;
/** Above the year 9999 only the patient rules decide. */
const TIME_MAX_MS = 253_402_300_799_999;
const SCALES = Array.from({ length: PLACES_MAX + 1 }, (_, places) => 10n ** BigInt(PLACES_MAX - places));

const COMMA = 44;
const POINT = 46;
const QUOTE = 34;
const CARRIAGE_RETURN = 13;
const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;

const SYMBOL = /^[A-Z0-9]{1,20}\/[A-Z0-9]{1,12}$/;
const CURRENCY = /^[A-Z0-9]{1,20}$/;

/** A decimal above or equal to 0 as it was written: `digits / 10^places`. */
type Amount = { digits: number; places: number };

/** Holds the line scanned last: one object serves a whole file. */
export class FillScanner {
  readonly #symbols = createWordTable((text) => SYMBOL.test(text));
  readonly #currencies = createWordTable((text) => CURRENCY.test(text));
  readonly #price: Amount = { digits: 0, places: 0 };
  readonly #size: Amount = { digits: 0, places: 0 };
  readonly #fee: Amount = { digits: 0, places: 0 };
  readonly #starts = new Int32Array(10);
  #bytes: Buffer = Buffer.alloc(0);
  #symbol = "";
  #feeCurrency = "";
  #isBuy = false;
  /** Unix milliseconds of the line. */
  timestampMs = 0;

  /** Whether the line is plain and right. */
  scan(bytes: Buffer, start: number, end: number): boolean {
    this.#bytes = bytes;
    const stop = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    return this.#findCells(start, stop) && this.#readWords() && this.#readAmounts() && this.#readTime(stop);
  }

  /** The fill of a line that `scan` accepted; only while its bytes are unchanged. */
  build(): ScaledFill {
    const bytes = this.#bytes;
    return {
      tradeId: bytes.toString("latin1", this.#start(0), this.#start(1) - 1),
      orderId: bytes.toString("latin1", this.#start(1), this.#start(2) - 1),
      symbol: this.#symbol,
      side: this.#isBuy ? "buy" : "sell",
      price: scaled(this.#price),
      size: scaled(this.#size),
      fee: scaled(this.#fee),
      feeCurrency: this.#feeCurrency,
      timestampMs: this.timestampMs,
    };
  }

  /** Places of the nine cells, all of visible ASCII. */
  #findCells(start: number, stop: number): boolean {
    const starts = this.#starts;
    starts[0] = start;
    let cell = 1;
    for (let at = start; at < stop; at += 1) {
      const byte = bytesAt(this.#bytes, at);
      if (byte === COMMA) {
        if (cell === 9) return false;
        starts[cell] = at + 1;
        cell += 1;
      } else if (byte <= 32 || byte >= 127 || byte === QUOTE) return false;
    }
    starts[9] = stop + 1;
    return cell === 9;
  }

  #readWords(): boolean {
    if (!this.#isId(0) || !this.#isId(1)) return false;
    const symbol = this.#symbols(this.#bytes, this.#start(2), this.#start(3) - 1);
    const feeCurrency = this.#currencies(this.#bytes, this.#start(7), this.#start(8) - 1);
    if (symbol === null || feeCurrency === null) return false;
    this.#symbol = symbol;
    this.#feeCurrency = feeCurrency;
    return this.#readSide();
  }

  #isId(cell: number): boolean {
    const length = this.#start(cell + 1) - 1 - this.#start(cell);
    return length > 0 && length <= ID_LENGTH_MAX;
  }

  #readSide(): boolean {
    const start = this.#start(3);
    const length = this.#start(4) - 1 - start;
    this.#isBuy = length === 3;
    return isWord(this.#bytes, start, { word: this.#isBuy ? "buy" : "sell", length });
  }

  #readAmounts(): boolean {
    const isPlain = this.#amount(4, this.#price) && this.#amount(5, this.#size) && this.#amount(6, this.#fee);
    // A fee in base may be as large as what it is taken from: the patient rules tell
    return isPlain && this.#price.digits > 0 && this.#size.digits > 0 && !this.#mayEatItsFill();
  }

  #mayEatItsFill(): boolean {
    if (this.#fee.digits === 0 || !this.#isBuy || !this.#symbol.startsWith(this.#feeCurrency)) return false;
    return this.#fee.digits / 10 ** this.#fee.places >= 0.5 * (this.#size.digits / 10 ** this.#size.places);
  }

  #amount(cell: number, into: Amount): boolean {
    const stop = this.#start(cell + 1) - 1;
    const start = this.#start(cell);
    let digits = 0;
    let point = -1;
    for (let at = start; at < stop; at += 1) {
      const byte = bytesAt(this.#bytes, at);
      if (isDigit(byte)) digits = digits * 10 + byte - 48;
      else if (byte === POINT && point === -1) point = at;
      else return false;
    }
    const places = point === -1 ? 0 : stop - point - 1;
    const count = stop - start - (point === -1 ? 0 : 1);
    into.digits = digits;
    into.places = places;
    // With a point there are digits on both sides of it
    return count > places && count <= DIGITS_MAX && (point === -1 || places > 0);
  }

  #readTime(stop: number): boolean {
    const start = this.#start(8);
    if (stop === start || stop - start > DIGITS_MAX) return false;
    let ms = 0;
    for (let at = start; at < stop; at += 1) {
      const byte = bytesAt(this.#bytes, at);
      if (!isDigit(byte)) return false;
      ms = ms * 10 + byte - 48;
    }
    this.timestampMs = ms;
    return ms <= TIME_MAX_MS;
  }

  #start(cell: number): number {
    return this.#starts[cell] ?? 0;
  }
}

/** Places come from the buffer's own length, so there is always a byte. */
const bytesAt = (bytes: Buffer, at: number): number => bytes[at] ?? 0;

function isWord(bytes: Buffer, start: number, { word, length }: { word: string; length: number }): boolean {
  if (length !== word.length) return false;
  for (let index = 0; index < length; index += 1) {
    if (bytes[start + index] !== word.charCodeAt(index)) return false;
  }
  return true;
}

const scaled = ({ digits, places }: Amount): bigint => BigInt(digits) * (SCALES[places] ?? 0n);
