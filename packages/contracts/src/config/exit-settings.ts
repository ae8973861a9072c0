import { choice, decimal, flag, fraction, integer, trailingTiers } from "./setting.ts";

const exit = "exit" as const;
const ofCost = (help: string, fallback: string) => fraction({ group: exit, of: "cost", min: "0.0001", fallback, help });
const times = (unit: string, help: string, fallback: string) =>
  decimal({ group: exit, unit, min: "0.01", max: "100", fallback, help });
const minutes = (help: string, fallback: string) =>
  integer({ group: exit, unit: "minutes", min: 0, max: 5_256_000, fallback, help });

export const exitSettings = {
  EMERGENCY_STOP_PCT: ofCost("net loss at which everything is sold at the market", "0.15"),
  HARD_STOP_PCT: ofCost("net loss at which the position is sold at the market", "0.05"),
  SOFT_STOP_MODE: choice({
    group: exit,
    values: ["fixed", "atr"],
    fallback: "fixed",
    help: "soft stop from MAX_LOSS_PCT or from ATR",
  }),
  MAX_LOSS_PCT: ofCost("soft stop: net loss in fixed mode, and in atr mode while ATR is unknown", "0.025"),
  SOFT_STOP_ATR_MULT: times("× ATR/close", "soft stop in atr mode", "1.5"),
  SOFT_STOP_MIN_PCT: fraction({
    group: exit,
    of: "cost",
    fallback: "0.012",
    help: "least soft stop in atr mode; 0 is off",
  }),
  FIRST_HOUR_STOP_MULT: times("× soft stop", "soft stop while the position is young", "1.5"),
  FIRST_HOUR_MINUTES: minutes("how long a position is young", "60"),
  REGIME_LOW_MULT: times("× soft stop", "soft stop while volatility is low (below its 33rd percentile)", "0.8"),
  REGIME_HIGH_MULT: times("× soft stop", "soft stop while volatility is high (above its 67th percentile)", "1.2"),
  MAX_HOLD_MINUTES: minutes("sell after this time whatever the price; 0 is off", "0"),
  TRAILING_STOP_ENABLED: flag({ group: exit, fallback: "true", help: "let winners run under a stop that only rises" }),
  TRAILING_ACTIVATION_PCT: ofCost("net gain at which the trailing stop arms", "0.035"),
  TRAILING_STOP_ATR_MULT: times("× ATR", "distance of the trailing stop below the high", "2.0"),
  TRAILING_MIN_DISTANCE_PCT: fraction({
    group: exit,
    of: "the high",
    min: "0.0001",
    fallback: "0.01",
    help: "least distance of the trailing stop",
  }),
  TRAILING_MAX_DISTANCE_PCT: fraction({
    group: exit,
    of: "the high",
    min: "0.0001",
    fallback: "0.02",
    help: "greatest distance of the trailing stop",
  }),
  TRAILING_STEP_ATR_MULT: times("× ATR", "improvement that moves the trailing stop", "0.5"),
  TRAILING_TIERS: trailingTiers({
    group: exit,
    fallback: "0.06:1.5,0.10:1.0",
    help: "gain:ATR multiple pairs, rising, that tighten the trail as the gain grows; none turns tiers off",
  }),
  PARTIAL_TP_PCT: ofCost("net gain at which a part is sold, once", "0.03"),
  PARTIAL_TP_FRACTION: fraction({
    group: exit,
    of: "the position",
    max: "0.95",
    fallback: "0.5",
    help: "how much is sold at the first profit target; 0 is off",
  }),
  MIN_PROFIT_PCT: ofCost("take profit while trailing is off", "0.035"),
  SIGNAL_EXIT_ENABLED: flag({ group: exit, fallback: "true", help: "a confirmed sell signal may close a winner" }),
  SIGNAL_EXIT_MIN_PROFIT_PCT: fraction({
    group: exit,
    of: "cost",
    fallback: "0.015",
    help: "net gain a signal exit needs",
  }),
  SIGNAL_EXIT_ATR_MULT: decimal({
    group: exit,
    unit: "× ATR/close",
    min: "0",
    max: "100",
    fallback: "1.0",
    help: "net gain a signal exit needs, if greater than the minimum",
  }),
  SIGNAL_EXIT_CONFIRMATIONS: integer({
    group: exit,
    unit: "bars",
    min: 1,
    max: 100,
    fallback: "2",
    help: "consecutive bars with a sell signal",
  }),
  SIGNAL_EXIT_MIN_HOLD_MINUTES: minutes("time a position must be held before a signal exit", "30"),
} as const;
