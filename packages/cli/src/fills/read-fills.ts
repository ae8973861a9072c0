/** A fill file (`.csv` or `.csv.gz`) from its first line to its last. */
import { ok, type Result, type ScaledFill } from "@bottrader/core";
import { type CliFault, fail } from "../cli-command.ts";
import { FillLines, type FillRow } from "./fill-lines.ts";
import { type FillSource, openFillSource } from "./fill-source.ts";
import { createLineSplitter } from "./split-lines.ts";

/** The fills in the order of the file, or the first faults with their line numbers and how many more there are. */
export async function readFills(cwd: string, file: string): Promise<Result<readonly ScaledFill[], CliFault>> {
  const source = await openedSource(cwd, file);
  if (!source.ok) return source;
  const fills: ScaledFill[] = [];
  const read = await readRows(source.value, { onRow: (row) => fills.push(row.build()) });
  return read.ok ? ok(fills) : read;
}

export async function openedSource(cwd: string, file: string): Promise<Result<FillSource, CliFault>> {
  try {
    return ok(await openFillSource(cwd, file));
  } catch (error) {
    return fail(`${file} cannot be read: ${messageOf(error)}`);
  }
}

export type RowVisitor = {
  readonly onRow: (row: FillRow) => void;
  /** Awaited after each piece of the file, so that what was made of its rows can be handed on. */
  readonly afterPiece?: () => Promise<void>;
};

/** Shows every right row to `onRow`; the result tells of those that are not, once the whole file has been read. */
export async function readRows(source: FillSource, { onRow, afterPiece }: RowVisitor): Promise<Result<null, CliFault>> {
  const lines = new FillLines(source.name, onRow);
  const splitter = createLineSplitter((bytes, start, end) => lines.take(bytes, start, end));
  try {
    for await (const piece of source.pieces()) {
      splitter.push(piece);
      if (lines.isRefused) break;
      if (afterPiece !== undefined) await afterPiece();
    }
    splitter.finish();
  } catch (error) {
    return fail(`${source.path} cannot be read: ${messageOf(error)}`);
  }
  return lines.finish();
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
