import { type Candle, err, ok, type Result } from "@bottrader/core";
import { type CandleFileFault, describeCandleFileFault } from "./candle-file-fault.ts";
import { parseCandleFileName } from "./candle-file-name.ts";
import { decodeCandleFile } from "./decode-candle-file.ts";
import { FaultLog } from "./fault-log.ts";
import { surveyCandleFile } from "./survey-candle-file.ts";

export type CandleFile = {
  /** Lower case. */
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: string;
  readonly intervalMs: number;
  readonly bars: number;
  /** Missing bars between the first and the last. */
  readonly missingBars: number;
  /** Oldest first; each call reads the file again. Throws when the file has become faulty since it was checked. */
  candles(): AsyncIterable<Candle>;
};

/** Checks one candle file from end to end, so that nothing is computed from a faulty one, and gives its candles. */
export async function readCandleFile(path: string): Promise<Result<CandleFile, readonly CandleFileFault[]>> {
  const name = parseCandleFileName(path);
  if (!name.ok) return err([name.error]);
  const source = { path, name: name.value };
  const { exchange, symbol, timeframe, intervalMs } = name.value;
  const survey = await surveyCandleFile(source, intervalMs);
  if (!survey.ok) return survey;
  const { rows } = survey.value;
  return ok({
    exchange,
    symbol,
    timeframe,
    intervalMs,
    bars: rows.count,
    missingBars: rows.gaps.reduce((sum, length) => sum + length, 0),
    async *candles() {
      const log = new FaultLog(source.name.file);
      for await (const piece of decodeCandleFile(source, { log })) yield* piece;
      const [fault] = log.list();
      if (fault !== undefined) throw new Error(`the file changed while it was read: ${describeCandleFileFault(fault)}`);
    },
  });
}
