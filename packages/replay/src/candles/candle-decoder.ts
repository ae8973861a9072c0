/**
 * Turns the bytes of one candle file, piece by piece, into candles.
 *
 * Invariants
 * 1. Every candle that comes out is valid, on the timeframe's grid, and later than the one before it.
 * 2. Every row that does not come out is a fault with its line, its field and what is allowed.
 * 3. Memory does not depend on the length of the file.
 */
import { type Candle, validateCandle } from "@bottrader/core";
import {
  CANDLE_COLUMNS,
  CandleRowReader,
  explainCandle,
  explainTime,
  explainUnreadableRow,
  type RowFault,
} from "./candle-row.ts";
import type { FaultLog } from "./fault-log.ts";

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const HEADER = CANDLE_COLUMNS.join(",");
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** Six numbers fit many times over; without a bound a file without line ends would fill the memory. */
const ROW_BYTES_MAX = 1_024;

export class CandleDecoder {
  readonly #intervalMs: number;
  readonly #log: FaultLog;
  readonly #rows = new CandleRowReader();
  #rest: Buffer = Buffer.alloc(0);
  #line = 0;
  #isRefused = false;
  #newestMs: number | null = null;
  #previousMs: number | null = null;
  #falling = 0;
  #rising = 0;

  constructor(options: { readonly intervalMs: number; readonly log: FaultLog }) {
    this.#intervalMs = options.intervalMs;
    this.#log = options.log;
  }

  /** Lines read so far, the header included. */
  get line(): number {
    return this.#line;
  }

  get priceDecimals(): number {
    return this.#rows.priceDecimals;
  }

  get volumeDecimals(): number {
    return this.#rows.volumeDecimals;
  }

  /** True once the rest of the file cannot mean anything. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  push(piece: Buffer): readonly Candle[] {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const candles: Candle[] = [];
    let start = 0;
    for (let stop = bytes.indexOf(NEWLINE); stop !== -1; stop = bytes.indexOf(NEWLINE, start)) {
      this.#take(bytes, { start, stop }, candles);
      if (this.#isRefused) return [];
      start = stop + 1;
    }
    this.#rest = bytes.subarray(start);
    if (this.#rest.length > ROW_BYTES_MAX) this.#take(bytes, { start, stop: bytes.length }, candles);
    return candles;
  }

  /** Takes a last row without a line end and settles the faults of the whole file. */
  finish(): readonly Candle[] {
    const candles: Candle[] = [];
    if (!this.#isRefused && this.#rest.length > 0)
      this.#take(this.#rest, { start: 0, stop: this.#rest.length }, candles);
    this.#rest = Buffer.alloc(0);
    if (!this.#isRefused) this.#settleOrder();
    if (this.#line === 0)
      this.#log.add({ line: null, field: "file", problem: "is empty", allowed: `header ${HEADER} and rows` });
    else if (this.#previousMs === null && this.#log.count === 0) {
      this.#log.add({ line: null, field: "file", problem: "has no row", allowed: "at least one candle" });
    }
    return candles;
  }

  #take(bytes: Buffer, row: { readonly start: number; readonly stop: number }, into: Candle[]): void {
    this.#line += 1;
    const stop = row.stop > row.start && bytes[row.stop - 1] === CARRIAGE_RETURN ? row.stop - 1 : row.stop;
    if (this.#line === 1) this.#takeHeader(bytes.subarray(row.start, stop));
    else if (stop - row.start > ROW_BYTES_MAX) this.#refuseLongRow();
    else if (stop > row.start) {
      const candle = this.#rows.read(bytes, row.start, stop);
      if (candle === null) this.#addAll(explainUnreadableRow(bytes.toString("latin1", row.start, stop)));
      else if (this.#accepts(candle)) into.push(candle);
    }
  }

  #takeHeader(line: Buffer): void {
    const hasMark = line.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
    const header = line.toString("utf8", hasMark ? BYTE_ORDER_MARK.length : 0);
    if (header === HEADER) return;
    this.#isRefused = true;
    this.#log.add({ line: 1, field: "header", problem: `is "${printable(header)}"`, allowed: HEADER });
  }

  #accepts(candle: Candle): boolean {
    const timeFault = explainTime(candle.openTimeMs);
    if (timeFault !== null) {
      this.#addAll([timeFault]);
      return false;
    }
    const isLater = this.#isLater(candle.openTimeMs);
    const valid = validateCandle(candle, { intervalMs: this.#intervalMs, previousOpenTimeMs: null });
    if (!valid.ok) this.#addAll(explainCandle(valid.error));
    return valid.ok && isLater;
  }

  #isLater(openTimeMs: number): boolean {
    const previousMs = this.#previousMs;
    const newestMs = this.#newestMs;
    this.#previousMs = openTimeMs;
    if (previousMs === null || newestMs === null || openTimeMs > newestMs) {
      if (previousMs !== null) this.#rising += 1;
      this.#newestMs = openTimeMs;
      return true;
    }
    if (openTimeMs < previousMs) this.#falling += 1;
    else if (openTimeMs > previousMs) this.#rising += 1;
    const problem =
      openTimeMs === previousMs || openTimeMs === newestMs
        ? `${openTimeMs} is the time of a row before`
        : `${openTimeMs} is earlier than ${newestMs} in a row before`;
    this.#log.addOfOrder({ line: this.#line, field: "timestamp_ms", problem, allowed: `more than ${newestMs}` });
    return false;
  }

  #settleOrder(): void {
    if (this.#falling <= this.#rising) return;
    const problem = `falls in ${this.#falling} rows: the file runs from the newest to the oldest`;
    const allowed = "rows that rise in time, oldest first";
    this.#log.replaceOrder({ line: null, field: "timestamp_ms", problem, allowed });
  }

  #refuseLongRow(): void {
    this.#isRefused = true;
    const allowed = `at most ${ROW_BYTES_MAX} bytes`;
    this.#log.add({ line: this.#line, field: "row", problem: `is longer than ${ROW_BYTES_MAX} bytes`, allowed });
  }

  #addAll(faults: readonly RowFault[]): void {
    for (const fault of faults) this.#log.add({ line: this.#line, ...fault });
  }
}

/** The beginning of a text that may be anything, fit for a terminal. */
function printable(text: string): string {
  return text.slice(0, 80).replace(/[^\x20-\x7e]/g, "?");
}
