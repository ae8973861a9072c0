import { describe, expect, test } from "vitest";
import { ExponentialMean } from "../../src/indicators/exponential-mean.ts";
import { Macd } from "../../src/indicators/macd.ts";
import { medianOf } from "../../src/indicators/median-of.ts";
import { RateOfChange } from "../../src/indicators/rate-of-change.ts";
import { RecentValues } from "../../src/indicators/recent-values.ts";
import { RelativeStrength } from "../../src/indicators/relative-strength.ts";
import { RollingExtreme } from "../../src/indicators/rolling-extreme.ts";
import { RollingMean } from "../../src/indicators/rolling-mean.ts";
import { RollingRange } from "../../src/indicators/rolling-range.ts";

function rsiOf(closes: readonly number[], period = 3): number {
  const rsi = new RelativeStrength(period);
  for (const close of closes) rsi.update(close);
  return rsi.value;
}

describe("RSI", () => {
  test("no change at all is 50, in a seed and in a market that has been still for thousands of bars", () => {
    expect(rsiOf([5, 5, 5, 5])).toBe(50);
    expect(rsiOf([5, 6, 4, ...Array<number>(5_000).fill(5)])).toBe(50);
  });

  test("gains without a loss are 100, losses without a gain are 0", () => {
    expect(rsiOf([1, 2, 2, 3, 4])).toBe(100);
    expect(rsiOf([4, 3, 3, 2, 1])).toBe(0);
  });

  test("is not known before the period's changes were seen", () => {
    expect(rsiOf([1, 2, 3])).toBeNaN();
    expect(rsiOf([1, 2, 1, 2])).toBeCloseTo(200 / 3, 12);
  });
});

test("MACD of a market that never moved is exactly zero and never crosses", () => {
  const macd = new Macd({ fast: 12, slow: 26, signal: 9 });
  let crossings = 0;
  for (let i = 0; i < 200; i += 1) {
    macd.update(0.1);
    if (macd.hasCrossedAbove() || macd.hasCrossedBelow()) crossings += 1;
  }
  expect([macd.line, macd.signal, macd.histogram, crossings]).toEqual([0, 0, 0, 0]);
});

test("the fast average of MACD is seeded on the bar of the slow one, as in TA-Lib", () => {
  const macd = new Macd({ fast: 2, slow: 4, signal: 2 });
  for (const close of [100, 1, 3, 5]) macd.update(close);
  // (3 + 5)/2 − (100 + 1 + 3 + 5)/4
  expect(macd.line).toBe(4 - 27.25);
  expect(macd.signal).toBeNaN();
});

test("an average of one value follows it", () => {
  const simple = new RollingMean(1);
  const exponential = new ExponentialMean(1);
  const extreme = new RollingExtreme(1, "lowest");
  for (const value of [3, 9, 4]) {
    simple.update(value);
    exponential.update(value);
    extreme.update(value);
  }
  expect([simple.value, exponential.value, extreme.value]).toEqual([4, 4, 4]);
});

test("the change of ROC is known one bar after ROC", () => {
  const roc = new RateOfChange(1);
  roc.update(100);
  expect([roc.value, roc.delta]).toEqual([Number.NaN, Number.NaN]);
  roc.update(150);
  expect([roc.value, roc.delta]).toEqual([50, Number.NaN]);
  roc.update(300);
  expect([roc.value, roc.delta]).toEqual([100, 50]);
});

test("statistics of recent values are not known until the window is full", () => {
  const recent = new RecentValues(4);
  for (const value of [9, 2, 4]) recent.update(value);
  expect([recent.deviation(), recent.rankOf(4)]).toEqual([Number.NaN, Number.NaN]);
  for (const value of [4, 6, 4]) recent.update(value);
  // The window is 4, 4, 6, 4: mean 4.5, squares 3 × 0.25 + 2.25 = 3, over 4.
  expect(recent.deviation()).toBe(Math.sqrt(0.75));
  // Nothing below 4, three equal to it.
  expect(recent.rankOf(4)).toBe(3 / 8);
  expect(recent.rankOf(6)).toBe(7 / 8);
  expect(recent.rankOf(7)).toBe(1);
});

test("a median of an even count is the mean of the middle two", () => {
  expect(medianOf(new Float64Array([9, 1, 5]))).toBe(5);
  expect(medianOf(new Float64Array([9, 1, 5, 2]))).toBe(3.5);
});

test("a period that is not a positive integer is refused", () => {
  for (const period of [0, -1, 1.5, Number.NaN]) {
    expect(() => new RollingMean(period)).toThrow("invariant broken");
    expect(() => new RollingRange(period)).toThrow("invariant broken");
  }
  expect(() => new Macd({ fast: 26, slow: 12, signal: 9 })).toThrow("fast period");
});
