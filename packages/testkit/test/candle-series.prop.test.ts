import fc from "fast-check";
import { expect, test } from "vitest";
import { candleSeries, seededRandom } from "../src/index.ts";

const seed = fc.integer({ min: 0, max: 0xffffffff });

test("the same seed gives the same candles, each containing its open and close and beginning where the last ended", () => {
  fc.assert(
    fc.property(seed, fc.integer({ min: 1, max: 200 }), (value, count) => {
      const candles = candleSeries({ seed: value, count });
      expect(candleSeries({ seed: value, count })).toEqual(candles);
      candles.forEach(({ openTimeMs, open, high, low, close, volume }, index) => {
        expect(low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close) && volume > 0).toBe(true);
        const before = candles[index - 1] ?? { close: open, openTimeMs: openTimeMs - 60_000 };
        expect([open, openTimeMs]).toEqual([before.close, before.openTimeMs + 60_000]);
      });
    }),
    { numRuns: 50 },
  );
});

test("seeded numbers lie in [0, 1) and are not constant", () => {
  fc.assert(
    fc.property(seed, (value) => {
      const random = seededRandom(value);
      const drawn = Array.from({ length: 20 }, random);
      expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true);
      expect(new Set(drawn).size).toBeGreaterThan(15);
    }),
  );
});
