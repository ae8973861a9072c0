import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aggregateBars } from "../../src/market/aggregate-bars.ts";
import { BarAggregator } from "../../src/market/bar-aggregator.ts";
import { bucketStartMs } from "../../src/market/bucket-start.ts";
import type { Candle } from "../../src/market/candle.ts";
import { recordedCandles } from "../indicators/candle-series.ts";

const MINUTE = 60_000;
const FIVE = { fromMs: MINUTE, toMs: 5 * MINUTE };

/** A one-minute bar whose prices say which minute it is. */
const bar = (minute: number): Candle => ({
  openTimeMs: minute * MINUTE,
  open: 100 + minute,
  high: 102 + minute,
  low: 99 + minute,
  close: 101 + minute,
  volume: 1,
});
const bars = (...minutes: number[]): readonly Candle[] => minutes.map(bar);

describe("aggregation", () => {
  test("a bar closes with its last finer bar, and one still forming is left out", () => {
    expect(aggregateBars(bars(0, 1, 2, 3, 4, 5, 6), FIVE)).toEqual([
      { openTimeMs: 0, open: 100, high: 106, low: 99, close: 105, volume: 5 },
    ]);
  });

  test("an interval whose beginning was not seen is dropped", () => {
    expect(aggregateBars(bars(2, 3, 4, 5, 6, 7, 8, 9), FIVE).map((one) => one.openTimeMs)).toEqual([5 * MINUTE]);
  });

  test("a gap invents no bar, and a missing last bar is noticed by the next one", () => {
    const closed = aggregateBars(bars(0, 1, 2, 21, 22, 24), FIVE);
    expect(closed).toEqual([
      { openTimeMs: 0, open: 100, high: 104, low: 99, close: 103, volume: 3 },
      { openTimeMs: 20 * MINUTE, open: 121, high: 126, low: 120, close: 125, volume: 3 },
    ]);
  });

  test("one bar after a gap may close two", () => {
    const aggregator = new BarAggregator(FIVE);
    for (const one of bars(0, 1)) expect(aggregator.push(one)).toEqual([]);
    expect(aggregator.push(bar(9)).map((one) => one.openTimeMs)).toEqual([0, 5 * MINUTE]);
  });

  test("the clock closes a bar whose last finer bar never came, once, and a late one is not added", () => {
    const aggregator = new BarAggregator(FIVE);
    expect(aggregator.closeDue(0)).toEqual([]);
    for (const one of bars(0, 1, 2)) aggregator.push(one);
    expect(aggregator.closeDue(5 * MINUTE - 1)).toEqual([]);
    expect(aggregator.closeDue(5 * MINUTE)).toHaveLength(1);
    expect(aggregator.closeDue(5 * MINUTE)).toEqual([]);
    expect(aggregator.push(bar(4))).toEqual([]);
    expect(aggregator.push(bar(5))).toEqual([]);
  });

  test("the same timeframe passes through", () => {
    expect(aggregateBars(bars(3, 4, 9), { fromMs: MINUTE, toMs: MINUTE })).toEqual(bars(3, 4, 9));
  });

  test("timeframes that do not divide are refused", () => {
    expect(() => new BarAggregator({ fromMs: 2 * MINUTE, toMs: 5 * MINUTE })).toThrow("multiple");
  });

  test("real one-minute bars keep their volume and extremes", () => {
    const fine = recordedCandles("binance-1m-2021/BINANCE_BTC-USDT_1m.csv.gz", MINUTE);
    const hours = aggregateBars(fine, { fromMs: MINUTE, toMs: 60 * MINUTE });
    for (const hour of hours.slice(0, 200)) {
      const within = fine.filter((one) => bucketStartMs(one.openTimeMs, 60 * MINUTE) === hour.openTimeMs);
      expect(hour.open).toBe(within.at(0)?.open);
      expect(hour.close).toBe(within.at(-1)?.close);
      expect(hour.high).toBe(Math.max(...within.map((one) => one.high)));
      expect(hour.low).toBe(Math.min(...within.map((one) => one.low)));
      expect(hour.volume).toBeCloseTo(
        within.reduce((sum, one) => sum + one.volume, 0),
        6,
      );
    }
    expect(hours.length).toBeGreaterThan(50);
  });

  test("aggregating in two steps equals aggregating in one, whatever is missing", () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 240 }), { maxLength: 120 });
    fc.assert(
      fc.property(minutes, (list) => {
        const fine = bars(0, ...list.filter((minute) => minute > 0).toSorted((a, b) => a - b));
        const direct = aggregateBars(fine, { fromMs: MINUTE, toMs: 30 * MINUTE });
        const between = aggregateBars(fine, FIVE);
        const twice = aggregateBars(between, { fromMs: 5 * MINUTE, toMs: 30 * MINUTE });
        expect(direct.slice(0, twice.length)).toEqual(twice);
      }),
    );
  });
});

test("weeks begin on Monday, shorter intervals on their multiples", () => {
  const week = 604_800_000;
  const thursday = Date.UTC(2021, 3, 15, 13, 30);
  expect(bucketStartMs(thursday, week)).toBe(Date.UTC(2021, 3, 12));
  expect(bucketStartMs(Date.UTC(2021, 3, 12), week)).toBe(Date.UTC(2021, 3, 12));
  expect(bucketStartMs(thursday, 86_400_000)).toBe(Date.UTC(2021, 3, 15));
  expect(bucketStartMs(thursday, 3_600_000)).toBe(Date.UTC(2021, 3, 15, 13));
});
