import { defaultExitRules, type ExitRules, validateExitRules } from "@bottrader/core";
import { expect, test } from "vitest";
import { ratio } from "./exit-input.ts";

const base = defaultExitRules();
const trailing = (changes: Partial<ExitRules["trailing"]>) => ({ trailing: { ...base.trailing, ...changes } });
const tier = (gain: string, mult: string) => ({ gainRatio: ratio(gain), atrMult: ratio(mult) });

test("the defaults hold together", () => {
  expect(validateExitRules(base)).toEqual([]);
});

test.each<[string, Partial<ExitRules>, string]>([
  ["soft = hard", { maxLossRatio: ratio("0.05") }, "MAX_LOSS_PCT (0.05) must be below HARD_STOP_PCT (0.05)"],
  ["hard = emergency", { hardStopRatio: ratio("0.15") }, "HARD_STOP_PCT (0.15) must be below EMERGENCY_STOP_PCT"],
  ["a negative magnitude (P01)", { hardStopRatio: ratio("-0.05") }, "HARD_STOP_PCT must be a fraction"],
  ["a zero magnitude", { emergencyStopRatio: ratio("0") }, "EMERGENCY_STOP_PCT must be a fraction"],
  ["a percent for a fraction", { emergencyStopRatio: ratio("15") }, "EMERGENCY_STOP_PCT must be a fraction"],
  ["NaN", { maxLossRatio: ratio("NaN") }, "MAX_LOSS_PCT must be a fraction"],
  ["no soft ATR multiple", { softStopAtrMult: ratio("0") }, "SOFT_STOP_ATR_MULT must be greater"],
  ["a negative soft minimum", { softStopMinRatio: ratio("-1") }, "SOFT_STOP_MIN_PCT must be 0 or more"],
  ["a soft minimum at the hard stop", { softStopMinRatio: ratio("0.05") }, "SOFT_STOP_MIN_PCT (0.05) must be below"],
  ["no first-hour factor", { firstHourStopMult: ratio("0") }, "FIRST_HOUR_STOP_MULT must be"],
  ["a negative first hour", { firstHourMinutes: -1 }, "FIRST_HOUR_MINUTES must be"],
  ["a negative hold", { holdMaxMinutes: -1 }, "MAX_HOLD_MINUTES must be"],
  ["regime bounds crossed", { regime: { ...base.regime, lowBelow: 0.7 } }, "regime bounds"],
  ["a regime bound above 1", { regime: { ...base.regime, highAbove: 67 } }, "regime bounds"],
  ["a calm market that widens", { regime: { ...base.regime, lowFactor: ratio("1.1") } }, "must not widen"],
  ["a wild market that tightens", { regime: { ...base.regime, highFactor: ratio("0.9") } }, "must not tighten"],
  ["a regime factor of zero", { regime: { ...base.regime, lowFactor: ratio("0") } }, "regime low factor must be"],
  ["no activation", trailing({ activationRatio: ratio("0") }), "TRAILING_ACTIVATION_PCT must be"],
  ["distances crossed", trailing({ distanceMinRatio: ratio("0.03") }), "must not exceed TRAILING_MAX_DISTANCE_PCT"],
  ["a distance of everything", trailing({ distanceMaxRatio: ratio("1") }), "TRAILING_MAX_DISTANCE_PCT must be"],
  ["a negative step", trailing({ stepAtrMult: ratio("-1") }), "TRAILING_STEP_ATR_MULT must be"],
  ["tiers not rising", trailing({ tiers: [tier("0.1", "1.5"), tier("0.1", "1")] }), "gains must rise"],
  ["tiers not tightening", trailing({ tiers: [tier("0.1", "1.5"), tier("0.2", "1.5")] }), "multiples must fall"],
  ["a first tier no tighter than the base", trailing({ tiers: [tier("0.1", "2")] }), "multiples must fall"],
  ["a tier without gain", trailing({ tiers: [tier("0", "1")] }), "TRAILING_TIERS gain 1 must be"],
  ["selling everything in part", { partialFraction: ratio("1") }, "PARTIAL_TP_FRACTION"],
  ["selling less than nothing", { partialFraction: ratio("-0.1") }, "PARTIAL_TP_FRACTION"],
  ["a partial at no gain", { partialProfitRatio: ratio("0") }, "PARTIAL_TP_PCT must be"],
  ["a take-profit at no gain", { profitMinRatio: ratio("0") }, "MIN_PROFIT_PCT must be"],
  ["no confirmation", { signalExit: { ...base.signalExit, confirmations: 0 } }, "SIGNAL_EXIT_CONFIRMATIONS must be"],
  ["half a confirmation", { signalExit: { ...base.signalExit, confirmations: 1.5 } }, "whole number"],
])("%s is a start-up error (P43)", (_, changes, message) => {
  expect(validateExitRules({ ...base, ...changes }).join("\n")).toContain(message);
});

test("all faults are named at once", () => {
  const faults = validateExitRules({ ...base, firstHourMinutes: -1, holdMaxMinutes: -1, partialFraction: ratio(2) });
  expect(faults).toHaveLength(3);
});

test("without tiers, and with everything that may be off turned off, the rules still hold", () => {
  const rules = {
    ...base,
    ...trailing({ tiers: [], stepAtrMult: ratio(0) }),
    partialFraction: ratio(0),
    softStopMinRatio: ratio(0),
    signalExit: { ...base.signalExit, profitMinRatio: ratio(0), atrMult: ratio(0), holdMinMinutes: 0 },
  };
  expect(validateExitRules(rules)).toEqual([]);
});
