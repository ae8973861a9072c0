import { type Candle, defaultSignalRules, warmUpBars } from "@bottrader/core";
import { expect, test } from "vitest";
import { describeScoreReach } from "../src/compose/describe-score-reach.ts";

const BAR_MS = 300_000;

/** Quiet bars, then a fall of 3 % a bar: touch, RSI and the like vote. */
const falling = (bars: number): readonly Candle[] =>
  Array.from({ length: bars }, (_, index) => {
    const wave = 100 + Math.sin(index);
    const close = index < bars - 3 ? wave : wave * 0.97 ** (index - bars + 4);
    const openTimeMs = index * BAR_MS;
    return { openTimeMs, open: wave, high: Math.max(wave, close) + 0.1, low: close - 0.1, close, volume: 10 };
  });

test("P87: a target is shown beside what the score can reach and how often the history reached it", () => {
  const rules = defaultSignalRules(BAR_MS);
  const bars = warmUpBars(rules) + 99;
  const reach = describeScoreReach({ ...rules, buyTarget: 0.1, sellTarget: 10, indicatorsMin: 1 }, [
    falling(bars),
    falling(bars),
  ]);
  expect(reach.bars).toBe(200);
  expect(reach.buy.target).toBe(0.1);
  expect(reach.buy.reachable).toBeGreaterThan(5.5);
  expect(reach.buy.reached).toBeGreaterThan(0);
  expect(reach.buy.targetPercentile).toBeCloseTo(100 * (1 - reach.buy.reached / 200), 4);
  expect(reach.sell).toMatchObject({ target: 10, reached: 0, targetPercentile: 100 });
  expect(reach.sell.largest).toBeLessThan(10);
  // Two symbols that are alike reach it equally often
  expect(reach.buy.reached % 2).toBe(0);
});

test("without a history the reachable score is all that is known; a symbol too young says nothing", () => {
  const reach = describeScoreReach(defaultSignalRules(BAR_MS), [falling(10)]);
  expect(reach).toMatchObject({ bars: 0, buy: { reached: 0, targetPercentile: null, largest: null } });
});
