/** Why an entry was refused: closed list, one line each for operators. */
export const RISK_REASON_HELP = {
  STATE_HALTED: "Trading is halted: nothing is opened until the operator resumes.",
  STATE_REDUCING: "Trading is reducing: exits only.",
  STATE_UNRECONCILED: "The exchange and the books have not been compared since the start, or they disagree.",
  STATE_ORDER_UNRESOLVED: "The outcome of an order on this symbol is not known yet.",
  RISK_POSITION_EXISTS: "The symbol already has a position and ALLOW_PYRAMIDING is off.",
  RISK_ENTRY_WORKING: "The symbol already has an entry on its way.",
  RISK_POSITIONS_MAX: "MAX_OPEN_POSITIONS are open.",
  RISK_DAILY_LOSS: "The loss of this UTC day reached DAILY_LOSS_LIMIT_PCT.",
  RISK_DRAWDOWN: "Equity fell from its peak by DRAWDOWN_HALT_PCT.",
  RISK_STOPS_SYMBOL: "Too many stops on this symbol within the window.",
  RISK_STOPS_GLOBAL: "Too many stops on all symbols within the window.",
  RISK_LOSS_STREAK: "Too many losses in a row: entries pause.",
  RISK_COOLDOWN: "The symbol was stopped out a moment ago.",
  RISK_HODL: "The asset is on HODL_SYMBOLS: never sold, therefore never bought to trade.",
  RISK_EXCLUDED: "The symbol is on EXCLUDED_SYMBOLS.",
  RISK_FILTERED: "The dynamic filter excludes the symbol, or has not judged it yet.",
  RISK_SPREAD: "The spread is above SPREAD_MAX_PCT, or the book is crossed.",
  RISK_QUOTE_STALE: "There is no quote younger than MAX_QUOTE_AGE_MS.",
  RISK_BAR_STALE: "The newest closed bar is older than two intervals, or there is none.",
} as const;

export type RiskReason = keyof typeof RISK_REASON_HELP;
