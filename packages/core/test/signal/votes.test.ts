import { describe, expect, test } from "vitest";
import type { Candle } from "../../src/market/candle.ts";
import { createSignalEngine } from "../../src/signal/signal-engine.ts";
import type { SignalEvaluation } from "../../src/signal/signal-evaluation.ts";
import { SIGNAL_COMPONENTS, type SignalComponent, type SignalRules } from "../../src/signal/signal-rules.ts";
import {
  batchDeviation,
  batchHighest,
  batchLowest,
  batchMacd,
  batchMedian,
  batchRoc,
  batchRsi,
  batchSma,
} from "../indicators/batch-indicators.ts";
import { candlesOfCloses, recordedCandles, walkingCandles } from "../indicators/candle-series.ts";
import { unguardedRules } from "./rules-for-tests.ts";

type Side = "buy" | "sell";

const MINUTE = 60_000;

function evaluate(candles: readonly Candle[], rules: SignalRules): readonly SignalEvaluation[] {
  const engine = createSignalEngine(rules);
  return candles.map((candle) => engine.onBar(candle));
}

function voteOf(evaluation: SignalEvaluation | undefined, component: SignalComponent, side: Side) {
  const vote = evaluation?.votes.find((one) => one.component === component && one.side === side);
  if (vote === undefined) throw new Error(`no vote of ${component} to ${side}`);
  return vote;
}

const votesOf = (evaluation: SignalEvaluation): readonly string[] =>
  evaluation.votes.filter((one) => one.vote === 1).map((one) => `${one.side} ${one.component}`);

type Bar = {
  readonly close: number;
  readonly ratio: number;
  readonly hasWidth: boolean;
  readonly upper: number;
  readonly lower: number;
  /** Close less middle band, 0 where they are equal on paper whatever the average's last digit. */
  readonly fromMiddle: number;
  readonly isBottom: boolean;
  readonly isTop: boolean;
  readonly rsi: number;
  readonly roc: number;
  readonly macd: number;
  readonly histogram: number;
  readonly histogramBefore: number;
  readonly swingHigh: number;
  readonly swingLow: number;
};

type Series = readonly number[];
const at = (values: Series, i: number): number => values[i] ?? Number.NaN;

/** Every number of every bar, from the definitions over whole arrays. */
function batchBars(candles: readonly Candle[]): readonly Bar[] {
  const closes = candles.map((candle) => candle.close);
  const lows = candles.map((candle) => candle.low);
  const highs = candles.map((candle) => candle.high);
  const volumes = candles.map((candle) => candle.volume);
  const middle = batchSma(closes, 20);
  const deviations = batchDeviation(closes, 20);
  const upper = middle.map((mean, i) => mean + 2 * at(deviations, i));
  const lower = middle.map((mean, i) => mean - 2 * at(deviations, i));
  const macd = batchMacd(closes, { fast: 12, slow: 26, signal: 9 });
  const histogram = macd.line.map((line, i) => line - at(macd.signal, i));
  const rsi = batchRsi(closes, 14);
  const roc = batchRoc(closes, 5);
  const swingHigh = [Number.NaN, ...batchHighest(closes, 20)];
  const swingLow = [Number.NaN, ...batchLowest(closes, 20)];
  const volumeMean = batchSma(volumes, 20);
  const bottoms = batchLowest(lows, 20);
  const ranges = batchHighest(highs, 20).map((high, i) => high - at(bottoms, i));
  const median = [...Array<number>(19).fill(Number.NaN), ...batchMedian(ranges.slice(19), 20)];
  const isClear = (values: Series, i: number): boolean =>
    at(volumes, i) > at(volumeMean, i) && Math.abs(at(values, i - 1) - at(values, i - 2)) >= 0.065 * at(median, i);
  return closes.map((close, i) => {
    const fromMiddle = Math.abs(close / at(middle, i) - 1) < 1e-13 ? 0 : close - at(middle, i);
    const climbs = at(lows, i - 2) < at(lows, i - 1) && at(lows, i - 1) < at(lows, i);
    const sinks = at(highs, i - 2) > at(highs, i - 1) && at(highs, i - 1) > at(highs, i);
    return {
      close,
      ratio: at(upper, i) / at(lower, i),
      hasWidth: at(deviations, i) > 1e-12 * close,
      upper: at(upper, i),
      lower: at(lower, i),
      fromMiddle,
      isBottom: at(lows, i - 2) < at(lower, i - 2) && climbs && fromMiddle > 0 && isClear(lows, i),
      isTop: at(highs, i - 2) > at(upper, i - 2) && sinks && fromMiddle < 0 && isClear(highs, i),
      rsi: at(rsi, i),
      roc: at(roc, i),
      macd: at(macd.line, i),
      histogram: at(histogram, i),
      histogramBefore: at(histogram, i - 1),
      swingHigh: at(swingHigh, i),
      swingLow: at(swingLow, i),
    };
  });
}

const VOTES: Readonly<Record<string, (bar: Bar) => boolean>> = {
  "buy ratio": ({ ratio, fromMiddle }) => ratio > 1.03 && fromMiddle > 0,
  "buy touch": ({ close, lower, hasWidth }) => close <= lower && hasWidth,
  "buy pattern": ({ isBottom }) => isBottom,
  "buy rsi": ({ rsi }) => rsi < 30,
  "buy roc": ({ roc }) => roc > 2,
  "buy macd": ({ histogramBefore, histogram, macd }) => histogramBefore <= 0 && histogram > 0 && macd > 0,
  "buy swing": ({ close, swingHigh, histogram }) => close > swingHigh && histogram > 0,
  "sell ratio": ({ ratio, fromMiddle }) => ratio > 1.03 && fromMiddle < 0,
  "sell touch": ({ close, upper, hasWidth }) => close >= upper && hasWidth,
  "sell pattern": ({ isTop }) => isTop,
  "sell rsi": ({ rsi }) => rsi > 70,
  "sell roc": ({ roc }) => roc < -1,
  "sell macd": ({ histogramBefore, histogram, macd }) => histogramBefore >= 0 && histogram < 0 && macd < 0,
  "sell swing": ({ close, swingLow, histogram }) => close < swingLow && histogram < 0,
};

/** Every vote of every bar of the default rules with band ratios of 1.03. */
const batchVotes = (candles: readonly Candle[]): readonly (readonly string[])[] =>
  batchBars(candles).map((bar) => Object.keys(VOTES).filter((name) => VOTES[name]?.(bar)));

describe("votes", () => {
  test.each([
    ["binance-5m-2021/BINANCE_CELR-USDT_5m.csv.gz", 300_000],
    ["binance-1m-2021/BINANCE_DOGE-USDT_1m.csv.gz", MINUTE],
  ])("streamed over %s are those of the definitions, bar by bar", (path, barMs) => {
    const rules = unguardedRules(barMs, { buyRatio: 1.03, sellRatio: 1.03 });
    const candles = recordedCandles(path, barMs);
    const streamed = evaluate(candles, rules).map(votesOf);
    expect(streamed).toEqual(batchVotes(candles));
    expect(new Set(streamed.flat()).size).toBe(2 * SIGNAL_COMPONENTS.length);
  });

  test("P80: the weight of each component moves the score of its bar, by exactly that weight, and of no other", () => {
    const candles = recordedCandles("binance-5m-2021/BINANCE_CELR-USDT_5m.csv.gz", 300_000).slice(0, 12_000);
    const rules = unguardedRules(300_000);
    const before = evaluate(candles, rules);
    for (const component of SIGNAL_COMPONENTS) {
      const raised = { ...rules, weights: { ...rules.weights, [component]: rules.weights[component] + 0.5 } };
      const after = evaluate(candles, raised);
      const moved = new Set<string>();
      before.forEach((was, i) => {
        for (const side of ["buy", "sell"] as const) {
          const { vote } = voteOf(was, component, side);
          if (vote === 1) moved.add(side);
          expect(after[i]?.score[side]).toBeCloseTo(was.score[side] + 0.5 * vote, 9);
        }
      });
      expect(moved.size).toBe(2);
    }
  });

  test("P81: RSI, ROC and the band ratio do not vote at their threshold and do just beyond it", () => {
    const candles = walkingCandles({ bars: 400, barMs: MINUTE, seed: 5 });
    const rules = unguardedRules(MINUTE, { buyRatio: 1.0001, sellRatio: 1.0001 });
    const bars = evaluate(candles, rules);
    const beyond = (value: number, by: number): number => value + by * Math.abs(value) * 1e-9;
    let looked = 0;
    for (let i = 60; i < 400; i += 7) {
      const upTo = candles.slice(0, i + 1);
      const voteWith = (change: Partial<SignalRules>, component: SignalComponent, side: Side) =>
        voteOf(evaluate(upTo, { ...rules, ...change }).at(-1), component, side).vote;
      const rsi = bars[i]?.indicators.rsi ?? 0;
      const roc = bars[i]?.indicators.roc ?? 0;
      expect(voteWith({ rsiOversold: rsi }, "rsi", "buy")).toBe(0);
      expect(voteWith({ rsiOversold: beyond(rsi, 1) }, "rsi", "buy")).toBe(1);
      expect(voteWith({ rsiOverbought: rsi }, "rsi", "sell")).toBe(0);
      expect(voteWith({ rsiOverbought: beyond(rsi, -1) }, "rsi", "sell")).toBe(1);
      const [rocKey, rocSide] = roc > 0 ? (["rocBuyPct", "buy"] as const) : (["rocSellPct", "sell"] as const);
      expect(voteWith({ [rocKey]: Math.abs(roc) }, "roc", rocSide)).toBe(0);
      expect(voteWith({ [rocKey]: beyond(Math.abs(roc), -1) }, "roc", rocSide)).toBe(1);
      const side = voteOf(bars[i], "ratio", "buy").vote === 1 ? "buy" : "sell";
      const ratio = voteOf(bars[i], "ratio", side).value ?? 0;
      const key = side === "buy" ? "buyRatio" : "sellRatio";
      expect(voteWith({ [key]: ratio }, "ratio", side)).toBe(0);
      expect(voteWith({ [key]: beyond(ratio, -1) }, "ratio", side)).toBe(1);
      looked += 1;
    }
    expect(looked).toBe(49);
  });

  test("a close exactly on the outer band touches it, one inside does not", () => {
    // Of two closes, one deviation reaches exactly to both.
    const at = (deviations: number) => unguardedRules(MINUTE, { bb: { period: 2, deviations } });
    const falling = candlesOfCloses([104, 100]);
    const rising = candlesOfCloses([100, 104]);
    expect(voteOf(evaluate(falling, at(1)).at(-1), "touch", "buy").vote).toBe(1);
    expect(voteOf(evaluate(falling, at(1.001)).at(-1), "touch", "buy").vote).toBe(0);
    expect(voteOf(evaluate(falling, at(0.999)).at(-1), "touch", "buy").vote).toBe(1);
    expect(voteOf(evaluate(rising, at(1)).at(-1), "touch", "sell").vote).toBe(1);
    expect(voteOf(evaluate(rising, at(1.001)).at(-1), "touch", "sell").vote).toBe(0);
  });

  test("bands without width touch nothing, and a lower band that is no price has no ratio", () => {
    const rules = unguardedRules(MINUTE, { bb: { period: 2, deviations: 3 } });
    expect(
      evaluate(candlesOfCloses([100, 100, 100]), rules)
        .map(votesOf)
        .at(-1),
    ).toEqual([]);
    const crash = evaluate(candlesOfCloses([100, 10]), rules).at(-1);
    expect(crash?.indicators.bbLower).toBeLessThan(0);
    expect(voteOf(crash, "ratio", "sell")).toMatchObject({ vote: 0, value: null });
  });

  test("a close at the swing's extreme does not vote, one beyond it does", () => {
    const rules = unguardedRules(MINUTE, { swingPeriod: 3, macd: { fast: 1, slow: 2, signal: 2 } });
    const last = (closes: readonly number[], side: Side) =>
      voteOf(evaluate(candlesOfCloses(closes), rules).at(-1), "swing", side);
    expect(last([100, 103, 101, 102, 103], "buy")).toMatchObject({ vote: 0, value: 103, threshold: 103 });
    expect(last([100, 103, 101, 102, 103.5], "buy")).toMatchObject({ vote: 1, threshold: 103 });
    expect(last([106, 103, 105, 104, 103], "sell")).toMatchObject({ vote: 0, value: 103, threshold: 103 });
    expect(last([106, 103, 105, 104, 102.5], "sell")).toMatchObject({ vote: 1, threshold: 103 });
  });

  test("the two lows of a W must be apart by a share of the usual range", () => {
    const rules = unguardedRules(MINUTE, { bb: { period: 4, deviations: 0.5 }, volumePeriod: 2 });
    const pattern = (secondLow: number, volume = 20) => {
      const steady = candlesOfCloses([100, 101, 100, 101, 100, 101]);
      const [a, b, c] = [
        { open: 100, high: 100, low: 90, close: 98, volume: 10 },
        { open: 98, high: 99, low: secondLow, close: 99, volume: 10 },
        { open: 99, high: 104, low: 98.9, close: 103, volume },
      ];
      const bars = [a, b, c].map((one, i) => ({ ...one, openTimeMs: (i + 7) * MINUTE }));
      return voteOf(evaluate([...steady, ...bars], rules).at(-1), "pattern", "buy");
    };
    // Ranges of four bars, oldest first: 1, 11, 11 and 14, median 11, of which 6.5 % is 0.715.
    expect(pattern(90.714)).toMatchObject({ vote: 0, threshold: 0.065 * 11 });
    expect(pattern(90.716)).toMatchObject({ vote: 1, weight: 2 });
    expect(pattern(90.716, 10)).toMatchObject({ vote: 0 });
  });
});
