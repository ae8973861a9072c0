import { choice, flag, fraction, integer, number, timeframe } from "./setting.ts";

const signal = "signal" as const;
const bars = (help: string, fallback: string, min = 2) =>
  integer({ group: signal, unit: "bars", min, max: 5_000, fallback, help });
const weight = (help: string, fallback: string) =>
  number({ group: signal, unit: "points", min: 0, max: 100, fallback, help });
const points = (help: string, fallback: string, max = 100) =>
  number({ group: signal, unit: "points", min: 0, max, fallback, help });
/** Magnitudes are configured positive and negated once; zero would make every bar a signal. */
const magnitude = (help: string, fallback: string) =>
  number({ group: signal, unit: "percent points", min: 0.000001, max: 1_000, fallback, help });

export const signalSettings = {
  SIGNAL_TIMEFRAME: choice({
    group: signal,
    values: ["auto", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d"],
    fallback: "auto",
    help: "bars that are evaluated; auto is 5m on a live feed and a recording's own timeframe",
  }),
  BB_PERIOD: bars("Bollinger bands: bars of the mean", "20"),
  BB_DEVIATIONS: number({ group: signal, unit: "σ", min: 0.1, max: 10, fallback: "2", help: "Bollinger bands: width" }),
  MACD_FAST: bars("MACD: fast EMA", "12"),
  MACD_SLOW: bars("MACD: slow EMA", "26"),
  MACD_SIGNAL: bars("MACD: signal EMA", "9"),
  RSI_PERIOD: bars("RSI (Wilder)", "14"),
  ROC_PERIOD: bars("ROC: bars back", "5", 1),
  ATR_PERIOD: bars("ATR (Wilder) on the signal timeframe", "14"),
  ATR_REGIME_BARS: bars("bars in which the present ATR is ranked for the volatility regime", "288"),
  SWING_PERIOD: bars("swing high and low: closes before the bar", "20"),
  VOLUME_PERIOD: bars("volume mean", "20"),
  BUY_RATIO: number({
    group: signal,
    unit: "ratio",
    min: 1,
    max: 10,
    fallback: "1.05",
    help: "Ratio votes buy when upper/lower band is wider than this",
  }),
  SELL_RATIO: number({
    group: signal,
    unit: "ratio",
    min: 1,
    max: 10,
    fallback: "1.05",
    help: "Ratio votes sell when upper/lower band is wider than this",
  }),
  RSI_OVERSOLD: points("RSI votes buy below", "30"),
  RSI_OVERBOUGHT: points("RSI votes sell above", "70"),
  ROC_BUY_PCT: magnitude("ROC votes buy above this rise", "2"),
  ROC_SELL_PCT: magnitude("ROC votes sell below this fall, given as a positive magnitude", "1"),
  WEIGHT_RATIO: weight("weight of Ratio", "1.2"),
  WEIGHT_TOUCH: weight("weight of Touch", "1.5"),
  WEIGHT_PATTERN: weight("weight of W-bottom and M-top", "2.0"),
  WEIGHT_RSI: weight("weight of RSI", "1.5"),
  WEIGHT_ROC: weight("weight of ROC", "2.0"),
  WEIGHT_MACD: weight("weight of MACD", "1.8"),
  WEIGHT_SWING: weight("weight of Swing", "2.2"),
  ROC_MOMENTUM_ENABLED: flag({
    group: signal,
    fallback: "true",
    help: "a strong accelerating move may act without the score",
  }),
  ROC_MOMENTUM_BUY_PCT: magnitude("momentum buys at this rise over ROC_PERIOD bars", "5"),
  ROC_MOMENTUM_SELL_PCT: magnitude("momentum sells at this fall, given as a positive magnitude", "5"),
  ROC_RSI_MIN: points("momentum needs RSI of at least", "50"),
  ROC_RSI_MAX: points("momentum needs RSI of at most", "90"),
  SCORE_BUY_TARGET: points("buy when the buy score reaches this", "5.5", 1_000),
  SCORE_SELL_TARGET: points("sell when the sell score reaches this", "5.5", 1_000),
  MIN_INDICATORS_REQUIRED: integer({
    group: signal,
    unit: "components",
    min: 1,
    max: 7,
    fallback: "2",
    help: "components that must vote for a score signal",
  }),
  FLIP_HYSTERESIS_PCT: fraction({
    group: signal,
    of: "the target",
    fallback: "0.10",
    help: "the side opposite to the last action needs this much more score",
  }),
  COOLDOWN_BARS: integer({
    group: signal,
    unit: "bars",
    min: 0,
    max: 10_000,
    fallback: "7",
    help: "bars without a new action after one",
  }),
  VOLUME_CONFIRM_MULT: number({
    group: signal,
    unit: "× mean volume",
    min: 0,
    max: 100,
    fallback: "1.0",
    help: "a buy needs this much volume; 0 turns the guard off",
  }),
  TREND_ALIGNMENT_ENABLED: flag({
    group: signal,
    fallback: "true",
    help: "a buy needs a close above a rising EMA of the higher timeframe",
  }),
  TREND_TIMEFRAME: timeframe({ group: signal, fallback: "1h", help: "higher timeframe of the trend guard" }),
  TREND_EMA: bars("EMA of the trend guard, in its own bars", "50"),
  ALLOW_BUYS_ON_RED_DAY: flag({
    group: signal,
    fallback: "true",
    help: "false blocks buys while the change over 24 h is negative or unknown",
  }),
} as const;
