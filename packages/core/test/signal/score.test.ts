import { describe, expect, test } from "vitest";
import { ACTION_CODE } from "../../src/signal/action-code.ts";
import { compileSignalRules } from "../../src/signal/compile-signal-rules.ts";
import { decideByScore } from "../../src/signal/decide-candidate.ts";
import { reachableScore } from "../../src/signal/reachable-score.ts";
import { scoreDistribution } from "../../src/signal/score-distribution.ts";
import { VOTE_BIT } from "../../src/signal/score-table.ts";
import { SIGNAL_COMPONENTS, type SignalComponent, type SignalRules } from "../../src/signal/signal-rules.ts";
import { recordedCandles } from "../indicators/candle-series.ts";
import { unguardedRules } from "./rules-for-tests.ts";

const MINUTE = 60_000;
const FIVE_MINUTES = 300_000;
const { buy, sell, hold } = ACTION_CODE;

const maskOf = (...components: readonly SignalComponent[]): number =>
  components.reduce((mask, component) => mask | VOTE_BIT[component], 0);

function decide(change: Partial<SignalRules>, buyers: readonly SignalComponent[], sellers: readonly SignalComponent[]) {
  return decideByScore(maskOf(...buyers), maskOf(...sellers), compileSignalRules(unguardedRules(MINUTE, change)));
}

describe("the score decides", () => {
  test("a sum that equals the target on paper reaches it", () => {
    expect(decide({}, ["touch", "macd", "swing"], [])).toBe(buy);
    expect(decide({}, [], ["touch", "macd", "swing"])).toBe(sell);
    expect(decide({ buyTarget: 5.500001 }, ["touch", "macd", "swing"], [])).toBe(hold);
    const tenths = { ratio: 0.1, touch: 0.2, pattern: 0.3, rsi: 0, roc: 0, macd: 0, swing: 0 };
    expect(decide({ weights: tenths, buyTarget: 0.6 }, ["ratio", "touch", "pattern"], [])).toBe(buy);
  });

  test("of two sides that reach their targets the higher score wins, and a tie is a sell", () => {
    const low = { buyTarget: 2, sellTarget: 2, indicatorsMin: 1 };
    expect(decide(low, ["swing"], ["roc"])).toBe(buy);
    expect(decide(low, ["roc"], ["swing"])).toBe(sell);
    expect(decide(low, ["roc"], ["pattern"])).toBe(sell);
    expect(decide({ ...low, sellTarget: 2.1 }, ["roc"], ["pattern"])).toBe(buy);
  });

  test("P85: too few votes are not a signal, however heavy, and one without weight does not count", () => {
    const one = { weights: { ratio: 0, touch: 0, pattern: 0, rsi: 9, roc: 1, macd: 0, swing: 0 }, buyTarget: 5.5 };
    expect(decide({ ...one, indicatorsMin: 2 }, ["rsi"], [])).toBe(hold);
    expect(decide({ ...one, indicatorsMin: 2 }, ["rsi", "macd"], [])).toBe(hold);
    expect(decide({ ...one, indicatorsMin: 2 }, ["rsi", "roc"], [])).toBe(buy);
    expect(decide({ ...one, indicatorsMin: 1 }, ["rsi"], [])).toBe(buy);
    expect(decide({ ...one, sellTarget: 5.5, indicatorsMin: 2 }, [], ["rsi"])).toBe(hold);
  });
});

describe("P87: what a score can reach", () => {
  test("leaves out votes that exclude each other", () => {
    const rules = unguardedRules(MINUTE);
    // Everything but a touch of the outer band, 12.2 − 1.5.
    expect(reachableScore(rules)).toEqual({ buy: 10.7, sell: 10.7 });
    const touchy = { ...rules.weights, touch: 9 };
    // With the touch: RSI, ROC and MACD, and the swing only when it is shorter than the bands.
    expect(reachableScore({ ...rules, weights: touchy }).buy).toBe(14.3);
    expect(reachableScore({ ...rules, weights: touchy, swingPeriod: 5 }).buy).toBe(16.5);
  });

  test("is nothing when fewer components have a weight than must vote", () => {
    const weights = { ratio: 0, touch: 0, pattern: 0, rsi: 9, roc: 0, macd: 0, swing: 0 };
    expect(reachableScore(unguardedRules(MINUTE, { weights }))).toEqual({ buy: 0, sell: 0 });
  });

  test("no real bar exceeds", () => {
    const candles = recordedCandles("binance-5m-2021/BINANCE_CELR-USDT_5m.csv.gz", FIVE_MINUTES);
    const { bars, buy: buys, sell: sells } = scoreDistribution(unguardedRules(FIVE_MINUTES), candles);
    expect(bars).toBe(candles.length - 38);
    expect(Math.max(buys.largest, sells.largest)).toBeLessThanOrEqual(10.7);
    expect(buys.p90).toBeLessThanOrEqual(buys.p99);
    expect(buys.p99).toBeLessThanOrEqual(buys.p999);
    expect(buys.p999).toBeLessThanOrEqual(buys.largest);
  });

  test("a target of nothing is reached by every bar, one above everything by none", () => {
    const candles = recordedCandles("binance-1m-2021/BINANCE_BTC-USDT_1m.csv.gz", MINUTE).slice(0, 3_000);
    const all = scoreDistribution(unguardedRules(MINUTE, { buyTarget: 0, sellTarget: 99, indicatorsMin: 0 }), candles);
    expect(all.buy).toMatchObject({ target: 0, reached: all.bars, targetPercentile: 0 });
    expect(all.sell).toMatchObject({ target: 99, reached: 0, targetPercentile: 1 });
    const few = scoreDistribution(
      unguardedRules(MINUTE, { buyTarget: 0, indicatorsMin: SIGNAL_COMPONENTS.length }),
      candles,
    );
    expect(few.buy.reached).toBe(0);
  });

  test("nothing is said about a history shorter than the warm-up", () => {
    const candles = recordedCandles("binance-1m-2021/BINANCE_BTC-USDT_1m.csv.gz", MINUTE).slice(0, 38);
    const none = scoreDistribution(unguardedRules(MINUTE), candles);
    expect(none.bars).toBe(0);
    expect(none.buy).toEqual({ target: 5.5, reached: 0, targetPercentile: null, largest: 0, p90: 0, p99: 0, p999: 0 });
  });
});
