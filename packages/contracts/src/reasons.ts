/** Closed lists of reasons. Every code has one line of help for operators; nothing is ever `UNKNOWN`. */

export const ENTRY_TRIGGERS = ["score", "roc_momentum", "webhook", "manual"] as const;
export type EntryTrigger = (typeof ENTRY_TRIGGERS)[number];

/** Reasons an exit intent may carry. `BRACKET_TP` and `BRACKET_SL` happen at the venue, `EXTERNAL` outside the system. */
export const INTENT_EXIT_REASONS = [
  "EMERGENCY_STOP",
  "HARD_STOP",
  "SOFT_STOP",
  "TIME_EXIT",
  "TRAILING_STOP",
  "PARTIAL_TAKE_PROFIT",
  "TAKE_PROFIT",
  "SIGNAL_EXIT",
  "MANUAL",
  "WEBHOOK",
  "KILL_SWITCH",
  "LIQUIDATION",
] as const;
export type IntentExitReason = (typeof INTENT_EXIT_REASONS)[number];

/** Why an intent ended, or could not go on. Risk gate reasons (`RISK_*`, `STATE_*`) come from the core and are added to these. */
export const INTENT_REASONS = {
  INTENT_EXECUTED: "the order was placed and ended; its fills are booked",
  INTENT_EXPIRED: "older than its expiry when its turn came; entries expire, exits are superseded",
  INTENT_MALFORMED: "its shape is not one this release knows; it is in the dead-letter queue",
  INTENT_SUPERSEDED: "a more urgent exit for the same position replaced it",
  INTENT_ALREADY_WORKING: "an exit as urgent is already working for the position",
  POSITION_NONE: "there is no open position to sell",
  POSITION_CHANGED: "the position it was decided for has ended",
  ENTRY_UNFILLED: "the entry found no buyer's price before its time-out and was cancelled",
  MARKET_UNKNOWN: "the venue does not list the symbol",
  QUOTE_MISSING: "no current price for the symbol",
  BRACKET_REFUSED: "no acceptable stop and target could be planned; the record says why",
  SIZE_REFUSED: "the size came out below the venue's minimum or nothing was affordable; the record says why",
  VENUE_REFUSED: "the venue refused the order; the record has its words",
  ORDER_UNRESOLVED: "the venue's answer was lost; the order is looked up, never sent again blind",
} as const;
export type IntentReason = keyof typeof INTENT_REASONS;
