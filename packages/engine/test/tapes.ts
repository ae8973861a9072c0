/** Settings and tapes by hand, in which one thing happens and the reader sees why. */
import type { Ohlcv } from "./floor.ts";
import type { Env, Wired } from "./wired-system.ts";

/**
 * One component votes: a close more than 2 % above the last one says buy, more than 1 % below says sell. The bracket is far away,
 * every exit rule that can be off is off, nothing but the case's own settings decides.
 */
export const QUIET: Env = {
  ROC_PERIOD: "1",
  WEIGHT_ROC: "2",
  WEIGHT_RATIO: "0",
  WEIGHT_TOUCH: "0",
  WEIGHT_PATTERN: "0",
  WEIGHT_RSI: "0",
  WEIGHT_MACD: "0",
  WEIGHT_SWING: "0",
  SCORE_BUY_TARGET: "2",
  SCORE_SELL_TARGET: "2",
  MIN_INDICATORS_REQUIRED: "1",
  FLIP_HYSTERESIS_PCT: "0",
  COOLDOWN_BARS: "0",
  VOLUME_CONFIRM_MULT: "0",
  ROC_MOMENTUM_ENABLED: "false",
  TREND_ALIGNMENT_ENABLED: "false",
  BB_PERIOD: "4",
  MACD_FAST: "2",
  MACD_SLOW: "4",
  MACD_SIGNAL: "2",
  RSI_PERIOD: "4",
  ATR_PERIOD: "4",
  ATR_REGIME_BARS: "50",
  SWING_PERIOD: "4",
  VOLUME_PERIOD: "4",
  TAKER_FEE_PCT: "0",
  MAKER_FEE_PCT: "0",
  SIZING_MODE: "fixed",
  ORDER_SIZE_FIXED: "1000",
  MAX_POSITION_PCT: "0.5",
  STOP_MODE: "fixed",
  STOP_LOSS_PCT: "0.5",
  TAKE_PROFIT_PCT: "0.9",
  TP_SL_MIN_RATIO: "1",
  MIN_NET_RR: "0",
  COOLDOWN_AFTER_STOP_MINUTES: "0",
  FIRST_HOUR_MINUTES: "0",
  REGIME_LOW_MULT: "1",
  REGIME_HIGH_MULT: "1",
  TRAILING_STOP_ENABLED: "false",
  MIN_PROFIT_PCT: "0.8",
  PARTIAL_TP_FRACTION: "0",
  SIGNAL_EXIT_ENABLED: "false",
};

/** Bars that see every indicator known: little happens, and every bar ranges over 0.2 %. */
export const WARM_UP_BARS = 12;

/** A bar that goes straight from one price to another. */
const moved = (from: number, to: number): Ohlcv => [from, Math.max(from, to), Math.min(from, to), to];

/** A bar that ranges 0.1 % around its close. */
export const still = (at: number): Ohlcv => [at, at * 1.001, at * 0.999, at];

/** Plays the closes one after the other, each bar from the last close to its own. */
export async function playCloses(wired: Wired, closes: readonly number[], from?: number): Promise<void> {
  let last = from ?? closes[0] ?? 0;
  for (const close of closes) {
    await wired.play(close === last ? still(close) : moved(last, close));
    last = close;
  }
}

/** Warms up at 97, rises to 100 (which says buy) and holds there one bar, in which the entry fills at 100. */
export async function buyAtHundred(wired: Wired): Promise<void> {
  for (let bar = 0; bar < WARM_UP_BARS; bar += 1) await wired.play(still(97));
  await playCloses(wired, [100, 100], 97);
}

/** A score nobody reaches, and a momentum that a rise of 5 % in one bar has. */
export const MOMENTUM: Env = {
  WEIGHT_RATIO: "9",
  SCORE_BUY_TARGET: "11",
  ROC_MOMENTUM_ENABLED: "true",
  ROC_MOMENTUM_BUY_PCT: "5",
  ROC_RSI_MAX: "100",
};

/** Nothing that a loss leads to keeps the next entry away. */
export const LOCKS_OFF: Env = {
  STOP_GUARD_SYMBOL_COUNT: "0",
  STOP_GUARD_GLOBAL_COUNT: "0",
  MAX_CONSECUTIVE_LOSSES: "0",
  DAILY_LOSS_LIMIT_PCT: "0",
  DRAWDOWN_HALT_PCT: "0",
  DYNAMIC_FILTER_ENABLED: "false",
};

export const TRAILING: Env = {
  TRAILING_STOP_ENABLED: "true",
  TRAILING_ACTIVATION_PCT: "0.035",
  TRAILING_TIERS: "none",
};

/** A trail whose distance is the ATR's multiple, whatever it is. */
export const TIERED: Env = { ...TRAILING, TRAILING_MIN_DISTANCE_PCT: "0.001", TRAILING_MAX_DISTANCE_PCT: "0.2" };

export const ATR_STOP: Env = { SOFT_STOP_MODE: "atr", SOFT_STOP_ATR_MULT: "1.5", SOFT_STOP_MIN_PCT: "0.001" };

export const SIGNAL: Env = {
  SIGNAL_EXIT_ENABLED: "true",
  SIGNAL_EXIT_CONFIRMATIONS: "2",
  SIGNAL_EXIT_MIN_PROFIT_PCT: "0.015",
  SIGNAL_EXIT_ATR_MULT: "0",
  SIGNAL_EXIT_MIN_HOLD_MINUTES: "2",
};

/** Two bars that say sell, 3 % above the entry, then a rise that fills the limit. */
export const TWO_SELLS = [106, 104.5, 103.2, 103.6] as const;

/** Twelve bars in which the range of the entry is forgotten, then a slow fall: volatility is as low as it was in ten bars. */
export const SLOW_FALL = [
  ...Array<number>(12).fill(100),
  99.8,
  99.6,
  99.4,
  99.2,
  99,
  98.8,
  98.65,
  98.65,
  98.65,
] as const;

/** As `buyAtHundred`, with two symbols that rise together. */
export async function buyBothAtHundred(wired: Wired): Promise<void> {
  const both = (bar: Ohlcv) => ({ "BTC/USDT": bar, "ETH/USDT": bar });
  for (let bar = 0; bar < WARM_UP_BARS; bar += 1) await wired.play(both(still(97)));
  await wired.play(both(moved(97, 100)));
  await wired.play(both(still(100)));
}
