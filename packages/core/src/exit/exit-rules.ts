import { Decimal } from "../money/decimal.ts";

/** From this net gain on (fraction of cost) the trail keeps `atrMult` × ATR below its high. */
export type TrailingTier = { readonly gainRatio: Decimal; readonly atrMult: Decimal };

export type TrailingRules = {
  /** `TRAILING_STOP_ENABLED`. A trail that is already active goes on when this is turned off. */
  readonly enabled: boolean;
  /** `TRAILING_ACTIVATION_PCT`, of cost. */
  readonly activationRatio: Decimal;
  /** `TRAILING_STOP_ATR_MULT` */
  readonly atrMult: Decimal;
  /** `TRAILING_MIN_DISTANCE_PCT`, of the high. */
  readonly distanceMinRatio: Decimal;
  /** `TRAILING_MAX_DISTANCE_PCT`, of the high. */
  readonly distanceMaxRatio: Decimal;
  /** `TRAILING_STEP_ATR_MULT`: the stop moves when it would rise by at least this many ATR. */
  readonly stepAtrMult: Decimal;
  /** `TRAILING_TIERS`, rising in gain, falling in multiple. */
  readonly tiers: readonly TrailingTier[];
};

/** Volatility regime: where atrPct lies in its own rolling window, as a fraction from 0 to 1. */
export type RegimeRules = {
  readonly lowBelow: number;
  readonly highAbove: number;
  /** Multiplies the soft stop in a calm market; at most 1. */
  readonly lowFactor: Decimal;
  /** Multiplies the soft stop in a wild market; at least 1. */
  readonly highFactor: Decimal;
};

export type SignalExitRules = {
  /** `SIGNAL_EXIT_ENABLED` */
  readonly enabled: boolean;
  /** `SIGNAL_EXIT_MIN_PROFIT_PCT`, of cost. */
  readonly profitMinRatio: Decimal;
  /** `SIGNAL_EXIT_ATR_MULT`: the profit must also reach this many atrPct; 0 = off. */
  readonly atrMult: Decimal;
  /** `SIGNAL_EXIT_CONFIRMATIONS`: consecutive sell bars. */
  readonly confirmations: number;
  /** `SIGNAL_EXIT_MIN_HOLD_MINUTES` */
  readonly holdMinMinutes: number;
  /** A signal older than this many bars is stale. */
  readonly ageMaxBars: number;
};

/** Every setting of the exit policy. Losses are positive magnitudes, ratios are fractions of the position's cost. */
export type ExitRules = {
  /** `EMERGENCY_STOP_PCT` */
  readonly emergencyStopRatio: Decimal;
  /** `HARD_STOP_PCT` */
  readonly hardStopRatio: Decimal;
  /** `SOFT_STOP_MODE` */
  readonly softStopMode: "fixed" | "atr";
  /** `MAX_LOSS_PCT`: the soft stop in fixed mode, and in atr mode while no ATR is known. */
  readonly maxLossRatio: Decimal;
  /** `SOFT_STOP_ATR_MULT` */
  readonly softStopAtrMult: Decimal;
  /** `SOFT_STOP_MIN_PCT`: least distance in atr mode, so that a calm minute does not put the stop inside the fees; 0 = off. */
  readonly softStopMinRatio: Decimal;
  /** `FIRST_HOUR_STOP_MULT` */
  readonly firstHourStopMult: Decimal;
  /** `FIRST_HOUR_MINUTES`; 0 = off. */
  readonly firstHourMinutes: number;
  readonly regime: RegimeRules;
  /** `MAX_HOLD_MINUTES`; 0 = off. */
  readonly holdMaxMinutes: number;
  readonly trailing: TrailingRules;
  /** `PARTIAL_TP_PCT`, of cost. */
  readonly partialProfitRatio: Decimal;
  /** `PARTIAL_TP_FRACTION` of the position; 0 = off. */
  readonly partialFraction: Decimal;
  /** `MIN_PROFIT_PCT`, of cost: the take-profit while trailing is off. */
  readonly profitMinRatio: Decimal;
  readonly signalExit: SignalExitRules;
};

/** The defaults of the trading rules. */
export const defaultExitRules = (): ExitRules => ({
  emergencyStopRatio: new Decimal("0.15"),
  hardStopRatio: new Decimal("0.05"),
  softStopMode: "fixed",
  maxLossRatio: new Decimal("0.025"),
  softStopAtrMult: new Decimal("1.5"),
  softStopMinRatio: new Decimal("0.012"),
  firstHourStopMult: new Decimal("1.5"),
  firstHourMinutes: 60,
  regime: { lowBelow: 0.33, highAbove: 0.67, lowFactor: new Decimal("0.8"), highFactor: new Decimal("1.2") },
  holdMaxMinutes: 0,
  trailing: {
    enabled: true,
    activationRatio: new Decimal("0.035"),
    atrMult: new Decimal("2"),
    distanceMinRatio: new Decimal("0.01"),
    distanceMaxRatio: new Decimal("0.02"),
    stepAtrMult: new Decimal("0.5"),
    tiers: [
      { gainRatio: new Decimal("0.06"), atrMult: new Decimal("1.5") },
      { gainRatio: new Decimal("0.10"), atrMult: new Decimal("1") },
    ],
  },
  partialProfitRatio: new Decimal("0.03"),
  partialFraction: new Decimal("0.5"),
  profitMinRatio: new Decimal("0.035"),
  signalExit: {
    enabled: true,
    profitMinRatio: new Decimal("0.015"),
    atrMult: new Decimal("1"),
    confirmations: 2,
    holdMinMinutes: 30,
    ageMaxBars: 2,
  },
});
