/** What an operator reads beside each verdict: the numbers that were compared, and the words that say why nothing happened. */
import { decideExit, type ExitRules, type PolicyReason, price, qty } from "@bottrader/core";
import { describe, expect, test } from "vitest";
import { type Changes, exitInput, plainRules, ratio, verdictOf } from "./exit-input.ts";

/** `verdict value threshold detail` of one rule. */
function textOf(rule: PolicyReason, changes: Changes = {}): string {
  const { verdict, value, threshold, detail } = verdictOf(decideExit(exitInput(changes)), rule);
  return [verdict, value?.toFixed() ?? "-", threshold?.toFixed() ?? "-", detail].join(" | ");
}

const rules = (changes: Partial<ExitRules>): ExitRules => ({ ...plainRules(), ...changes });
const signalRules = (changes: Partial<ExitRules["signalExit"]>): ExitRules =>
  rules({ signalExit: { ...plainRules().signalExit, ...changes } });
const SELLING = { sellStreak: 2, lastSellCloseMs: 1_700_007_200_000 } as const;

describe("a verdict says what was compared", () => {
  test.each<readonly [rule: PolicyReason, changes: Changes, text: string]>([
    ["EMERGENCY_STOP", {}, "armed | 0 | -0.15 | "],
    ["EMERGENCY_STOP", { bid: "80" }, "fired | -0.2 | -0.15 | "],
    ["HARD_STOP", { bid: "99" }, "armed | -0.01 | -0.05 | "],
    ["HARD_STOP", { bid: "94" }, "fired | -0.06 | -0.05 | "],
    ["SOFT_STOP", {}, "armed | 0 | -0.025 | fixed, regime unknown"],
    ["TIME_EXIT", {}, "idle | 120 | - | off"],
    ["TIME_EXIT", { rules: rules({ holdMaxMinutes: 121 }) }, "armed | 120 | 121 | minutes held"],
    ["TIME_EXIT", { rules: rules({ holdMaxMinutes: 120 }) }, "fired | 120 | 120 | minutes held"],
    ["TRAILING_STOP", {}, "idle | 0 | 0.035 | waits for its activation gain"],
    [
      "TRAILING_STOP",
      { rules: rules({ trailing: { ...plainRules().trailing, enabled: false } }) },
      "idle | 0 | - | off",
    ],
    ["TRAILING_STOP", { bid: "104" }, "armed | 104 | 101.92 | high 104, tier 0, no ATR ever known: greatest distance"],
    ["PARTIAL_TAKE_PROFIT", {}, "armed | 0 | 0.03 | "],
    ["PARTIAL_TAKE_PROFIT", { bid: "103" }, "fired | 0.03 | 0.03 | "],
    ["PARTIAL_TAKE_PROFIT", { rules: rules({ partialFraction: ratio(0) }) }, "idle | 0 | 0.03 | off"],
    ["PARTIAL_TAKE_PROFIT", { state: { partialTaken: true } }, "idle | 0 | 0.03 | already taken"],
    [
      "PARTIAL_TAKE_PROFIT",
      { bid: "103", position: { size: qty("0.001") } },
      "blocked | 0.03 | 0.03 | part or rest could not be sold",
    ],
    ["TAKE_PROFIT", {}, "idle | 0 | 0.035 | the trailing stop decides"],
    [
      "TAKE_PROFIT",
      { rules: rules({ trailing: { ...plainRules().trailing, enabled: false } }) },
      "armed | 0 | 0.035 | ",
    ],
    ["SIGNAL_EXIT", { rules: signalRules({ enabled: false }) }, "idle | 0 | 0.015 | off"],
    ["SIGNAL_EXIT", {}, "idle | 0 | 0.015 | no sell signal"],
    ["SIGNAL_EXIT", { signal: SELLING }, "blocked | 0 | 0.015 | no ATR"],
    ["SIGNAL_EXIT", { signal: SELLING, rules: signalRules({ atrMult: ratio(0) }) }, "blocked | 0 | 0.015 | "],
    ["SIGNAL_EXIT", { signal: SELLING, market: { atrRatio: ratio("0.02") } }, "blocked | 0 | 0.02 | "],
    [
      "SIGNAL_EXIT",
      { signal: { sellStreak: 1, lastSellCloseMs: null }, heldMinutes: 10, market: { atrRatio: ratio("0.01") } },
      "blocked | 0 | 0.015 | also SIGNAL_STALE, also PROFIT_SHORT, also HOLD_SHORT",
    ],
  ])("%s with %o", (rule, changes, text) => {
    expect(textOf(rule, changes)).toBe(text);
  });
});

test("a partial exit leaves a rest that is rounded down to the step", () => {
  // 0.0035 is held: half is 0.001 on the step, the rest 0.0025 is 0.002
  const lot = { step: qty("0.001"), sizeMin: qty("0.002") };
  const changes = {
    bid: "20000",
    position: { size: qty("0.0035"), costPrice: price("19000"), entryPrice: price("19000") },
  };
  expect(textOf("PARTIAL_TAKE_PROFIT", { ...changes, lot })).toContain("blocked");
  const half = { ...changes, rules: rules({ partialFraction: ratio("0.6") }), lot };
  // 0.0021 is 0.002, and 0.0015 is left, which is 0.001 and below the minimum
  expect(textOf("PARTIAL_TAKE_PROFIT", half)).toContain("blocked");
});
