import { decideExit, type ExitRules } from "@bottrader/core";
import { describe, expect, test } from "vitest";
import { type Changes, exitInput, plainRules, ratio, verdictOf } from "./exit-input.ts";

const atrRules = (): ExitRules => ({ ...plainRules(), softStopMode: "atr" });

function softStop(changes: Changes): readonly [threshold: string | undefined, detail: string] {
  const { threshold, detail } = verdictOf(decideExit(exitInput(changes)), "SOFT_STOP");
  return [threshold?.toFixed(), detail];
}

const market = (atrRatio: string | null, atrPercentile: number | null = null) => ({
  atrRatio: atrRatio === null ? null : ratio(atrRatio),
  atrPercentile,
});

describe("soft stop", () => {
  test("fixed: MAX_LOSS_PCT", () => {
    expect(softStop({ market: market("0.02") })).toEqual(["-0.025", "fixed, regime unknown"]);
  });

  test.each([
    ["0.02", "-0.03", "ATR"],
    ["0.008", "-0.012", "ATR"],
    ["0.0079", "-0.012", "ATR, at its minimum"],
    [null, "-0.025", "no ATR, fixed instead"],
    ["0", "-0.025", "no ATR, fixed instead"],
    ["NaN", "-0.025", "no ATR, fixed instead"],
  ])("atr mode with atrPct %s → %s (P64)", (atrPct, expected, detail) => {
    expect(softStop({ rules: atrRules(), market: market(atrPct) })).toEqual([expected, `${detail}, regime unknown`]);
  });

  test.each([
    [0, "-0.0375", "fixed, first hour, regime unknown"],
    [59.99, "-0.0375", "fixed, first hour, regime unknown"],
    [60, "-0.025", "fixed, regime unknown"],
  ])("held for %d minutes → %s", (heldMinutes, expected, detail) => {
    const rules = { ...plainRules(), firstHourMinutes: 60 };
    expect(softStop({ rules, heldMinutes })).toEqual([expected, detail]);
  });

  test.each([
    [0.3299, "-0.02", "low"],
    [0.33, "-0.025", "normal"],
    [0.67, "-0.025", "normal"],
    [0.6701, "-0.03", "high"],
  ])("percentile %d → %s", (percentile, expected, regime) => {
    expect(softStop({ market: market(null, percentile) })).toEqual([expected, `fixed, ${regime} volatility`]);
  });

  test("never goes beyond the hard stop (P43)", () => {
    const [threshold, detail] = softStop({ rules: atrRules(), market: market("0.2", 0.9) });
    expect(threshold).toBe("-0.05");
    expect(detail).toBe("ATR, high volatility, capped at the hard stop");
  });
});
