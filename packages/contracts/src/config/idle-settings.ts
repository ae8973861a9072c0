import { Decimal } from "@bottrader/core";
import type { SettingName, Settings } from "./catalogue.ts";

type IdleRule = {
  readonly isIdle: (s: Settings) => boolean;
  readonly because: string;
  readonly names: readonly SettingName[];
};

const RULES: readonly IdleRule[] = [
  {
    isIdle: (s) => s.SIZING_MODE !== "fixed",
    because: "SIZING_MODE is not fixed",
    names: ["ORDER_SIZE_FIXED", "ORDER_SIZE_BY_TRIGGER"],
  },
  { isIdle: (s) => s.SIZING_MODE !== "percent", because: "SIZING_MODE is not percent", names: ["ORDER_SIZE_PCT"] },
  { isIdle: (s) => s.SIZING_MODE !== "risk", because: "SIZING_MODE is not risk", names: ["RISK_PER_TRADE"] },
  {
    isIdle: (s) => s.STOP_MODE === "fixed",
    because: "STOP_MODE is fixed",
    names: ["STOP_MIN_PCT", "ATR_MULTIPLIER_STOP", "STOP_WITHOUT_ATR"],
  },
  {
    isIdle: (s) => s.STOP_MODE === "atr" && s.STOP_WITHOUT_ATR === "refuse",
    because: "STOP_MODE is atr and STOP_WITHOUT_ATR is refuse",
    names: ["STOP_LOSS_PCT"],
  },
  {
    isIdle: (s) => s.SOFT_STOP_MODE === "fixed",
    because: "SOFT_STOP_MODE is fixed",
    names: ["SOFT_STOP_ATR_MULT", "SOFT_STOP_MIN_PCT"],
  },
  {
    isIdle: (s) => s.FIRST_HOUR_MINUTES === 0,
    because: "FIRST_HOUR_MINUTES is 0",
    names: ["FIRST_HOUR_STOP_MULT"],
  },
  {
    isIdle: (s) => s.FIRST_HOUR_STOP_MULT.eq(1),
    because: "FIRST_HOUR_STOP_MULT is 1",
    names: ["FIRST_HOUR_MINUTES"],
  },
  {
    isIdle: (s) => s.REGIME_LOW_MULT.eq(1) && s.REGIME_HIGH_MULT.eq(1),
    because: "REGIME_LOW_MULT and REGIME_HIGH_MULT are 1",
    names: ["ATR_REGIME_BARS"],
  },
  {
    isIdle: (s) => s.TAKE_PROFIT_PCT.lte(s.TP_SL_MIN_RATIO.mul(leastStop(s))),
    because: "TP_SL_MIN_RATIO times the narrowest stop is as wide",
    names: ["TAKE_PROFIT_PCT"],
  },
  { isIdle: (s) => s.WEIGHT_RATIO === 0, because: "WEIGHT_RATIO is 0", names: ["BUY_RATIO", "SELL_RATIO"] },
  { isIdle: (s) => s.WEIGHT_RSI === 0, because: "WEIGHT_RSI is 0", names: ["RSI_OVERSOLD", "RSI_OVERBOUGHT"] },
  { isIdle: (s) => s.WEIGHT_ROC === 0, because: "WEIGHT_ROC is 0", names: ["ROC_BUY_PCT", "ROC_SELL_PCT"] },
  { isIdle: (s) => s.WEIGHT_SWING === 0, because: "WEIGHT_SWING is 0", names: ["SWING_PERIOD"] },
  {
    isIdle: (s) => !s.TRAILING_STOP_ENABLED,
    because: "TRAILING_STOP_ENABLED is false",
    names: [
      "TRAILING_ACTIVATION_PCT",
      "TRAILING_STOP_ATR_MULT",
      "TRAILING_MIN_DISTANCE_PCT",
      "TRAILING_MAX_DISTANCE_PCT",
      "TRAILING_STEP_ATR_MULT",
      "TRAILING_TIERS",
    ],
  },
  {
    isIdle: (s) => s.TRAILING_STOP_ENABLED,
    because: "the trailing stop takes the profit (TRAILING_STOP_ENABLED is true)",
    names: ["MIN_PROFIT_PCT"],
  },
  {
    isIdle: (s) => s.PARTIAL_TP_FRACTION.isZero(),
    because: "PARTIAL_TP_FRACTION is 0",
    names: ["PARTIAL_TP_PCT"],
  },
  {
    isIdle: (s) => !s.SIGNAL_EXIT_ENABLED,
    because: "SIGNAL_EXIT_ENABLED is false",
    names: [
      "SIGNAL_EXIT_MIN_PROFIT_PCT",
      "SIGNAL_EXIT_ATR_MULT",
      "SIGNAL_EXIT_CONFIRMATIONS",
      "SIGNAL_EXIT_MIN_HOLD_MINUTES",
    ],
  },
  {
    isIdle: (s) => !s.ROC_MOMENTUM_ENABLED,
    because: "ROC_MOMENTUM_ENABLED is false",
    names: ["ROC_MOMENTUM_BUY_PCT", "ROC_MOMENTUM_SELL_PCT", "ROC_RSI_MIN", "ROC_RSI_MAX"],
  },
  {
    isIdle: (s) => !s.TREND_ALIGNMENT_ENABLED,
    because: "TREND_ALIGNMENT_ENABLED is false",
    names: ["TREND_TIMEFRAME", "TREND_EMA"],
  },
  {
    isIdle: (s) => s.STOP_GUARD_SYMBOL_COUNT === 0,
    because: "STOP_GUARD_SYMBOL_COUNT is 0",
    names: ["STOP_GUARD_SYMBOL_MINUTES"],
  },
  {
    isIdle: (s) => s.STOP_GUARD_GLOBAL_COUNT === 0,
    because: "STOP_GUARD_GLOBAL_COUNT is 0",
    names: ["STOP_GUARD_GLOBAL_MINUTES"],
  },
  {
    isIdle: (s) => s.MAX_CONSECUTIVE_LOSSES === 0,
    because: "MAX_CONSECUTIVE_LOSSES is 0",
    names: ["CONSECUTIVE_LOSSES_PAUSE_MINUTES"],
  },
  {
    isIdle: (s) => !s.DYNAMIC_FILTER_ENABLED,
    because: "DYNAMIC_FILTER_ENABLED is false",
    names: [
      "DYNAMIC_FILTER_LOOKBACK_DAYS",
      "DYNAMIC_FILTER_MIN_TRADES",
      "DYNAMIC_FILTER_MIN_WIN_RATE",
      "DYNAMIC_FILTER_MIN_AVG_PNL",
      "DYNAMIC_FILTER_MIN_TOTAL_PNL",
      "DYNAMIC_FILTER_MAX_SPREAD_PCT",
    ],
  },
  {
    isIdle: (s) => s.TRADING_MODE === "live",
    because: "TRADING_MODE is live",
    names: [
      "PAPER_STARTING_CASH",
      "PAPER_SPREAD_PCT",
      "PAPER_SLIPPAGE_PCT",
      "PAPER_VOLUME_SHARE",
      "PAPER_FILL_ON_TOUCH",
    ],
  },
  {
    isIdle: (s) => s.TRADING_MODE === "paper",
    because: "TRADING_MODE is paper",
    names: ["LIVE_TRADING_CONFIRM", "EXCHANGE_API_KEY", "EXCHANGE_API_SECRET", "EXCHANGE_API_PASSPHRASE"],
  },
  {
    isIdle: (s) => s.MARKET_SOURCE === "recorded",
    because: "the recording names the symbols (MARKET_SOURCE is recorded)",
    names: ["SYMBOLS"],
  },
  {
    isIdle: (s) => s.TRADING_MODE === "paper" && (s.MARKET_SOURCE === "recorded" || s.MARKET_SOURCE === "synthetic"),
    because: "nothing is asked of an exchange on paper with that MARKET_SOURCE",
    names: ["EXCHANGE_BASE_URL"],
  },
  {
    isIdle: (s) => s.MARKET_SOURCE !== "recorded",
    because: "MARKET_SOURCE is not recorded",
    names: ["CANDLES_DIR"],
  },
  { isIdle: (s) => s.MARKET_SOURCE === "live", because: "MARKET_SOURCE is live", names: ["REPLAY_SPEED"] },
];

/** Narrowest stop distance before cushions. */
function leastStop(s: Settings): Decimal {
  if (s.STOP_MODE === "fixed") return s.STOP_LOSS_PCT;
  return s.STOP_WITHOUT_ATR === "fixed" ? Decimal.min(s.STOP_MIN_PCT, s.STOP_LOSS_PCT) : s.STOP_MIN_PCT;
}

/** One sentence for each setting that was given and can have no effect in the mode the others choose. */
export function idleSettings(s: Settings, given: ReadonlySet<string>): readonly string[] {
  return RULES.filter(({ isIdle }) => isIdle(s)).flatMap(({ because, names }) =>
    names.filter((name) => given.has(name)).map((name) => `${name} has no effect: ${because}`),
  );
}
