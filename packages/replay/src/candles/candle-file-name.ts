import { basename } from "node:path";
import { err, ok, type Result, timeframeMs } from "@bottrader/core";
import type { CandleFileFault } from "./candle-file-fault.ts";

/** What the name of a candle file says. */
export type CandleFileName = {
  readonly file: string;
  /** Lower case. */
  readonly exchange: string;
  /** Unified, `BTC/USDT`. */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly timeframe: string;
  readonly intervalMs: number;
  readonly isGzip: boolean;
};

const NAME = /^([A-Z0-9]+)_([A-Z0-9]+)-([A-Z0-9]+)_([0-9]+[a-z])\.csv(\.gz)?$/;
const ALLOWED = "EXCHANGE_BASE-QUOTE_TIMEFRAME.csv or .csv.gz, such as BINANCE_BTC-USDT_1m.csv.gz";

export function parseCandleFileName(path: string): Result<CandleFileName, CandleFileFault> {
  const file = basename(path);
  const refuse = (problem: string) => err({ file, line: null, field: "file name", problem, allowed: ALLOWED });
  const match = NAME.exec(file);
  if (match === null) return refuse("does not say exchange, symbol and timeframe");
  const [, exchange = "", base = "", quote = "", timeframe = "", gzip] = match;
  const interval = timeframeMs(timeframe);
  if (!interval.ok) return refuse(`has a faulty timeframe: ${interval.error}`);
  return ok({
    file,
    exchange: exchange.toLowerCase(),
    symbol: `${base}/${quote}`,
    base,
    quote,
    timeframe,
    intervalMs: interval.value,
    isGzip: gzip !== undefined,
  });
}
