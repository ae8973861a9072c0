import { expect, test } from "vitest";
import { RollingDeviation } from "../../src/indicators/rolling-deviation.ts";
import { RollingMean } from "../../src/indicators/rolling-mean.ts";
import { seededRandom } from "./candle-series.ts";

const PERIOD = 20;

/** Largest relative error of mean and deviation against a fresh window, looked at every 1,009 values and at the very end. */
type ValueAt = (i: number, random: () => number) => number;

function worstErrors(bars: number, valueAt: ValueAt): { mean: number; deviation: number } {
  const random = seededRandom(7);
  const rolling = new RollingDeviation(PERIOD);
  const simple = new RollingMean(PERIOD);
  const window: number[] = [];
  const worst = { mean: 0, deviation: 0 };
  for (let i = 0; i < bars; i += 1) {
    const value = valueAt(i, random);
    rolling.update(value);
    simple.update(value);
    if (i % 1_009 >= 1_009 - PERIOD || i >= bars - PERIOD) window.push(value);
    if (window.length < PERIOD) continue;
    const first = window[0] ?? 0;
    const mean = first + window.reduce((sum, one) => sum + (one - first), 0) / PERIOD;
    const deviation = Math.sqrt(window.reduce((sum, one) => sum + (one - mean) ** 2, 0) / PERIOD);
    worst.mean = Math.max(worst.mean, Math.abs(rolling.mean / mean - 1), Math.abs(simple.value / mean - 1));
    worst.deviation = Math.max(worst.deviation, Math.abs(rolling.deviation / deviation - 1));
    window.length = 0;
  }
  return worst;
}

test("ten million bars far from zero leave mean and deviation exact to 1e-9", () => {
  const worst = worstErrors(10_000_000, (_, random) => 1e9 + random());
  expect(worst.mean).toBeLessThan(1e-9);
  expect(worst.deviation).toBeLessThan(1e-9);
});

test("changes of scale, as when a unit is redefined, leave nothing behind", () => {
  const worst = worstErrors(1_500_000, (i, random) => (i % 50_021 < 25_000 ? 1e6 : 1) * (1 + 0.001 * random()));
  expect(worst.mean).toBeLessThan(1e-9);
  expect(worst.deviation).toBeLessThan(1e-9);
});

test("a single absurd print leaves nothing behind once it has left the window", () => {
  const worst = worstErrors(1_500_000, (i, random) => (i % 1_009 === 500 ? 1e12 : 100 + 0.01 * random()));
  expect(worst.mean).toBeLessThan(1e-9);
  expect(worst.deviation).toBeLessThan(1e-9);
});

test("a market that comes to a halt has exactly its price as mean and no deviation at all", () => {
  const random = seededRandom(3);
  const rolling = new RollingDeviation(PERIOD);
  for (let i = 0; i < 1_013; i += 1) rolling.update(100 + random());
  for (let i = 0; i < PERIOD; i += 1) rolling.update(0.1);
  expect(rolling.mean).toBe(0.1);
  expect(rolling.deviation).toBe(0);
});
