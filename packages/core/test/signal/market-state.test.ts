import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aggregateBars } from "../../src/market/aggregate-bars.ts";
import type { Candle } from "../../src/market/candle.ts";
import { DayChange } from "../../src/signal/day-change.ts";
import { TrendAverage } from "../../src/signal/trend-average.ts";
import { batchEma } from "../indicators/batch-indicators.ts";
import { recordedCandles } from "../indicators/candle-series.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("the change over 24 hours", () => {
  const changeAt = (bars: readonly (readonly [openTimeMs: number, close: number])[], barMs: number): number => {
    const day = new DayChange(barMs);
    for (const [openTimeMs, close] of bars) day.update(openTimeMs, close);
    return day.ratio;
  };

  test("compares with the bar of 24 hours ago by time", () => {
    expect(
      changeAt(
        [
          [0, 100],
          [HOUR, 90],
          [DAY, 110],
        ],
        HOUR,
      ),
    ).toBeCloseTo(0.1, 12);
    expect(
      changeAt(
        [
          [0, 100],
          [HOUR, 90],
          [DAY, 110],
          [DAY + HOUR, 81],
        ],
        HOUR,
      ),
    ).toBeCloseTo(-0.1, 12);
  });

  test("is unknown before 24 hours have passed", () => {
    expect(
      changeAt(
        [
          [0, 100],
          [DAY - HOUR, 110],
        ],
        HOUR,
      ),
    ).toBeNaN();
  });

  test("compares across a short gap with the last close before it, and is unknown across a long one", () => {
    expect(
      changeAt(
        [
          [0, 100],
          [2 * HOUR, 90],
          [DAY + MINUTE * 59, 110],
        ],
        MINUTE,
      ),
    ).toBeCloseTo(0.1, 12);
    expect(
      changeAt(
        [
          [0, 100],
          [2 * HOUR, 90],
          [DAY + MINUTE * 61, 110],
        ],
        MINUTE,
      ),
    ).toBeNaN();
    // Two bars of the timeframe are tolerated where they are longer than an hour.
    expect(
      changeAt(
        [
          [0, 100],
          [12 * HOUR, 90],
          [DAY + 8 * HOUR, 110],
        ],
        4 * HOUR,
      ),
    ).toBeCloseTo(0.1, 12);
  });

  test("on real bars with gaps equals a plain search for the bar", () => {
    const candles = recordedCandles("coinbase-1m/COINBASE_ETH-USD_1m.csv.gz", MINUTE);
    const day = new DayChange(MINUTE);
    candles.forEach(({ openTimeMs, close }, i) => {
      day.update(openTimeMs, close);
      if (i % 37 !== 0) return;
      const before = candles.findLast((one) => one.openTimeMs <= openTimeMs - DAY);
      const isFresh = before !== undefined && before.openTimeMs >= openTimeMs - DAY - HOUR;
      expect(day.ratio).toBe(isFresh ? close / before.close - 1 : Number.NaN);
    });
  });
});

test("the trend average is the EMA over the closed bars that the aggregator builds, whatever is missing", () => {
  const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(minutes, fc.constantFrom(1, 5, 30), (list, length) => {
      const timeframeMs = length * MINUTE;
      const candles = list
        .toSorted((a, b) => a - b)
        .map((minute): Candle => {
          const close = 100 + ((minute * 7919) % 13);
          return { openTimeMs: minute * MINUTE, open: close, high: close, low: close, close, volume: 1 };
        });
      const trend = new TrendAverage({ barMs: MINUTE, timeframeMs, emaPeriod: 3 });
      for (const { openTimeMs, close } of candles) trend.update(openTimeMs, close);
      const closes = aggregateBars(candles, { fromMs: MINUTE, toMs: timeframeMs }).map((bar) => bar.close);
      const averages = batchEma(closes, 3);
      const rounded = (value = Number.NaN): number => Math.round(value * 1e9);
      expect([trend.ema, trend.previousEma].map(rounded)).toEqual([averages.at(-1), averages.at(-2)].map(rounded));
    }),
  );
});
