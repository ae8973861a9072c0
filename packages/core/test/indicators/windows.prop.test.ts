import fc from "fast-check";
import { expect, test } from "vitest";
import { BollingerBands } from "../../src/indicators/bollinger-bands.ts";
import { RelativeStrength } from "../../src/indicators/relative-strength.ts";
import { RollingExtreme } from "../../src/indicators/rolling-extreme.ts";
import { RollingRange } from "../../src/indicators/rolling-range.ts";
import { batchHighest, batchLowest, batchMedian } from "./batch-indicators.ts";

const prices = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 80 });
const period = fc.integer({ min: 1, max: 9 });

test("the extremes of a window are those of a fresh look at it, also with repeated values", () => {
  fc.assert(
    fc.property(prices, period, (values, n) => {
      const highest = new RollingExtreme(n, "highest");
      const lowest = new RollingExtreme(n, "lowest");
      const streamed = values.map((value) => {
        highest.update(value);
        lowest.update(value);
        return [highest.value, lowest.value];
      });
      const lows = batchLowest(values, n);
      expect(streamed).toEqual(batchHighest(values, n).map((high, i) => [high, lows[i]]));
    }),
  );
});

test("the median range is that of a fresh look at the bars", () => {
  fc.assert(
    fc.property(prices, period, (values, n) => {
      const ranges = new RollingRange(n);
      const streamed = values.map((value, i) => {
        ranges.update(value + (i % 3), value);
        return ranges.median();
      });
      const lows = batchLowest(values, n);
      const highs = batchHighest(
        values.map((value, i) => value + (i % 3)),
        n,
      );
      const spread = highs.map((high, i) => high - (lows[i] ?? Number.NaN));
      const medians = batchMedian(spread.slice(n - 1), n);
      expect(streamed).toEqual(values.map((_, i) => medians[i - n + 1] ?? Number.NaN));
    }),
  );
});

test("indicators without a unit do not change when every price is doubled", () => {
  fc.assert(
    fc.property(prices, (values) => {
      const [rsi, doubledRsi] = [new RelativeStrength(5), new RelativeStrength(5)];
      const [bands, doubledBands] = [new BollingerBands(5, 2), new BollingerBands(5, 2)];
      for (const value of values) {
        rsi.update(value);
        doubledRsi.update(2 * value);
        bands.update(value);
        doubledBands.update(2 * value);
      }
      expect(doubledRsi.value).toBe(rsi.value);
      expect(doubledBands.upper / doubledBands.lower).toBe(bands.upper / bands.lower);
    }),
  );
});
