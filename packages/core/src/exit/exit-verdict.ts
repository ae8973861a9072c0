import type { Decimal } from "../money/decimal.ts";
import type { Price, Qty } from "../money/units.ts";
import type { ExitReason } from "./exit-reason.ts";
import type { ExitRules } from "./exit-rules.ts";
import type { ExitState } from "./exit-state.ts";

/** The reasons that the policy itself decides. */
export type PolicyReason = Extract<
  ExitReason,
  | "EMERGENCY_STOP"
  | "HARD_STOP"
  | "SOFT_STOP"
  | "TIME_EXIT"
  | "TRAILING_STOP"
  | "PARTIAL_TAKE_PROFIT"
  | "TAKE_PROFIT"
  | "SIGNAL_EXIT"
>;

/** How hard the order must try: at any price, at a crossing price and then harder, or at a price of its own. */
export type ExitUrgency = "market" | "marketable_limit" | "limit";

/** Why a rule whose trigger is there may not fire. */
export type ExitBlock =
  | "SIZE_BELOW_MIN"
  | "TRAIL_ACTIVE"
  | "CONFIRMATIONS_SHORT"
  | "SIGNAL_STALE"
  | "PROFIT_SHORT"
  | "HOLD_SHORT";

/** What a rule compared with what. Ratios are of cost, prices in quote units, times in minutes. */
export type Compared = { readonly value: Decimal | null; readonly threshold: Decimal | null; readonly detail: string };

/** `armed` watches its threshold; `idle` is off or has nothing to watch yet. */
export type RuleFinding = Compared &
  (
    | { readonly verdict: "armed" | "idle" }
    | { readonly verdict: "fired"; readonly size: Qty }
    | { readonly verdict: "blocked"; readonly blockedBy: ExitBlock }
  );

export type ExitVerdict = RuleFinding & { readonly rule: PolicyReason };

export type ExitPosition = {
  readonly positionId: string;
  readonly symbol: string;
  /** Held and not yet sold. */
  readonly size: Qty;
  /** Cost of one base unit, entry fees included. */
  readonly costPrice: Price;
  /** Average entry price without fees. */
  readonly entryPrice: Price;
  readonly openedAtMs: number;
  readonly version: number;
};

export type ExitMarket = {
  /** A confirmed price: whoever supplies it has already refused single bad prints. */
  readonly bid: Price;
  readonly exitFeeRatio: Decimal;
  /** Fresh ATR in quote units, or null. */
  readonly atr: Decimal | null;
  /** ATR / close. */
  readonly atrRatio: Decimal | null;
  /** Where `atrRatio` lies in its own rolling window, 0 to 1. */
  readonly atrPercentile: number | null;
};

export type ExitSignal = {
  /** Consecutive closed bars, up to the newest sell bar, that decided to sell. */
  readonly sellStreak: number;
  readonly lastSellCloseMs: number | null;
  readonly barMs: number;
};

/** Least amounts the venue sells; a `Market` will do. */
export type ExitLot = { readonly step: Qty; readonly sizeMin: Qty; readonly notionalMin: Decimal };

export type ExitInput = {
  readonly position: ExitPosition;
  readonly market: ExitMarket;
  readonly signal: ExitSignal;
  readonly state: ExitState;
  readonly rules: ExitRules;
  readonly lot: ExitLot;
  readonly nowMs: number;
};

/** What every rule sees: the input, with `state` already advanced by this bid. */
export type RuleView = ExitInput & {
  readonly pnl: Decimal;
  readonly heldMs: number;
  /** Everything held that can be sold, on the step; null when it is below the venue's minimum size. */
  readonly wholeSize: Qty | null;
};
