import type { Decimal } from "../money/decimal.ts";
import type { RiskRules, StopGuardRules, SymbolFilterRules } from "./risk-rules.ts";
import { brokenRules, notCount, notPositive, notZeroOrMore, type RuleFault } from "./rule-fault.ts";

const ASSET_OR_SYMBOL = /^[A-Z0-9]{1,20}(\/[A-Z0-9]{1,20})?$/;

/** Every contradiction in `rules`, in the names of the settings; empty when they may be used. */
export function validateRiskRules(rules: RiskRules): string[] {
  return brokenRules([
    notCount("MAX_OPEN_POSITIONS", rules.positionsMax, 1),
    notRatioOrOff("DAILY_LOSS_LIMIT_PCT", rules.dailyLossMaxRatio),
    notRatioOrOff("DRAWDOWN_HALT_PCT", rules.drawdownMaxRatio),
    ...guardFaults("STOP_GUARD_SYMBOL", rules.stopGuardSymbol),
    ...guardFaults("STOP_GUARD_GLOBAL", rules.stopGuardGlobal),
    notCount("MAX_CONSECUTIVE_LOSSES", rules.lossStreakMax, 0),
    ...(rules.lossStreakMax === 0
      ? []
      : [notPositive("CONSECUTIVE_LOSSES_PAUSE_MINUTES", rules.lossStreakPauseMinutes)]),
    notZeroOrMore("COOLDOWN_AFTER_STOP_MINUTES", rules.cooldownAfterStopMinutes),
    ...listFaults("HODL_SYMBOLS", rules.hodl),
    ...listFaults("EXCLUDED_SYMBOLS", rules.excluded),
    ...filterFaults(rules.filter),
    notRatioOrOff("SPREAD_MAX_PCT", rules.spreadMaxRatio),
    notPositive("MAX_QUOTE_AGE_MS", rules.quoteAgeMaxMs),
  ]);
}

const guardFaults = (setting: string, guard: StopGuardRules): RuleFault[] => [
  notCount(`${setting}_STOPS`, guard.stops, 0),
  ...(guard.stops === 0 ? [] : [notPositive(`${setting}_WINDOW_MINUTES`, guard.windowMinutes)]),
];

const listFaults = (setting: string, list: readonly string[]): RuleFault[] =>
  list.map((entry) => [
    !ASSET_OR_SYMBOL.test(entry),
    `${setting}: "${entry}" is neither an asset nor a symbol such as BTC/USD`,
  ]);

const filterFaults = (filter: SymbolFilterRules): RuleFault[] => [
  notPositive("DYNAMIC_FILTER_LOOKBACK_DAYS", filter.lookbackDays),
  notCount("DYNAMIC_FILTER_MIN_TRADES", filter.tradesMin, 1),
  notRatioOrOff("DYNAMIC_FILTER_MIN_WIN_RATE", filter.winRateMin),
  [!filter.meanPnlMin.isFinite(), "DYNAMIC_FILTER_MIN_AVG_PNL must be a number"],
  [!filter.totalPnlMin.isFinite(), "DYNAMIC_FILTER_MIN_TOTAL_PNL must be a number"],
  notPositive("DYNAMIC_FILTER_MAX_SPREAD_PCT", filter.spreadMaxRatio),
];

function notRatioOrOff(setting: string, ratio: Decimal): RuleFault {
  return [
    !(ratio.gte(0) && ratio.lt(1)),
    `${setting} must be a fraction of at least 0 and below 1, got ${ratio.toFixed()}`,
  ];
}
