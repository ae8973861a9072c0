/** The lines of a fill file as rows, with every fault told by its line. */
import { ok, type Result, type ScaledFill } from "@bottrader/core";
import { type CliFault, fail } from "../cli-command.ts";
import { FillScanner } from "./fill-scanner.ts";
import { FILL_COLUMNS, parseFillRow } from "./parse-fill-row.ts";

const FAULTS_SHOWN_MAX = 20;
const HEADER = FILL_COLUMNS.join(",");

/** A line that is right; its text is good until the next line is read. */
export type FillRow = { readonly timestampMs: number; build(): ScaledFill };

type RowReader = (bytes: Buffer, start: number, end: number) => Result<FillRow, readonly string[]>;

export function createRowReader(): RowReader {
  const scanner = new FillScanner();
  const scanned = ok(scanner);
  return (bytes, start, end) => {
    if (scanner.scan(bytes, start, end)) return scanned;
    const fill = parseFillRow(bytes.toString("utf8", start, end));
    if (!fill.ok) return fill;
    return ok({ timestampMs: fill.value.timestampMs, build: () => fill.value });
  };
}

const isBlankLine = (bytes: Buffer, start: number, end: number): boolean =>
  end - start < 2 && bytes.toString("utf8", start, end).trim() === "";

/** Takes a file line by line, the header first. */
export class FillLines {
  readonly #name: string;
  readonly #onRow: (row: FillRow) => void;
  readonly #readRow = createRowReader();
  readonly #faults: string[] = [];
  #faultCount = 0;
  #lineCount = 0;
  /** A header that is not ours makes every line meaningless. */
  isRefused = false;

  constructor(name: string, onRow: (row: FillRow) => void) {
    this.#name = name;
    this.#onRow = onRow;
  }

  take(bytes: Buffer, start: number, end: number): void {
    this.#lineCount += 1;
    if (this.isRefused) return;
    if (this.#lineCount === 1) this.#takeHeader(bytes.toString("utf8", start, end));
    else if (!isBlankLine(bytes, start, end)) this.#takeRow(bytes, start, end);
  }

  /** The first faults with their line numbers and how many more there are; ok when there are none. */
  finish(): Result<null, CliFault> {
    if (this.#lineCount === 0) {
      this.#lineCount = 1;
      this.#fault(`the file is empty; the header must be ${HEADER}`);
    }
    if (this.#faultCount === 0) return ok(null);
    const rest = this.#faultCount - this.#faults.length;
    return fail(...this.#faults, ...(rest === 0 ? [] : [`${this.#name}: and ${rest} more faults`]));
  }

  #takeHeader(line: string): void {
    this.isRefused = withoutMark(line).trim() !== HEADER;
    if (this.isRefused) this.#fault(`the header must be ${HEADER}`);
  }

  #takeRow(bytes: Buffer, start: number, end: number): void {
    const row = this.#readRow(bytes, start, end);
    if (row.ok) this.#onRow(row.value);
    else for (const message of row.error) this.#fault(message);
  }

  #fault(message: string): void {
    this.#faultCount += 1;
    if (this.#faults.length < FAULTS_SHOWN_MAX) this.#faults.push(`${this.#name}:${this.#lineCount}: ${message}`);
  }
}

/** Without a byte order mark. */
const withoutMark = (line: string): string => line.replace(/^\uFEFF/, "");
