/** The settings as the rules of the core. */
import {
  type BracketRules,
  Decimal,
  type ExitRules,
  type Quote,
  quote,
  type RiskRules,
  type SignalRules,
  type SizingRules,
  timeframeMs,
} from "@bottrader/core";
import type { Settings } from "./catalogue.ts";

/** Fees of an exchange's first tier, used where no fee is configured. Fractions of notional. */
export const FIRST_TIER_FEES: Readonly<Record<string, { readonly maker: string; readonly taker: string }>> = {
  coinbase: { maker: "0.006", taker: "0.012" },
  binance: { maker: "0.001", taker: "0.001" },
  kraken: { maker: "0.0025", taker: "0.004" },
  bybit: { maker: "0.001", taker: "0.001" },
  okx: { maker: "0.0008", taker: "0.001" },
};

export type Fees = { readonly maker: Decimal; readonly taker: Decimal };

/** Configured fees, else the exchange's first tier, else Binance's. */
export function feesFor(settings: Settings, exchange: string): Fees {
  const tier = FIRST_TIER_FEES[exchange] ?? { maker: "0.001", taker: "0.001" };
  return {
    maker: settings.MAKER_FEE_PCT ?? new Decimal(tier.maker),
    taker: settings.TAKER_FEE_PCT ?? new Decimal(tier.taker),
  };
}

/** Rules of the score for bars of `barMs` milliseconds. */
export function signalRules(s: Settings, barMs: number): SignalRules {
  const trendMs = timeframeMs(s.TREND_TIMEFRAME);
  return {
    barMs,
    bb: { period: s.BB_PERIOD, deviations: s.BB_DEVIATIONS },
    macd: { fast: s.MACD_FAST, slow: s.MACD_SLOW, signal: s.MACD_SIGNAL },
    rsiPeriod: s.RSI_PERIOD,
    rocPeriod: s.ROC_PERIOD,
    atrPeriod: s.ATR_PERIOD,
    atrRegimeBars: s.ATR_REGIME_BARS,
    swingPeriod: s.SWING_PERIOD,
    volumePeriod: s.VOLUME_PERIOD,
    buyRatio: s.BUY_RATIO,
    sellRatio: s.SELL_RATIO,
    rsiOversold: s.RSI_OVERSOLD,
    rsiOverbought: s.RSI_OVERBOUGHT,
    rocBuyPct: s.ROC_BUY_PCT,
    rocSellPct: s.ROC_SELL_PCT,
    weights: {
      ratio: s.WEIGHT_RATIO,
      touch: s.WEIGHT_TOUCH,
      pattern: s.WEIGHT_PATTERN,
      rsi: s.WEIGHT_RSI,
      roc: s.WEIGHT_ROC,
      macd: s.WEIGHT_MACD,
      swing: s.WEIGHT_SWING,
    },
    momentum: {
      enabled: s.ROC_MOMENTUM_ENABLED,
      buyPct: s.ROC_MOMENTUM_BUY_PCT,
      sellPct: s.ROC_MOMENTUM_SELL_PCT,
      rsiMin: s.ROC_RSI_MIN,
      rsiMax: s.ROC_RSI_MAX,
    },
    buyTarget: s.SCORE_BUY_TARGET,
    sellTarget: s.SCORE_SELL_TARGET,
    indicatorsMin: s.MIN_INDICATORS_REQUIRED,
    flipHysteresis: s.FLIP_HYSTERESIS_PCT.toNumber(),
    cooldownBars: s.COOLDOWN_BARS,
    volumeConfirmMult: s.VOLUME_CONFIRM_MULT,
    trend: {
      enabled: s.TREND_ALIGNMENT_ENABLED,
      timeframeMs: trendMs.ok ? Math.max(trendMs.value, barMs) : barMs,
      emaPeriod: s.TREND_EMA,
    },
    allowBuysOnRedDay: s.ALLOW_BUYS_ON_RED_DAY,
  };
}

export function exitRules(s: Settings): ExitRules {
  return {
    emergencyStopRatio: s.EMERGENCY_STOP_PCT,
    hardStopRatio: s.HARD_STOP_PCT,
    softStopMode: s.SOFT_STOP_MODE,
    maxLossRatio: s.MAX_LOSS_PCT,
    softStopAtrMult: s.SOFT_STOP_ATR_MULT,
    softStopMinRatio: s.SOFT_STOP_MIN_PCT,
    firstHourStopMult: s.FIRST_HOUR_STOP_MULT,
    firstHourMinutes: s.FIRST_HOUR_MINUTES,
    regime: { lowBelow: 0.33, highAbove: 0.67, lowFactor: s.REGIME_LOW_MULT, highFactor: s.REGIME_HIGH_MULT },
    holdMaxMinutes: s.MAX_HOLD_MINUTES,
    trailing: {
      enabled: s.TRAILING_STOP_ENABLED,
      activationRatio: s.TRAILING_ACTIVATION_PCT,
      atrMult: s.TRAILING_STOP_ATR_MULT,
      distanceMinRatio: s.TRAILING_MIN_DISTANCE_PCT,
      distanceMaxRatio: s.TRAILING_MAX_DISTANCE_PCT,
      stepAtrMult: s.TRAILING_STEP_ATR_MULT,
      tiers: s.TRAILING_TIERS,
    },
    partialProfitRatio: s.PARTIAL_TP_PCT,
    partialFraction: s.PARTIAL_TP_FRACTION,
    profitMinRatio: s.MIN_PROFIT_PCT,
    signalExit: {
      enabled: s.SIGNAL_EXIT_ENABLED,
      profitMinRatio: s.SIGNAL_EXIT_MIN_PROFIT_PCT,
      atrMult: s.SIGNAL_EXIT_ATR_MULT,
      confirmations: s.SIGNAL_EXIT_CONFIRMATIONS,
      holdMinMinutes: s.SIGNAL_EXIT_MIN_HOLD_MINUTES,
      ageMaxBars: 2,
    },
  };
}

export const bracketRules = (s: Settings): BracketRules => ({
  stopMode: s.STOP_MODE,
  stopMinRatio: s.STOP_MIN_PCT,
  atrMult: s.ATR_MULTIPLIER_STOP,
  stopLossRatio: s.STOP_LOSS_PCT,
  withoutAtr: s.STOP_WITHOUT_ATR,
  takeProfitRatio: s.TAKE_PROFIT_PCT,
  targetPerStopMin: s.TP_SL_MIN_RATIO,
  netRewardRiskMin: s.MIN_NET_RR,
});

export const sizingRules = (s: Settings): SizingRules => ({
  mode: s.SIZING_MODE,
  fixedQuote: quote(s.ORDER_SIZE_FIXED),
  fixedByTrigger: Object.fromEntries(
    s.ORDER_SIZE_BY_TRIGGER.map((pair): [string, Quote] => {
      const [trigger = "", amount = "0"] = pair.split(":");
      return [trigger, quote(amount)];
    }),
  ),
  equityRatio: s.ORDER_SIZE_PCT,
  riskRatio: s.RISK_PER_TRADE,
  positionMaxRatio: s.MAX_POSITION_PCT,
  exposureMaxRatio: s.MAX_TOTAL_EXPOSURE_PCT,
});

export const riskRules = (s: Settings): RiskRules => ({
  mayPyramid: s.ALLOW_PYRAMIDING,
  positionsMax: s.MAX_OPEN_POSITIONS,
  dailyLossMaxRatio: s.DAILY_LOSS_LIMIT_PCT,
  drawdownMaxRatio: s.DRAWDOWN_HALT_PCT,
  stopGuardSymbol: { stops: s.STOP_GUARD_SYMBOL_COUNT, windowMinutes: s.STOP_GUARD_SYMBOL_MINUTES },
  stopGuardGlobal: { stops: s.STOP_GUARD_GLOBAL_COUNT, windowMinutes: s.STOP_GUARD_GLOBAL_MINUTES },
  lossStreakMax: s.MAX_CONSECUTIVE_LOSSES,
  lossStreakPauseMinutes: s.CONSECUTIVE_LOSSES_PAUSE_MINUTES,
  cooldownAfterStopMinutes: s.COOLDOWN_AFTER_STOP_MINUTES,
  hodl: s.HODL_SYMBOLS,
  excluded: s.EXCLUDED_SYMBOLS,
  filter: {
    enabled: s.DYNAMIC_FILTER_ENABLED,
    lookbackDays: s.DYNAMIC_FILTER_LOOKBACK_DAYS,
    tradesMin: s.DYNAMIC_FILTER_MIN_TRADES,
    winRateMin: s.DYNAMIC_FILTER_MIN_WIN_RATE,
    meanPnlMin: quote(s.DYNAMIC_FILTER_MIN_AVG_PNL),
    totalPnlMin: quote(s.DYNAMIC_FILTER_MIN_TOTAL_PNL),
    spreadMaxRatio: s.DYNAMIC_FILTER_MAX_SPREAD_PCT,
  },
  spreadMaxRatio: s.SPREAD_MAX_PCT,
  quoteAgeMaxMs: s.MAX_QUOTE_AGE_MS,
});
