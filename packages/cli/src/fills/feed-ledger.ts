/**
 * Feeds a ledger with the fills of a file in ledger order.
 *
 * - The file is read twice: first every line is checked, so that a file with faults gives no part of a result. Then, when its times
 *   never fall, the fills stream by and memory follows the open lots alone.
 * - A file out of order is kept as the bytes it is, with the time and the place of each line beside it (16 bytes): the numbers are
 *   sorted and the lines read again in that order. No list of a million fills exists at any time.
 */
import { compareFills, invariant, ok, type Result, type ScaledFill } from "@bottrader/core";
import type { CliFault } from "../cli-command.ts";
import { createRowReader } from "./fill-lines.ts";
import { type FillSource, keepInMemory } from "./fill-source.ts";
import { readRows } from "./read-fills.ts";
import { sortByTime } from "./sort-by-time.ts";
import { eachLine, lineEnd } from "./split-lines.ts";

/** Fills between two rests of a feed from memory. */
const FILLS_AT_ONCE = 4_096;

type LedgerSink = {
  /** All fills of one millisecond in ledger order, millisecond after millisecond. */
  readonly onMoment: (fills: readonly ScaledFill[]) => void;
  /** Awaited now and then, so that results can be handed on. */
  readonly rest: () => Promise<void>;
};

export type LedgerFeed = (sink: LedgerSink) => Promise<Result<null, CliFault>>;

/** Checks the file and gives the way to feed it, or its faults. */
export async function openLedgerFeed(source: FillSource): Promise<Result<LedgerFeed, CliFault>> {
  let isOrdered = true;
  let lastMs = 0;
  let count = 0;
  const checked = await readRows(source, {
    onRow: ({ timestampMs }) => {
      isOrdered &&= timestampMs >= lastMs;
      lastMs = timestampMs;
      count += 1;
    },
  });
  if (!checked.ok) return checked;
  return ok(isOrdered ? (sink) => feedStream(source, sink) : (sink) => feedSorted(source, { sink, count }));
}

async function feedStream(source: FillSource, sink: LedgerSink): Promise<Result<null, CliFault>> {
  const moments = gatherMoments(sink);
  const read = await readRows(source, { onRow: (row) => moments.add(row.build()), afterPiece: sink.rest });
  if (read.ok) moments.finish();
  return read;
}

type SortedFeed = { readonly sink: LedgerSink; readonly count: number };

async function feedSorted(source: FillSource, { sink, count }: SortedFeed): Promise<Result<null, CliFault>> {
  const { text } = await keepInMemory(source);
  const readRow = createRowReader();
  const places = placesInOrder(text, count);
  const moments = gatherMoments(sink);
  let fed = 0;
  for (const place of places) {
    const row = readRow(text, place, lineEnd(text, place));
    invariant(row.ok, "every line of the file has been checked");
    moments.add(row.value.build());
    fed += 1;
    if (fed % FILLS_AT_ONCE === 0) await sink.rest();
  }
  moments.finish();
  return ok(null);
}

/** Where the `count` rows of the text begin, earliest fill first. */
function placesInOrder(text: Buffer, count: number): Float64Array {
  const readRow = createRowReader();
  const timesMs = new Float64Array(count);
  const places = new Float64Array(count);
  let rows = 0;
  let isHeader = true;
  eachLine(text, (bytes, start, end) => {
    const row = isHeader ? null : readRow(bytes, start, end);
    isHeader = false;
    if (row === null || !row.ok) return;
    timesMs[rows] = row.value.timestampMs;
    places[rows] = start;
    rows += 1;
  });
  return Float64Array.from(sortByTime(timesMs.subarray(0, rows)), (index) => places[index] ?? 0);
}

type Moments = { add(fill: ScaledFill): void; finish(): void };

/** Puts the fills of each millisecond in ledger order; those of different ones come in order. */
function gatherMoments({ onMoment }: LedgerSink): Moments {
  let moment: ScaledFill[] = [];
  const finish = (): void => {
    if (moment.length > 1) moment.sort(compareFills);
    if (moment.length > 0) onMoment(moment);
    moment = [];
  };
  return {
    add: (fill) => {
      if (moment[0] !== undefined && moment[0].timestampMs !== fill.timestampMs) finish();
      moment.push(fill);
    },
    finish,
  };
}
