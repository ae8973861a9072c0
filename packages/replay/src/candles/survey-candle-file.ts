/**
 * The first reading of a recorded file: checks every row, and learns what can be known only from all of them.
 */
import { BarAggregator, type Candle, err, ok, type Result } from "@bottrader/core";
import type { CandleFileFault } from "./candle-file-fault.ts";
import { type CandleFileSource, type DecimalsSeen, decodeCandleFile } from "./decode-candle-file.ts";
import { FaultLog } from "./fault-log.ts";
import { TimeRuns } from "./time-runs.ts";

export type CandleFileSurvey = {
  readonly source: CandleFileSource;
  /** Times of the rows of the file. */
  readonly rows: TimeRuns;
  readonly decimals: DecimalsSeen;
  /** Opening times of the bars of `intervalMs` that the file holds when the whole recording ends at `endMs`. */
  barTimes(endMs: number): TimeRuns;
};

/** Reads the file to its end, for bars of `intervalMs` milliseconds. */
export async function surveyCandleFile(
  source: CandleFileSource,
  intervalMs: number,
): Promise<Result<CandleFileSurvey, readonly CandleFileFault[]>> {
  const log = new FaultLog(source.name.file);
  const decimals: DecimalsSeen = { price: 0, volume: 0 };
  const rows = new TimeRuns(source.name.intervalMs);
  const bars = new TimeRuns(intervalMs);
  const aggregator = new BarAggregator({ fromMs: source.name.intervalMs, toMs: intervalMs });
  const isAggregated = intervalMs !== source.name.intervalMs;
  const addBars = (closed: readonly Candle[]): void => {
    for (const bar of closed) bars.add(bar.openTimeMs);
  };
  for await (const candles of decodeCandleFile(source, { log, seen: decimals })) {
    for (const candle of candles) {
      rows.add(candle.openTimeMs);
      if (isAggregated) addBars(aggregator.push(candle));
    }
  }
  if (log.count > 0) return err(log.list());
  const barTimes = (endMs: number): TimeRuns => {
    if (!isAggregated) return rows;
    addBars(aggregator.closeDue(endMs));
    return bars;
  };
  return ok({ source, rows, decimals, barTimes });
}
