/**
 * A folder of recorded candles as a source of bars.
 *
 * Invariants
 * 1. A recording is played as a whole or not at all: one faulty row in one file refuses the folder, with every fault.
 * 2. Gaps are gaps: they are counted, never filled and never refused.
 * 3. The same folder gives the same batches each time it is played; nothing but a piece of each file is held in memory.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Fees } from "@bottrader/contracts";
import { err, ok, type Result } from "@bottrader/core";
import type { CandleSource } from "@bottrader/ports";
import type { CandleFileFault } from "./candle-file-fault.ts";
import { type ChosenFiles, chooseCandleFiles } from "./choose-candle-files.ts";
import { mergeRecording } from "./merge-recording.ts";
import { recordedMarket } from "./recorded-market.ts";
import { type CandleFileSurvey, surveyCandleFile } from "./survey-candle-file.ts";
import { TimeRuns } from "./time-runs.ts";

export type RecordedOptions = {
  readonly dir: string;
  /** Timeframe of the bars, at least as coarse as the recording; absent: the finest in the folder. */
  readonly timeframe?: string;
  readonly fees: (exchange: string) => Fees;
};

export type RecordedGaps = {
  readonly symbol: string;
  /** Timeframe of the file, finer than that of the bars where these are aggregated. */
  readonly timeframe: string;
  readonly rows: number;
  readonly gaps: number;
  readonly missingRows: number;
  readonly longestGapRows: number;
};

export type RecordedCandles = CandleSource & {
  readonly kind: "recorded";
  readonly batchesTotal: number;
  /** One for each symbol, in the order of the symbols. */
  readonly gaps: readonly RecordedGaps[];
  /** Opening time of the first row and closing time of the last one. */
  readonly startMs: number;
  readonly endMs: number;
};

/** Notes and hidden files may lie beside the candles; anything else with another name is taken for a misspelt candle file. */
const BESIDE = /^\.|\.(md|txt)$/i;

export async function openRecordedCandles(
  options: RecordedOptions,
): Promise<Result<RecordedCandles, readonly CandleFileFault[]>> {
  const paths = await listFiles(options.dir);
  if (!paths.ok) return err([paths.error]);
  const chosen = chooseCandleFiles(paths.value, options.dir, options.timeframe);
  if (!chosen.ok) return chosen;
  const surveys: CandleFileSurvey[] = [];
  const faults: CandleFileFault[] = [];
  for (const source of chosen.value.sources) {
    const survey = await surveyCandleFile(source, chosen.value.intervalMs);
    if (survey.ok) surveys.push(survey.value);
    else faults.push(...survey.error);
  }
  if (faults.length > 0) return err(faults);
  return ok(recordedCandles(chosen.value, surveys, options.fees(chosen.value.exchange)));
}

function recordedCandles(chosen: ChosenFiles, surveys: readonly CandleFileSurvey[], fees: Fees): RecordedCandles {
  const { sources, exchange, timeframe, intervalMs } = chosen;
  const startMs = Math.min(...surveys.map(({ rows }) => rows.firstMs ?? Number.POSITIVE_INFINITY));
  const endMs = Math.max(...surveys.map(({ rows, source }) => (rows.lastMs ?? 0) + source.name.intervalMs));
  const barTimes = surveys.map((survey) => survey.barTimes(endMs));
  const times = TimeRuns.union(barTimes, intervalMs);
  const plan = { sources, intervalMs, endMs };
  return {
    kind: "recorded",
    exchange,
    timeframe,
    markets: surveys.map((survey) => recordedMarket(survey, fees)),
    batchesTotal: times.count,
    gaps: surveys.map(gapsOf),
    startMs,
    endMs,
    async *history(untilMs, count) {
      const firstMs = times.startOfLast(count, untilMs - intervalMs);
      if (firstMs !== null) yield* mergeRecording({ ...plan, afterMs: firstMs, untilMs }, null);
    },
    batches: (afterMs, signal) => mergeRecording({ ...plan, afterMs, untilMs: Number.POSITIVE_INFINITY }, signal),
  };
}

function gapsOf({ source, rows }: CandleFileSurvey): RecordedGaps {
  const lengths = rows.gaps;
  return {
    symbol: source.name.symbol,
    timeframe: source.name.timeframe,
    rows: rows.count,
    gaps: lengths.length,
    missingRows: lengths.reduce((sum, length) => sum + length, 0),
    longestGapRows: lengths.reduce((longest, length) => Math.max(longest, length), 0),
  };
}

async function listFiles(dir: string): Promise<Result<readonly string[], CandleFileFault>> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    const files = entries.filter((entry) => !entry.isDirectory() && !BESIDE.test(entry.name));
    return ok(files.map((entry) => join(dir, entry.name)).sort());
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return err({ file: dir, line: null, field: "folder", problem: `cannot be read: ${code}`, allowed: "a folder" });
  }
}
