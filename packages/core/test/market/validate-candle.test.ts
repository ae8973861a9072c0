import { describe, expect, test } from "vitest";
import type { Candle } from "../../src/market/candle.ts";
import { closedBars } from "../../src/market/candle.ts";
import { validateCandle } from "../../src/market/validate-candle.ts";

const good: Candle = { openTimeMs: 120_000, open: 10, high: 12, low: 9, close: 11, volume: 0 };

function faultsOf(change: Partial<Candle>, previousOpenTimeMs?: number | null): readonly string[] {
  const candle = { ...good, ...change };
  const series = previousOpenTimeMs === undefined ? undefined : { intervalMs: 60_000, previousOpenTimeMs };
  const result = validateCandle(candle, series);
  return result.ok ? [] : result.error.reasons;
}

describe("a candle", () => {
  test("that is whole is accepted as it is", () => {
    expect(validateCandle(good)).toEqual({ ok: true, value: good });
    expect(faultsOf({}, null)).toEqual([]);
    expect(faultsOf({}, 60_000)).toEqual([]);
  });

  test.each(["open", "high", "low", "close"] as const)("with a %s that is no price is refused by name", (field) => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 0, -1]) {
      expect(faultsOf({ [field]: value })).toEqual([`${field} ${value} is not a positive price`]);
    }
  });

  test("whose prices contradict each other is refused", () => {
    expect(faultsOf({ high: 10.5 })).toEqual(["high 10.5 is below another price of the bar"]);
    expect(faultsOf({ low: 10.5 })).toEqual(["low 10.5 is above another price of the bar"]);
  });

  test("with a volume or a time that is none is refused, all faults at once", () => {
    expect(faultsOf({ volume: -1, openTimeMs: 0.5, open: Number.NaN })).toEqual([
      "open NaN is not a positive price",
      "openTimeMs 0.5 is not whole milliseconds",
      "volume -1 is not a size",
    ]);
    expect(faultsOf({ volume: Number.NaN })).toEqual(["volume NaN is not a size"]);
  });

  test("that is off the grid, repeated or out of order is refused within its series", () => {
    expect(faultsOf({ openTimeMs: 90_000 }, 60_000)).toEqual(["openTimeMs 90000 is not on the grid of 60000 ms"]);
    expect(faultsOf({}, 120_000)).toEqual(["openTimeMs 120000 is not after 120000"]);
    expect(faultsOf({}, 180_000)).toEqual(["openTimeMs 120000 is not after 180000"]);
  });
});

test("only bars that are closed are handed on", () => {
  const candles = [good, { ...good, openTimeMs: 180_000 }];
  expect(closedBars(candles, 60_000, 179_999)).toEqual([]);
  expect(closedBars(candles, 60_000, 180_000)).toEqual([good]);
  expect(closedBars(candles, 60_000, 240_000)).toEqual(candles);
});
