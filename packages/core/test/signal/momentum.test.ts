import { expect, test } from "vitest";
import type { Candle } from "../../src/market/candle.ts";
import { createSignalEngine } from "../../src/signal/signal-engine.ts";
import type { SignalRules } from "../../src/signal/signal-rules.ts";
import { candlesOfCloses } from "../indicators/candle-series.ts";
import { unguardedRules } from "./rules-for-tests.ts";

const MINUTE = 60_000;

/** A market that alternates by a hair for 60 bars, then makes the given moves, each relative to the close before. */
function marketWith(moves: readonly number[]): readonly Candle[] {
  const closes = Array.from({ length: 60 }, (_, i): number => (i % 2 === 0 ? 100 : 100.1));
  for (const move of moves) closes.push((closes.at(-1) ?? 0) * (1 + move));
  return candlesOfCloses(closes);
}

/** A target that no score reaches leaves momentum alone to act. */
function rulesWith(momentum: Partial<SignalRules["momentum"]>): SignalRules {
  const rules = unguardedRules(MINUTE, { buyTarget: 99, sellTarget: 99, indicatorsMin: 7 });
  return { ...rules, momentum: { ...rules.momentum, enabled: true, ...momentum } };
}

function lastBar(moves: readonly number[], momentum: Partial<SignalRules["momentum"]> = {}) {
  const engine = createSignalEngine(rulesWith(momentum));
  const bars = marketWith(moves).map((candle) => engine.onBar(candle));
  const bar = bars.at(-1);
  if (bar === undefined) throw new Error("no bar");
  return bar;
}

const RISE = [0.004, 0.005, 0.006, 0.045];
const FALL = RISE.map((move) => -move);

test("an accelerating rise buys and an accelerating fall sells, without the votes a score would need", () => {
  expect(lastBar(RISE, { rsiMax: 100 })).toMatchObject({ action: "buy", trigger: "roc_momentum", candidate: "buy" });
  expect(lastBar(FALL, { rsiMax: 100 })).toMatchObject({ action: "sell", trigger: "roc_momentum", sellStreak: 1 });
});

test("switched off, the same moves do nothing", () => {
  expect(lastBar(RISE, { rsiMax: 100, enabled: false })).toMatchObject({ action: "hold", trigger: null });
});

test("ROC at its threshold acts, below it does not", () => {
  const roc = lastBar(RISE).indicators.roc ?? 0;
  expect(lastBar(RISE, { rsiMax: 100, buyPct: roc }).action).toBe("buy");
  expect(lastBar(RISE, { rsiMax: 100, buyPct: roc * 1.000001 }).action).toBe("hold");
  const fall = -(lastBar(FALL).indicators.roc ?? 0);
  expect(lastBar(FALL, { rsiMax: 100, sellPct: fall }).action).toBe("sell");
  expect(lastBar(FALL, { rsiMax: 100, sellPct: fall * 1.000001 }).action).toBe("hold");
});

test("P81: RSI must lie within its bounds, which a sell mirrors about 50", () => {
  const rsi = lastBar(RISE).indicators.rsi ?? 0;
  expect(lastBar(RISE, { rsiMin: rsi, rsiMax: rsi }).action).toBe("buy");
  expect(lastBar(RISE, { rsiMin: 0, rsiMax: rsi - 0.001 }).action).toBe("hold");
  expect(lastBar(RISE, { rsiMin: rsi + 0.001, rsiMax: 100 }).action).toBe("hold");
  const mirrored = 100 - (lastBar(FALL).indicators.rsi ?? 0);
  expect(lastBar(FALL, { rsiMin: mirrored - 1e-9, rsiMax: mirrored + 1e-9 }).action).toBe("sell");
  expect(lastBar(FALL, { rsiMin: 0, rsiMax: mirrored - 0.001 }).action).toBe("hold");
  expect(lastBar(FALL, { rsiMin: mirrored + 0.001, rsiMax: 100 }).action).toBe("hold");
});

test("a rise that no longer accelerates does not act", () => {
  // ROC still stands above 5 but rose by less than 0.3 points on the last bar.
  const spent = lastBar([...RISE, 0.0005], { rsiMax: 100 });
  expect(spent.indicators.roc).toBeGreaterThan(5);
  expect(spent).toMatchObject({ action: "hold", trigger: null });
  const fallen = lastBar([...FALL, -0.0005], { rsiMax: 100 });
  expect(fallen.indicators.roc).toBeLessThan(-5);
  expect(fallen).toMatchObject({ action: "hold", trigger: null });
});

test("in a wild market an acceleration must stand out from the recent changes of ROC", () => {
  /** Closes alternate between 100 and `other`, then ROC stands at 8 and rises to 9. */
  const risingAfter = (other: number) => {
    const closes = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 100 : other));
    closes.push((closes[55] ?? 0) * 1.08, (closes[56] ?? 0) * 1.09);
    const engine = createSignalEngine(rulesWith({ rsiMin: 0, rsiMax: 100 }));
    return candlesOfCloses(closes)
      .map((candle) => engine.onBar(candle))
      .at(-1);
  };
  // σ of the last 20 changes is about 1.8 when calm, and about 18 when every bar moves 10 %: half of it is more than 1.
  expect(risingAfter(100.1)).toMatchObject({ action: "buy" });
  expect(risingAfter(110)).toMatchObject({ action: "hold" });
});
