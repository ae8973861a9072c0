import { ONE } from "../money/decimal.ts";
import {
  brokenRules,
  notCount,
  notFractionBelowOne,
  notPositive,
  notZeroOrMore,
  type RuleFault,
} from "../risk/rule-fault.ts";
import type { ExitRules, RegimeRules, SignalExitRules, TrailingRules } from "./exit-rules.ts";

/** Every contradiction in `rules`, in the names of the settings; empty when they may be used. */
export function validateExitRules(rules: ExitRules): string[] {
  return brokenRules([
    ...stopFaults(rules),
    ...regimeFaults(rules.regime),
    ...trailingFaults(rules.trailing),
    ...profitFaults(rules),
    ...signalFaults(rules.signalExit),
    notZeroOrMore("MAX_HOLD_MINUTES", rules.holdMaxMinutes),
  ]);
}

function stopFaults(rules: ExitRules): RuleFault[] {
  return [
    notFractionBelowOne("EMERGENCY_STOP_PCT", rules.emergencyStopRatio),
    notFractionBelowOne("HARD_STOP_PCT", rules.hardStopRatio),
    notFractionBelowOne("MAX_LOSS_PCT", rules.maxLossRatio),
    [
      rules.hardStopRatio.gte(rules.emergencyStopRatio),
      `HARD_STOP_PCT (${rules.hardStopRatio.toFixed()}) must be below EMERGENCY_STOP_PCT (${rules.emergencyStopRatio.toFixed()})`,
    ],
    [
      rules.maxLossRatio.gte(rules.hardStopRatio),
      `MAX_LOSS_PCT (${rules.maxLossRatio.toFixed()}) must be below HARD_STOP_PCT (${rules.hardStopRatio.toFixed()})`,
    ],
    notPositive("SOFT_STOP_ATR_MULT", rules.softStopAtrMult),
    notZeroOrMore("SOFT_STOP_MIN_PCT", rules.softStopMinRatio),
    [
      rules.softStopMinRatio.gte(rules.hardStopRatio),
      `SOFT_STOP_MIN_PCT (${rules.softStopMinRatio.toFixed()}) must be below HARD_STOP_PCT (${rules.hardStopRatio.toFixed()})`,
    ],
    notPositive("FIRST_HOUR_STOP_MULT", rules.firstHourStopMult),
    notZeroOrMore("FIRST_HOUR_MINUTES", rules.firstHourMinutes),
  ];
}

function regimeFaults(regime: RegimeRules): RuleFault[] {
  const isOrdered = regime.lowBelow >= 0 && regime.lowBelow <= regime.highAbove && regime.highAbove <= 1;
  return [
    [!isOrdered, "regime bounds must satisfy 0 <= low <= high <= 1"],
    notPositive("regime low factor", regime.lowFactor),
    notPositive("regime high factor", regime.highFactor),
    [regime.lowFactor.gt(ONE), "the regime low factor must not widen the stop (at most 1)"],
    [regime.highFactor.lt(ONE), "the regime high factor must not tighten the stop (at least 1)"],
  ];
}

function trailingFaults(trailing: TrailingRules): RuleFault[] {
  return [
    notPositive("TRAILING_ACTIVATION_PCT", trailing.activationRatio),
    notPositive("TRAILING_STOP_ATR_MULT", trailing.atrMult),
    notFractionBelowOne("TRAILING_MIN_DISTANCE_PCT", trailing.distanceMinRatio),
    notFractionBelowOne("TRAILING_MAX_DISTANCE_PCT", trailing.distanceMaxRatio),
    [
      trailing.distanceMinRatio.gt(trailing.distanceMaxRatio),
      "TRAILING_MIN_DISTANCE_PCT must not exceed TRAILING_MAX_DISTANCE_PCT",
    ],
    notZeroOrMore("TRAILING_STEP_ATR_MULT", trailing.stepAtrMult),
    ...trailing.tiers.flatMap((tier, index): RuleFault[] => {
      const before = trailing.tiers[index - 1];
      return [
        notPositive(`TRAILING_TIERS gain ${index + 1}`, tier.gainRatio),
        notPositive(`TRAILING_TIERS multiple ${index + 1}`, tier.atrMult),
        [before !== undefined && tier.gainRatio.lte(before.gainRatio), "TRAILING_TIERS gains must rise"],
        [tier.atrMult.gte(before?.atrMult ?? trailing.atrMult), "TRAILING_TIERS multiples must fall from tier to tier"],
      ];
    }),
  ];
}

function profitFaults(rules: ExitRules): RuleFault[] {
  const isPart = rules.partialFraction.gte(0) && rules.partialFraction.lt(ONE);
  return [
    notPositive("PARTIAL_TP_PCT", rules.partialProfitRatio),
    [!isPart, "PARTIAL_TP_FRACTION must be at least 0 (off) and below 1"],
    notPositive("MIN_PROFIT_PCT", rules.profitMinRatio),
  ];
}

const signalFaults = (signal: SignalExitRules): RuleFault[] => [
  notZeroOrMore("SIGNAL_EXIT_MIN_PROFIT_PCT", signal.profitMinRatio),
  notZeroOrMore("SIGNAL_EXIT_ATR_MULT", signal.atrMult),
  notCount("SIGNAL_EXIT_CONFIRMATIONS", signal.confirmations, 1),
  notZeroOrMore("SIGNAL_EXIT_MIN_HOLD_MINUTES", signal.holdMinMinutes),
  notCount("signal age in bars", signal.ageMaxBars, 1),
];
