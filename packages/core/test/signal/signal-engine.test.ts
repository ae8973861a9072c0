import { describe, expect, test } from "vitest";
import type { Candle } from "../../src/market/candle.ts";
import { createSignalEngine, type SignalState } from "../../src/signal/signal-engine.ts";
import { defaultSignalRules, type SignalRules } from "../../src/signal/signal-rules.ts";
import { warmUpBars } from "../../src/signal/warm-up-bars.ts";
import { candlesOfCloses, recordedCandles, walkingCandles } from "../indicators/candle-series.ts";
import { eagerRules, unguardedRules } from "./rules-for-tests.ts";

const MINUTE = 60_000;
/** With bars this long a day is 48 of them, so that the 24-hour change is soon known. */
const HALF_HOUR = 30 * MINUTE;

function evaluate(candles: readonly Candle[], rules: SignalRules) {
  const engine = createSignalEngine(rules);
  return candles.map((candle) => engine.onBar(candle));
}

describe("an evaluation", () => {
  const candles = walkingCandles({ bars: 200, barMs: MINUTE, seed: 1 });
  const bars = evaluate(candles, defaultSignalRules(MINUTE));

  test("has the fields of the public interface, in JSON as in memory", () => {
    const last = bars.at(-1);
    expect(Object.keys(last ?? {})).toEqual([
      "timestamp",
      "close",
      "indicators",
      "score",
      "votes",
      "action",
      "trigger",
      "guards",
      "candidate",
      "sellStreak",
    ]);
    expect(Object.keys(last?.indicators ?? {})).toEqual([
      "rsi",
      "roc",
      "macd",
      "macdSignal",
      "macdHistogram",
      "bbUpper",
      "bbMiddle",
      "bbLower",
      "atr",
    ]);
    expect(Object.keys(last?.votes[0] ?? {})).toEqual(["component", "side", "vote", "value", "threshold", "weight"]);
    expect(last?.votes).toHaveLength(14);
    expect(last?.guards).toHaveLength(5);
    expect(JSON.parse(JSON.stringify(bars))).toEqual(bars);
    expect(last).toMatchObject({ timestamp: 200 * MINUTE, close: candles.at(-1)?.close });
  });

  test("has null for what is not known yet, and no candidate before everything is", () => {
    expect(Object.values(bars[0]?.indicators ?? {})).toEqual(Array(9).fill(null));
    const warm = warmUpBars(unguardedRules(MINUTE));
    const eager = { buyTarget: 0.1, sellTarget: 0.1, indicatorsMin: 0 };
    const evaluations = evaluate(candles, unguardedRules(MINUTE, eager));
    expect(evaluations.slice(0, warm - 1).every((bar) => bar.candidate === "hold")).toBe(true);
    expect(evaluations.slice(warm - 1).some((bar) => bar.candidate !== "hold")).toBe(true);
    const known = (bar: (typeof bars)[number] | undefined): boolean =>
      bar?.votes.every((vote) => vote.value !== null && vote.threshold !== null) ?? false;
    expect(known(evaluations[warm - 1])).toBe(true);
    expect(known(evaluations[warm - 2])).toBe(false);
  });

  test("scores are the sum of the weights of the votes cast", () => {
    for (const bar of bars) {
      for (const side of ["buy", "sell"] as const) {
        const cast = bar.votes.filter((vote) => vote.side === side && vote.vote === 1);
        expect(bar.score[side]).toBeCloseTo(
          cast.reduce((sum, vote) => sum + vote.weight, 0),
          9,
        );
      }
    }
  });
});

describe("an engine", () => {
  test("steps to the same actions as it describes, from one candle object used for all bars", () => {
    const candles = walkingCandles({ bars: 3_000, barMs: HALF_HOUR, seed: 4 });
    const described = evaluate(candles, eagerRules(HALF_HOUR)).map((bar) => bar.action);
    const engine = createSignalEngine(eagerRules(HALF_HOUR));
    const reused = { openTimeMs: 0, open: 0, high: 0, low: 0, close: 0, volume: 0 };
    const stepped = candles.map((candle) => engine.step(Object.assign(reused, candle)));
    expect(stepped.map((code) => (["hold", "buy", "sell"] as const)[code])).toEqual(described);
    expect(new Set(described)).toEqual(new Set(["hold", "buy", "sell"]));
  });

  test("keeps an action silent for its cooldown, by bar time, and both sides alike", () => {
    const rules = eagerRules(HALF_HOUR, { cooldownBars: 7 });
    const acted = evaluate(walkingCandles({ bars: 4_000, barMs: HALF_HOUR, seed: 9 }), rules).filter(
      (bar) => bar.action !== "hold",
    );
    expect(acted.length).toBeGreaterThan(10);
    acted.slice(1).forEach((bar, i) => {
      expect(bar.timestamp - (acted[i]?.timestamp ?? 0)).toBeGreaterThan(7 * HALF_HOUR);
    });
  });

  test("counts consecutive bars that would sell although the cooldown keeps them silent", () => {
    const rules = unguardedRules(MINUTE, { sellTarget: 1, indicatorsMin: 1, buyTarget: 10.7, cooldownBars: 50 });
    const bars = evaluate(walkingCandles({ bars: 1_000, barMs: MINUTE, seed: 2 }), rules);
    let expected = 0;
    for (const bar of bars) {
      expected = bar.candidate === "sell" ? expected + 1 : 0;
      expect(bar.sellStreak).toBe(expected);
    }
    expect(bars.some((bar) => bar.sellStreak >= 2 && bar.action === "hold" && bar.trigger === "score")).toBe(true);
  });

  test("starts a streak anew after a missing bar", () => {
    const rules = unguardedRules(MINUTE, { sellTarget: 1, indicatorsMin: 1 });
    const candles = walkingCandles({ bars: 400, barMs: MINUTE, seed: 2 });
    const second = evaluate(candles, rules).findIndex((bar) => bar.sellStreak === 2);
    const late = candles.map((candle, i) =>
      i < second ? candle : { ...candle, openTimeMs: candle.openTimeMs + MINUTE },
    );
    expect(evaluate(late, rules)[second]).toMatchObject({ candidate: "sell", sellStreak: 1 });
  });

  test("knows ATR and its regime for the exit policy once warm", () => {
    const engine = createSignalEngine(unguardedRules(MINUTE, { atrRegimeBars: 30 }));
    const candles = walkingCandles({ bars: 200, barMs: MINUTE, seed: 3 });
    const ratios: (number | null)[] = [];
    const percentiles: (number | null)[] = [];
    expect([engine.atr, engine.atrRatio, engine.atrPercentile]).toEqual([null, null, null]);
    for (const candle of candles) {
      engine.warmUp(candle);
      expect(engine.atrRatio).toBe(engine.atr === null ? null : engine.atr / candle.close);
      ratios.push(engine.atrRatio);
      percentiles.push(engine.atrPercentile);
    }
    // Fifteen bars for the first ATR, thirty ATRs for the first regime.
    expect(percentiles.findIndex((value) => value !== null)).toBe(15 + 30 - 2);
    const now = ratios.at(-1) ?? 0;
    expect(percentiles.at(-1)).toBe((ratios.slice(-30).filter((ratio) => (ratio ?? 0) < now).length + 0.5) / 30);
  });

  test("a market that stands still is in the middle of its regime", () => {
    const engine = createSignalEngine(unguardedRules(MINUTE, { atrRegimeBars: 30 }));
    for (const candle of candlesOfCloses(Array<number>(60).fill(7))) engine.warmUp(candle);
    expect([engine.atr, engine.atrPercentile]).toEqual([0, 0.5]);
  });

  test("refuses bars out of order and the description of a bar it did not decide on", () => {
    const engine = createSignalEngine(unguardedRules(MINUTE));
    const [first, second] = candlesOfCloses([1, 2]);
    if (first === undefined || second === undefined) throw new Error("two candles");
    expect(() => engine.describe()).toThrow("invariant broken");
    engine.onBar(second);
    expect(() => engine.step(first)).toThrow("at least one interval apart");
    expect(() => engine.step(second)).toThrow("at least one interval apart");
    engine.warmUp({ ...second, openTimeMs: 10 * MINUTE });
    expect(() => engine.describe()).toThrow("invariant broken");
  });
});

describe("a restart", () => {
  const candles = walkingCandles({ bars: 2_500, barMs: HALF_HOUR, seed: 12 });

  test("with history warmed up and state restored goes on as if nothing had happened", () => {
    const rules = eagerRules(HALF_HOUR);
    const uninterrupted = evaluate(candles, rules);
    const acted = uninterrupted.flatMap((bar, i) => (bar.action === "hold" ? [] : [i + 1, i + 2, i + 4]));
    for (const at of [0, 1, 500, ...acted.slice(-12)]) {
      const first = createSignalEngine(rules);
      for (const candle of candles.slice(0, at)) first.onBar(candle);
      const stored: SignalState = JSON.parse(JSON.stringify(first.snapshot()));
      const second = createSignalEngine(rules);
      if (at % 2 === 0) second.restore(stored);
      for (const candle of candles.slice(0, at)) second.warmUp(candle);
      if (at % 2 === 1) second.restore(stored);
      expect(second.snapshot()).toEqual(stored);
      const after = candles.slice(at, at + 60).map((candle) => second.onBar(candle));
      expect(after).toEqual(uninterrupted.slice(at, at + 60));
    }
  });

  test("keeps the cooldown of an action taken before it", () => {
    const rules = unguardedRules(HALF_HOUR, { buyTarget: 1, sellTarget: 1, indicatorsMin: 1, cooldownBars: 20 });
    const engine = createSignalEngine(rules);
    const warm = candles.slice(0, 300);
    for (const candle of warm) engine.warmUp(candle);
    engine.restore({
      lastAction: { side: "buy", openTimeMs: 299 * HALF_HOUR },
      sellStreak: 0,
      decidedOpenTimeMs: 300 * HALF_HOUR,
    });
    const after = candles.slice(300, 340).map((candle) => engine.onBar(candle));
    expect(after.filter((bar) => bar.action !== "hold").every((bar) => bar.timestamp > (299 + 20) * HALF_HOUR)).toBe(
      true,
    );
    expect(after.some((bar) => bar.candidate !== "hold" && bar.action === "hold")).toBe(true);
    expect(after.some((bar) => bar.action !== "hold")).toBe(true);
  });

  test("after bars nobody decided on does not count them towards a streak of sells", () => {
    const rules = unguardedRules(HALF_HOUR, { sellTarget: 1, indicatorsMin: 1 });
    const at = evaluate(candles, rules).findIndex((bar, i) => i > 300 && bar.sellStreak === 3);
    const engine = createSignalEngine(rules);
    for (const candle of candles.slice(0, at)) engine.warmUp(candle);
    engine.restore({
      lastAction: null,
      sellStreak: 5,
      decidedOpenTimeMs: (candles[at]?.openTimeMs ?? 0) - 2 * HALF_HOUR,
    });
    const candle = candles[at];
    if (candle === undefined) throw new Error("a candle");
    expect(engine.onBar(candle).sellStreak).toBe(1);
    expect(engine.sellStreak).toBe(1);
  });
});

test("hysteresis holds a flip that only reaches the bare target", () => {
  const candles = recordedCandles("binance-1m-2021/BINANCE_DOGE-USDT_1m.csv.gz", MINUTE);
  const base = { buyTarget: 3, sellTarget: 3 };
  const held = evaluate(candles, unguardedRules(MINUTE, { ...base, flipHysteresis: 0.1 }));
  let last: string = "none";
  const flips: (readonly [action: string, expected: string])[] = [];
  for (const { action, candidate, score } of held) {
    if (candidate !== "hold" && last !== "none" && candidate !== last) {
      flips.push([action, score[candidate] >= 3.3 ? candidate : "hold"]);
    }
    if (action !== "hold") last = action;
  }
  expect(flips.map(([action]) => action)).toEqual(flips.map(([, expected]) => expected));
  expect(flips.some(([action]) => action === "hold")).toBe(true);
});
