/** A fill file (`.csv` or `.csv.gz`), line by line: memory follows the fills, not the text. */
import { createReadStream } from "node:fs";
import { basename, resolve } from "node:path";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ok, type Result, type ScaledFill } from "@bottrader/core";
import { type CliFault, fail } from "../cli-command.ts";
import { FILL_COLUMNS, parseFillRow } from "./parse-fill-row.ts";

const FAULTS_SHOWN_MAX = 20;
const HEADER = FILL_COLUMNS.join(",");

/** The fills in the order of the file, or the first faults with their line numbers and how many more there are. */
export async function readFills(cwd: string, file: string): Promise<Result<readonly ScaledFill[], CliFault>> {
  const path = resolve(cwd, file);
  const table = new FillTable(basename(path));
  try {
    for await (const lines of readLines(path)) {
      for (const line of lines) table.take(line);
      if (table.isRefused) break;
    }
  } catch (error) {
    return fail(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return table.finish();
}

/** What has been read so far. */
class FillTable {
  readonly #name: string;
  readonly #fills: ScaledFill[] = [];
  readonly #faults: string[] = [];
  #faultCount = 0;
  #lineCount = 0;
  /** A header that is not ours makes every line meaningless. */
  isRefused = false;

  constructor(name: string) {
    this.#name = name;
  }

  take(line: string): void {
    this.#lineCount += 1;
    if (this.isRefused) return;
    if (this.#lineCount === 1) this.#takeHeader(line);
    else if (line.trim() !== "") this.#takeRow(line);
  }

  finish(): Result<readonly ScaledFill[], CliFault> {
    if (this.#lineCount === 0) {
      this.#lineCount = 1;
      this.#fault(`the file is empty; the header must be ${HEADER}`);
    }
    if (this.#faultCount === 0) return ok(this.#fills);
    const rest = this.#faultCount - this.#faults.length;
    return fail(...this.#faults, ...(rest === 0 ? [] : [`${this.#name}: and ${rest} more faults`]));
  }

  #takeHeader(line: string): void {
    this.isRefused = withoutMark(line).trim() !== HEADER;
    if (this.isRefused) this.#fault(`the header must be ${HEADER}`);
  }

  #takeRow(line: string): void {
    const fill = parseFillRow(line);
    if (fill.ok) this.#fills.push(fill.value);
    else for (const message of fill.error) this.#fault(message);
  }

  #fault(message: string): void {
    this.#faultCount += 1;
    if (this.#faults.length < FAULTS_SHOWN_MAX) this.#faults.push(`${this.#name}:${this.#lineCount}: ${message}`);
  }
}

/** Lines without their ends. Splitting whole pieces is several times faster than reading line by line. */
async function* readLines(path: string): AsyncGenerator<readonly string[], void, undefined> {
  const text = openBytes(path).setEncoding("utf8");
  let rest = "";
  for await (const piece of text) {
    const lines = (rest + String(piece)).split("\n");
    rest = lines.pop() ?? "";
    yield lines;
  }
  if (rest !== "") yield [rest];
}

function openBytes(path: string): Readable {
  const file = createReadStream(path);
  if (!path.endsWith(".gz")) return file;
  // The callback is required to learn of the error; the loop that reads the result learns of the same one.
  return pipeline(file, createGunzip(), () => undefined);
}

/** Without a byte order mark. */
const withoutMark = (line: string): string => line.replace(/^\uFEFF/, "");
