/** Why a position was sold. Closed list, most urgent first: a reason supersedes a working exit of any reason after it. */
export const EXIT_REASONS = [
  "KILL_SWITCH",
  "LIQUIDATION",
  "EMERGENCY_STOP",
  "HARD_STOP",
  "BRACKET_SL",
  "SOFT_STOP",
  "MANUAL",
  "WEBHOOK",
  "TIME_EXIT",
  "TRAILING_STOP",
  "PARTIAL_TAKE_PROFIT",
  "BRACKET_TP",
  "TAKE_PROFIT",
  "SIGNAL_EXIT",
  "EXTERNAL",
] as const;

export type ExitReason = (typeof EXIT_REASONS)[number];

/** One line for operators. */
export const EXIT_REASON_HELP: Readonly<Record<ExitReason, string>> = {
  KILL_SWITCH: "The operator flattened: everything the bot may sell is sold.",
  LIQUIDATION: "The position had to end: delisting, or the end of a recording.",
  EMERGENCY_STOP: "Net loss reached EMERGENCY_STOP_PCT; sold at market.",
  HARD_STOP: "Net loss reached HARD_STOP_PCT; sold at market.",
  BRACKET_SL: "The stop resting at the exchange was filled.",
  SOFT_STOP: "Net loss reached the soft stop (MAX_LOSS_PCT or ATR, first hour, regime).",
  MANUAL: "The operator closed this position.",
  WEBHOOK: "An alert asked for the close.",
  TIME_EXIT: "Held for MAX_HOLD_MINUTES.",
  TRAILING_STOP: "The bid fell to the trailing stop.",
  PARTIAL_TAKE_PROFIT: "Net gain reached PARTIAL_TP_PCT; a part was sold, once.",
  BRACKET_TP: "The target resting at the exchange was filled.",
  TAKE_PROFIT: "Trailing is off and the net gain reached MIN_PROFIT_PCT.",
  SIGNAL_EXIT: "Confirmed sell signals with all safeguards met.",
  EXTERNAL: "Sold outside the bot and found by reconciliation.",
};

/** Rank of `reason`, 0 the most urgent. An exit of lower rank replaces a working exit of higher rank, never the reverse. */
export const exitPrecedence = (reason: ExitReason): number => EXIT_REASONS.indexOf(reason);

/** Exits that limit a loss. They feed the stop guard and the cooldown; a trailing stop protects a gain and does not. */
export const STOP_REASONS = [
  "EMERGENCY_STOP",
  "HARD_STOP",
  "SOFT_STOP",
  "BRACKET_SL",
] as const satisfies readonly ExitReason[];

export const isStopReason = (reason: ExitReason): boolean => STOP_REASONS.some((stop) => stop === reason);
