import { err, ok, type Result } from "../result.ts";
import { bucketStartMs } from "./bucket-start.ts";
import type { Candle } from "./candle.ts";

export type CandleFault = { readonly code: "CANDLE_INVALID"; readonly reasons: readonly string[] };

/** What a candle has to follow to belong to the same series. */
export type CandleSeries = {
  readonly intervalMs: number;
  /** Start of the newest candle accepted so far; null before the first. */
  readonly previousOpenTimeMs: number | null;
};

const PRICES = ["open", "high", "low", "close"] as const;

/**
 * Accepts a candle that indicators can compute with, or names every field at fault. With `series` given, also refuses a
 * candle that is off the timeframe's grid, repeats the one before it, or lies before it.
 */
export function validateCandle(candle: Candle, series?: CandleSeries): Result<Candle, CandleFault> {
  const reasons = [...priceFaults(candle), ...(series === undefined ? [] : orderFaults(candle, series))];
  if (!Number.isSafeInteger(candle.openTimeMs))
    reasons.push(`openTimeMs ${candle.openTimeMs} is not whole milliseconds`);
  if (!Number.isFinite(candle.volume) || candle.volume < 0) reasons.push(`volume ${candle.volume} is not a size`);
  return reasons.length === 0 ? ok(candle) : err({ code: "CANDLE_INVALID", reasons });
}

function priceFaults(candle: Candle): string[] {
  const reasons = PRICES.filter((field) => !(candle[field] > 0 && candle[field] < Number.POSITIVE_INFINITY)).map(
    (field) => `${field} ${candle[field]} is not a positive price`,
  );
  if (reasons.length > 0) return reasons;
  if (candle.high < Math.max(candle.open, candle.close, candle.low)) {
    reasons.push(`high ${candle.high} is below another price of the bar`);
  }
  if (candle.low > Math.min(candle.open, candle.close))
    reasons.push(`low ${candle.low} is above another price of the bar`);
  return reasons;
}

function orderFaults(candle: Candle, series: CandleSeries): string[] {
  const reasons: string[] = [];
  const { intervalMs, previousOpenTimeMs } = series;
  if (candle.openTimeMs !== bucketStartMs(candle.openTimeMs, intervalMs)) {
    reasons.push(`openTimeMs ${candle.openTimeMs} is not on the grid of ${intervalMs} ms`);
  }
  if (previousOpenTimeMs !== null && candle.openTimeMs <= previousOpenTimeMs) {
    reasons.push(`openTimeMs ${candle.openTimeMs} is not after ${previousOpenTimeMs}`);
  }
  return reasons;
}
