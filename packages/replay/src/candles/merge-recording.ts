/**
 * Plays the files of a recording as one series of batches: a k-way merge by opening time over files that are each read in pieces.
 */
import { BarAggregator, type Candle } from "@bottrader/core";
import type { BarBatch } from "@bottrader/ports";
import { describeCandleFileFault } from "./candle-file-fault.ts";
import { type CandleFileSource, decodeCandleFile } from "./decode-candle-file.ts";
import { FaultLog } from "./fault-log.ts";

export type MergePlan = {
  readonly sources: readonly CandleFileSource[];
  readonly intervalMs: number;
  /** Close of the newest row of the recording: bars of a coarser timeframe that end by then are closed. */
  readonly endMs: number;
  /** Batches that close after this and at or before `untilMs`. */
  readonly afterMs: number;
  readonly untilMs: number;
};

type Lane = {
  readonly symbol: string;
  readonly pieces: AsyncIterator<readonly Candle[], void, undefined>;
  piece: readonly Candle[];
  at: number;
};

/** Ends on `signal`. Throws when a file that was found good is faulty now, because it was changed under the reader. */
export async function* mergeRecording(
  plan: MergePlan,
  signal: AbortSignal | null,
): AsyncGenerator<BarBatch, void, undefined> {
  let lanes: Lane[] = plan.sources.map((source) => ({
    symbol: source.name.symbol,
    pieces: readBars(source, plan),
    piece: [],
    at: 0,
  }));
  const opened = lanes;
  try {
    lanes = await refill(lanes);
    while (lanes.length > 0 && signal?.aborted !== true) {
      const { batch, isDrained } = takeBatch(lanes, plan.intervalMs);
      if (batch.closeTimeMs > plan.untilMs) return;
      if (batch.closeTimeMs > plan.afterMs) yield batch;
      if (isDrained) lanes = await refill(lanes);
    }
  } finally {
    await Promise.all(opened.map(async (lane) => lane.pieces.return?.()));
  }
}

/** Takes the bars that open earliest from every lane that has one. */
function takeBatch(lanes: readonly Lane[], intervalMs: number): { batch: BarBatch; isDrained: boolean } {
  let openTimeMs = Number.POSITIVE_INFINITY;
  for (const lane of lanes) openTimeMs = Math.min(openTimeMs, lane.piece[lane.at]?.openTimeMs ?? openTimeMs);
  const bars: { readonly symbol: string; readonly candle: Candle }[] = [];
  let isDrained = false;
  for (const lane of lanes) {
    const candle = lane.piece[lane.at];
    if (candle === undefined || candle.openTimeMs !== openTimeMs) continue;
    bars.push({ symbol: lane.symbol, candle });
    lane.at += 1;
    if (lane.at === lane.piece.length) isDrained = true;
  }
  return { batch: { closeTimeMs: openTimeMs + intervalMs, bars }, isDrained };
}

/** Loads the next piece of every lane that has run dry and leaves out those at their end. */
async function refill(lanes: readonly Lane[]): Promise<Lane[]> {
  const kept = await Promise.all(
    lanes.map(async (lane) => {
      if (lane.at < lane.piece.length) return [lane];
      const next = await lane.pieces.next();
      if (next.done === true) return [];
      lane.piece = next.value;
      lane.at = 0;
      return [lane];
    }),
  );
  return kept.flat();
}

async function* readBars(
  source: CandleFileSource,
  plan: MergePlan,
): AsyncGenerator<readonly Candle[], void, undefined> {
  const log = new FaultLog(source.name.file);
  const aggregator = new BarAggregator({ fromMs: source.name.intervalMs, toMs: plan.intervalMs });
  const isAggregated = source.name.intervalMs !== plan.intervalMs;
  for await (const candles of decodeCandleFile(source, { log })) {
    const bars = isAggregated ? candles.flatMap((candle) => aggregator.push(candle)) : candles;
    if (bars.length > 0) yield bars;
  }
  const [fault] = log.list();
  if (fault !== undefined)
    throw new Error(`a recorded file changed while it was read: ${describeCandleFileFault(fault)}`);
  const last = isAggregated ? aggregator.closeDue(plan.endMs) : [];
  if (last.length > 0) yield last;
}
