/**
 * The oracle: TA-Lib's definitions written as plainly as possible over whole arrays, each value from scratch where the
 * definition allows it. NaN where TA-Lib gives no value.
 */
import type { MacdPeriods } from "../../src/indicators/macd.ts";
import type { Candle } from "../../src/market/candle.ts";

type Series = readonly number[];

const windowAt = (values: Series, i: number, period: number): Series =>
  i + 1 < period ? [] : values.slice(i + 1 - period, i + 1);
const meanOf = (values: Series): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const batchSma = (values: Series, period: number): Series =>
  values.map((_, i) => meanOf(windowAt(values, i, period)));

export const batchDeviation = (values: Series, period: number): Series =>
  values.map((_, i) => {
    const window = windowAt(values, i, period);
    const mean = meanOf(window);
    return Math.sqrt(meanOf(window.map((value) => (value - mean) ** 2)));
  });

/** Seeded with the mean of the `period` values that end at `seedAt`. */
export function batchEma(values: Series, period: number, seedAt = period - 1): Series {
  let ema = Number.NaN;
  return values.map((value, i) => {
    if (i === seedAt) ema = meanOf(values.slice(seedAt + 1 - period, seedAt + 1));
    else ema = (2 / (period + 1)) * value + (1 - 2 / (period + 1)) * ema;
    return ema;
  });
}

export function batchMacd(closes: Series, { fast, slow, signal }: MacdPeriods) {
  const fastEma = batchEma(closes, fast, slow - 1);
  const slowEma = batchEma(closes, slow);
  const line = closes.map((_, i) => (fastEma[i] ?? 0) - (slowEma[i] ?? 0));
  return { line, signal: batchEma(line, signal, slow + signal - 2) };
}

/** Wilder's average of `values`, of which the first `skipped` are not there: seeded with the mean of the next `period`. */
function batchWilder(values: Series, period: number, skipped: number): Series {
  let average = Number.NaN;
  return values.map((value, i) => {
    if (i === skipped + period - 1) average = meanOf(values.slice(skipped, i + 1));
    else average = (average * (period - 1) + value) / period;
    return average;
  });
}

export function batchRsi(closes: Series, period: number): Series {
  const changes = closes.map((close, i) => close - (closes[i - 1] ?? close));
  const gains = batchWilder(
    changes.map((change) => Math.max(change, 0)),
    period,
    1,
  );
  const losses = batchWilder(
    changes.map((change) => Math.max(-change, 0)),
    period,
    1,
  );
  return gains.map((gain, i) => {
    const total = gain + (losses[i] ?? 0);
    return total === 0 ? 50 : (100 * gain) / total;
  });
}

export const batchRoc = (closes: Series, period: number): Series =>
  closes.map((close, i) => 100 * (close / (closes[i - period] ?? Number.NaN) - 1));

export function batchAtr(candles: readonly Candle[], period: number): Series {
  const ranges = candles.map(({ high, low }, i) => {
    const before = candles[i - 1]?.close ?? Number.NaN;
    return Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
  });
  return batchWilder(ranges, period, 1);
}

/** Highest of the `period` values up to and including each. */
export const batchHighest = (values: Series, period: number): Series =>
  values.map((_, i) => (i + 1 < period ? Number.NaN : Math.max(...windowAt(values, i, period))));

export const batchLowest = (values: Series, period: number): Series =>
  values.map((_, i) => (i + 1 < period ? Number.NaN : Math.min(...windowAt(values, i, period))));

export const batchMedian = (values: Series, period: number): Series =>
  values.map((_, i) => {
    const sorted = windowAt(values, i, period).toSorted((a, b) => a - b);
    const upper = sorted[period >> 1] ?? Number.NaN;
    return period % 2 === 1 ? upper : (upper + (sorted[(period >> 1) - 1] ?? Number.NaN)) / 2;
  });
