import fc from "fast-check";
import { expect, test } from "vitest";
import type { Candle } from "../../src/market/candle.ts";
import { createSignalEngine } from "../../src/signal/signal-engine.ts";
import { defaultSignalRules, type SignalRules } from "../../src/signal/signal-rules.ts";
import { candlesOfCloses, walkingCandles } from "../indicators/candle-series.ts";
import { eagerRules } from "./rules-for-tests.ts";

const MINUTE = 60_000;
/** With bars this long a day is 48 of them, so that the 24-hour change is soon known. */
const HALF_HOUR = 30 * MINUTE;

function evaluate(candles: readonly Candle[], rules: SignalRules) {
  const engine = createSignalEngine(rules);
  return candles.map((candle) => engine.onBar(candle));
}

/** Default rules with every guard off, so that nothing but the score and momentum can keep them quiet. */
function bareRules(): SignalRules {
  const rules = defaultSignalRules(MINUTE);
  return {
    ...rules,
    cooldownBars: 0,
    flipHysteresis: 0,
    volumeConfirmMult: 0,
    trend: { ...rules.trend, enabled: false },
  };
}

test("P01: a flat series never signals, at any price and also after the market has moved", () => {
  const moves = fc.array(fc.double({ min: -0.002, max: 0.002, noNaN: true }), { maxLength: 60 });
  fc.assert(
    fc.property(fc.double({ min: 1e-8, max: 1e6, noNaN: true }), moves, (start, steps) => {
      const closes = [start];
      for (const step of steps) closes.push((closes.at(-1) ?? start) * (1 + step));
      const flatFrom = closes.length + 6;
      const end = closes.at(-1) ?? start;
      const bars = evaluate(candlesOfCloses([...closes, ...Array<number>(120).fill(end)]), bareRules());
      expect(bars.slice(flatFrom).filter((bar) => bar.candidate !== "hold")).toEqual([]);
    }),
  );
});

test("P01: a series that never moved casts no vote at all", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-8, max: 1e6, noNaN: true }), (price) => {
      const bars = evaluate(candlesOfCloses(Array<number>(120).fill(price)), bareRules());
      expect(bars.filter((bar) => bar.score.buy !== 0 || bar.score.sell !== 0)).toEqual([]);
    }),
  );
});

const risingSteps = fc.array(fc.double({ min: 1e-4, max: 0.02, noNaN: true }), { minLength: 60, maxLength: 200 });

function closesAlong(steps: readonly number[]): readonly number[] {
  const closes = [100];
  for (const step of steps) closes.push((closes.at(-1) ?? 0) * (1 + step));
  return closes;
}

test("a series that only rises is never sold, and one that only falls is never bought", () => {
  fc.assert(
    fc.property(risingSteps, (steps) => {
      const rising = evaluate(candlesOfCloses(closesAlong(steps)), bareRules());
      expect(rising.filter((bar) => bar.candidate === "sell")).toEqual([]);
      const falling = evaluate(candlesOfCloses(closesAlong(steps.map((step) => -step))), bareRules());
      expect(falling.filter((bar) => bar.candidate === "buy")).toEqual([]);
    }),
  );
});

test("noise below the thresholds of ROC never triggers momentum and keeps every number finite", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
      const candles = walkingCandles({ bars: 150, barMs: MINUTE, seed }).map((candle) => ({
        ...candle,
        close: 100 + (candle.close % 1),
        open: 100,
        high: 101,
        low: 99,
      }));
      for (const bar of evaluate(candles, bareRules()).slice(40)) {
        expect(bar.trigger).not.toBe("roc_momentum");
        expect(Object.values(bar.indicators).every((value) => Number.isFinite(value))).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

test("altering candles of the future changes no decision about the past", () => {
  const seeds = fc.integer({ min: 0, max: 1e9 });
  fc.assert(
    fc.property(seeds, seeds, fc.integer({ min: 1, max: 299 }), (seed, otherSeed, now) => {
      const candles = walkingCandles({ bars: 300, barMs: HALF_HOUR, seed });
      const past = candles.slice(0, now);
      const otherFuture = walkingCandles({ bars: 300, barMs: HALF_HOUR, seed: otherSeed, start: 7 }).slice(now);
      const rules = eagerRules(HALF_HOUR);
      const known = evaluate(past, rules);
      expect(evaluate(candles, rules).slice(0, now)).toEqual(known);
      expect(evaluate([...past, ...otherFuture], rules).slice(0, now)).toEqual(known);
    }),
    { numRuns: 25 },
  );
});

test("doubling every price changes no vote and no decision", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
      const candles = walkingCandles({ bars: 250, barMs: HALF_HOUR, seed });
      const doubled = candles.map((one) => ({
        ...one,
        open: 2 * one.open,
        high: 2 * one.high,
        low: 2 * one.low,
        close: 2 * one.close,
      }));
      const gist = (series: readonly Candle[]) =>
        evaluate(series, eagerRules(HALF_HOUR)).map((bar) => [
          bar.action,
          bar.score,
          bar.votes.map((vote) => vote.vote),
        ]);
      expect(gist(doubled)).toEqual(gist(candles));
    }),
    { numRuns: 25 },
  );
});
