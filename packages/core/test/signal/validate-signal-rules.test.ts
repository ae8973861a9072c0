import { describe, expect, test } from "vitest";
import { defaultSignalRules, type SignalRules } from "../../src/signal/signal-rules.ts";
import { validateSignalRules } from "../../src/signal/validate-signal-rules.ts";
import { historyBars, warmUpBars } from "../../src/signal/warm-up-bars.ts";

const defaults = defaultSignalRules(300_000);
const faultsOf = (change: Partial<SignalRules>) => validateSignalRules({ ...defaults, ...change });

describe("signal rules", () => {
  test("P85: the defaults are those of the trading rules and valid on every timeframe", () => {
    expect(defaults).toMatchObject({
      buyTarget: 5.5,
      indicatorsMin: 2,
      weights: { ratio: 1.2, touch: 1.5, pattern: 2, rsi: 1.5, roc: 2, macd: 1.8, swing: 2.2 },
      cooldownBars: 7,
      flipHysteresis: 0.1,
      trend: { timeframeMs: 3_600_000, emaPeriod: 50 },
    });
    for (const barMs of [1_000, 60_000, 300_000, 2_700_000, 3_600_000, 86_400_000, 604_800_000]) {
      expect(validateSignalRules(defaultSignalRules(barMs))).toEqual([]);
    }
  });

  test.each([
    ["macd.fast 26 must be below macd.slow 26", { macd: { fast: 26, slow: 26, signal: 9 } }],
    ["rsiPeriod 1.5 must be a whole number within 1 to 1000", { rsiPeriod: 1.5 }],
    ["barMs 1.5 must be a whole number", { barMs: 1.5 }],
    ["bb.period 1 must be a whole number within 2 to 1000", { bb: { period: 1, deviations: 2 } }],
    ["bb.deviations 0 must be a positive magnitude", { bb: { period: 20, deviations: 0 } }],
    ["swingPeriod 1001 must be a whole number within 1 to 1000", { swingPeriod: 1_001 }],
    ["rocSellPct -1 must be a positive magnitude", { rocSellPct: -1 }],
    ["rocSellPct 0 must be a positive magnitude", { rocSellPct: 0 }],
    ["rocBuyPct NaN must be a positive magnitude", { rocBuyPct: Number.NaN }],
    ["momentum.sellPct -5 must be a positive magnitude", { momentum: { ...defaults.momentum, sellPct: -5 } }],
    [
      "momentum.rsiMin 60 must not be above momentum.rsiMax 50",
      { momentum: { ...defaults.momentum, rsiMin: 60, rsiMax: 50 } },
    ],
    ["momentum.rsiMin 50 must not be above momentum.rsiMax 101", { momentum: { ...defaults.momentum, rsiMax: 101 } }],
    ["buyRatio 1 must be above 1", { buyRatio: 1 }],
    ["sellRatio Infinity must be above 1", { sellRatio: Number.POSITIVE_INFINITY }],
    ["rsiOversold 70 must be below rsiOverbought 70", { rsiOversold: 70 }],
    ["rsiOversold 30 must be below rsiOverbought 101", { rsiOverbought: 101 }],
    ["weights.rsi -1 must be within 0 to 1000", { weights: { ...defaults.weights, rsi: -1 } }],
    [
      "weights.roc 0.1234567 must be within 0 to 1000 with at most six decimals",
      { weights: { ...defaults.weights, roc: 0.1234567 } },
    ],
    ["buyTarget 0 would act on every bar", { buyTarget: 0 }],
    ["indicatorsMin 8 must be a whole number within 0 to 7", { indicatorsMin: 8 }],
    ["flipHysteresis -0.1 must be a fraction", { flipHysteresis: -0.1 }],
    ["cooldownBars -1 must be a whole number", { cooldownBars: -1 }],
    ["volumeConfirmMult NaN must be within 0 to 1000", { volumeConfirmMult: Number.NaN }],
    [
      "trend.timeframeMs 200000 must be a multiple of barMs 300000",
      { trend: { ...defaults.trend, timeframeMs: 200_000 } },
    ],
    [
      "allowBuysOnRedDay false would block every buy",
      { barMs: 604_800_000, allowBuysOnRedDay: false, trend: { ...defaults.trend, enabled: false } },
    ],
  ] satisfies readonly (readonly [string, Partial<SignalRules>])[])("are refused: %s", (fault, change) => {
    expect(faultsOf(change)).toEqual([expect.stringContaining(fault)]);
  });

  test("P87: a target out of reach is refused on its side, with the largest score that is not", () => {
    expect(faultsOf({ buyTarget: 10.8 })).toEqual([
      "buyTarget 10.8 is above 10.7, the largest buy score these weights can reach",
    ]);
    expect(faultsOf({ sellTarget: 10.7, flipHysteresis: 0 })).toEqual([]);
    expect(faultsOf({ sellTarget: 10 })).toEqual([
      expect.stringContaining("sellTarget 10 raised by flipHysteresis 0.1 is above 10.7"),
    ]);
  });

  test("every fault is named at once", () => {
    expect(faultsOf({ rocSellPct: -1, buyRatio: 0, cooldownBars: 0.5 })).toHaveLength(3);
  });

  test("a trend that is switched off may have any timeframe", () => {
    expect(faultsOf({ trend: { enabled: false, timeframeMs: 1, emaPeriod: 50 } })).toEqual([]);
  });

  test("the history asked for covers the slowest thing that is switched on", () => {
    expect(warmUpBars(defaults)).toBe(39);
    // Ten times fifty hours of twelve bars.
    expect(historyBars(defaults)).toBe(6_000);
    const untrended = { ...defaults, trend: { ...defaults.trend, enabled: false } };
    expect(historyBars(untrended)).toBe(260 + 288);
    expect(historyBars({ ...untrended, barMs: 60_000, allowBuysOnRedDay: false })).toBe(1_441);
    const calm = { ...defaults, momentum: { ...defaults.momentum, enabled: false }, rocPeriod: 30 };
    expect(warmUpBars(calm)).toBe(39);
    expect(warmUpBars({ ...calm, momentum: defaults.momentum })).toBe(51);
  });
});
