import { Decimal } from "../money/decimal.ts";
import { type Quote, quote } from "../money/units.ts";

/** Blocks after `stops` stops within the window; 0 stops = off. */
export type StopGuardRules = { readonly stops: number; readonly windowMinutes: number };

/** Which symbols have earned an exclusion. Amounts are quote units, below or above which a symbol is excluded. */
export type SymbolFilterRules = {
  /** `DYNAMIC_FILTER_ENABLED` */
  readonly enabled: boolean;
  /** `DYNAMIC_FILTER_LOOKBACK_DAYS`: the trades to judge by are those closed within it. */
  readonly lookbackDays: number;
  /** `DYNAMIC_FILTER_MIN_TRADES`: with fewer, only the spread is judged. */
  readonly tradesMin: number;
  /** `DYNAMIC_FILTER_MIN_WIN_RATE` */
  readonly winRateMin: Decimal;
  /** `DYNAMIC_FILTER_MIN_AVG_PNL` */
  readonly meanPnlMin: Quote;
  /** `DYNAMIC_FILTER_MIN_TOTAL_PNL` */
  readonly totalPnlMin: Quote;
  /** `DYNAMIC_FILTER_MAX_SPREAD_PCT` */
  readonly spreadMaxRatio: Decimal;
};

/** Settings of the risk gate. 0 = off wherever a limit may be off. */
export type RiskRules = {
  /** `ALLOW_PYRAMIDING` */
  readonly mayPyramid: boolean;
  /** `MAX_OPEN_POSITIONS` */
  readonly positionsMax: number;
  /** `DAILY_LOSS_LIMIT_PCT` of the equity at the start of the UTC day. */
  readonly dailyLossMaxRatio: Decimal;
  /** `DRAWDOWN_HALT_PCT` of the peak equity. */
  readonly drawdownMaxRatio: Decimal;
  /** `STOP_GUARD_SYMBOL_*` */
  readonly stopGuardSymbol: StopGuardRules;
  /** `STOP_GUARD_GLOBAL_*` */
  readonly stopGuardGlobal: StopGuardRules;
  /** `MAX_CONSECUTIVE_LOSSES`; 0 = off. */
  readonly lossStreakMax: number;
  /** `CONSECUTIVE_LOSSES_PAUSE_MINUTES` after the last of them: for ever would be a halt that no trade can end. */
  readonly lossStreakPauseMinutes: number;
  /** `COOLDOWN_AFTER_STOP_MINUTES`; 0 = off. */
  readonly cooldownAfterStopMinutes: number;
  /** `HODL_SYMBOLS`: assets (`BTC`) or symbols (`BTC/USD`). */
  readonly hodl: readonly string[];
  /** `EXCLUDED_SYMBOLS`: assets or symbols. */
  readonly excluded: readonly string[];
  readonly filter: SymbolFilterRules;
  /** `SPREAD_MAX_PCT` of the mid price; 0 = off. A crossed book blocks all the same. */
  readonly spreadMaxRatio: Decimal;
  /** `MAX_QUOTE_AGE_MS` */
  readonly quoteAgeMaxMs: number;
};

export const defaultRiskRules = (): RiskRules => ({
  mayPyramid: false,
  positionsMax: 5,
  dailyLossMaxRatio: new Decimal("0.05"),
  drawdownMaxRatio: new Decimal("0.2"),
  stopGuardSymbol: { stops: 3, windowMinutes: 1_440 },
  stopGuardGlobal: { stops: 6, windowMinutes: 240 },
  lossStreakMax: 5,
  lossStreakPauseMinutes: 60,
  cooldownAfterStopMinutes: 30,
  hodl: [],
  excluded: [],
  filter: {
    enabled: true,
    lookbackDays: 30,
    tradesMin: 10,
    winRateMin: new Decimal("0.2"),
    meanPnlMin: quote("-5"),
    totalPnlMin: quote("-50"),
    spreadMaxRatio: new Decimal("0.01"),
  },
  spreadMaxRatio: new Decimal("0.005"),
  quoteAgeMaxMs: 10_000,
});
