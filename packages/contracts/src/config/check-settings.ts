/** The checks across settings: what contradicts something else, and what a mode does not allow. */
import {
  timeframeMs,
  validateBracketRules,
  validateExitRules,
  validateRiskRules,
  validateSignalRules,
  validateSizingRules,
} from "@bottrader/core";
import type { SettingName, Settings } from "./catalogue.ts";
import { feeFaults } from "./check-fees.ts";
import type { SettingFault } from "./parse-settings.ts";
import { bracketRules, exitRules, riskRules, signalRules, sizingRules } from "./trading-rules.ts";

/** Fields of the core's rules and the settings they come from: a fault names what the operator wrote. */
const FIELD_SETTINGS: Readonly<Record<string, SettingName>> = {
  barMs: "SIGNAL_TIMEFRAME",
  "bb.period": "BB_PERIOD",
  "bb.deviations": "BB_DEVIATIONS",
  "macd.fast": "MACD_FAST",
  "macd.slow": "MACD_SLOW",
  "macd.signal": "MACD_SIGNAL",
  rsiPeriod: "RSI_PERIOD",
  rocPeriod: "ROC_PERIOD",
  atrPeriod: "ATR_PERIOD",
  atrRegimeBars: "ATR_REGIME_BARS",
  swingPeriod: "SWING_PERIOD",
  volumePeriod: "VOLUME_PERIOD",
  buyRatio: "BUY_RATIO",
  sellRatio: "SELL_RATIO",
  rsiOversold: "RSI_OVERSOLD",
  rsiOverbought: "RSI_OVERBOUGHT",
  rocBuyPct: "ROC_BUY_PCT",
  rocSellPct: "ROC_SELL_PCT",
  "weights.ratio": "WEIGHT_RATIO",
  "weights.touch": "WEIGHT_TOUCH",
  "weights.pattern": "WEIGHT_PATTERN",
  "weights.rsi": "WEIGHT_RSI",
  "weights.roc": "WEIGHT_ROC",
  "weights.macd": "WEIGHT_MACD",
  "weights.swing": "WEIGHT_SWING",
  "momentum.buyPct": "ROC_MOMENTUM_BUY_PCT",
  "momentum.sellPct": "ROC_MOMENTUM_SELL_PCT",
  "momentum.rsiMin": "ROC_RSI_MIN",
  "momentum.rsiMax": "ROC_RSI_MAX",
  buyTarget: "SCORE_BUY_TARGET",
  sellTarget: "SCORE_SELL_TARGET",
  indicatorsMin: "MIN_INDICATORS_REQUIRED",
  flipHysteresis: "FLIP_HYSTERESIS_PCT",
  cooldownBars: "COOLDOWN_BARS",
  volumeConfirmMult: "VOLUME_CONFIRM_MULT",
  "trend.timeframeMs": "TREND_TIMEFRAME",
  "trend.emaPeriod": "TREND_EMA",
  allowBuysOnRedDay: "ALLOW_BUYS_ON_RED_DAY",
  "the regime low factor": "REGIME_LOW_MULT",
  "the regime high factor": "REGIME_HIGH_MULT",
};

const FIELDS = new RegExp(
  Object.keys(FIELD_SETTINGS)
    .map((field) => field.replace(".", "\\."))
    .join("|"),
  "g",
);

/** Everything that contradicts something else; empty when the settings may be used together. */
export function checkSettings(s: Settings): readonly SettingFault[] {
  const barMs = timeframeMs(s.SIGNAL_TIMEFRAME === "auto" ? "5m" : s.SIGNAL_TIMEFRAME);
  const messages = [
    ...validateSignalRules(signalRules(s, barMs.ok ? barMs.value : 300_000)),
    ...validateExitRules(exitRules(s)),
    ...validateBracketRules(bracketRules(s)),
    ...validateSizingRules(sizingRules(s)),
    ...validateRiskRules(riskRules(s)),
    ...contradictions(s),
    ...feeFaults(s),
    ...(s.TRADING_MODE === "live" ? liveFaults(s) : []),
  ].map((message) => message.replace(FIELDS, (field) => FIELD_SETTINGS[field] ?? field));
  return messages.map((message) => ({ name: message.split(" ", 1)[0] ?? "", message }));
}

type Check = readonly [isBroken: boolean, message: string];

const broken = (checks: readonly Check[]): readonly string[] =>
  checks.filter(([isBroken]) => isBroken).map(([, message]) => message);

function contradictions(s: Settings): readonly string[] {
  const triggers = s.ORDER_SIZE_BY_TRIGGER.map((pair) => pair.split(":", 1)[0]);
  return broken([
    [s.MARKET_SOURCE === "recorded" && s.CANDLES_DIR === null, "CANDLES_DIR is needed when MARKET_SOURCE is recorded"],
    [new Set(triggers).size < triggers.length, "ORDER_SIZE_BY_TRIGGER names a trigger twice"],
  ]);
}

/** Real money needs an explicit yes, keys, authentication and real prices. */
const liveFaults = (s: Settings): readonly string[] =>
  broken([
    [s.LIVE_TRADING_CONFIRM !== "yes", "LIVE_TRADING_CONFIRM must be yes in live mode"],
    [s.WEBHOOK_AUTH === "none", "WEBHOOK_AUTH must not be none in live mode"],
    [s.EXCHANGE_API_KEY === null, "EXCHANGE_API_KEY is needed in live mode"],
    [s.EXCHANGE_API_SECRET === null, "EXCHANGE_API_SECRET is needed in live mode"],
    [s.MARKET_SOURCE !== "live" && s.MARKET_SOURCE !== "auto", "MARKET_SOURCE must be live in live mode"],
  ]);
