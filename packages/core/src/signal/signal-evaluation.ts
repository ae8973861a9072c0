import type { SignalAction } from "./action-code.ts";
import type { SignalComponent } from "./signal-rules.ts";

/** The path by which a candidate came up. */
export type SignalTrigger = "roc_momentum" | "score";

/** Null until warmed up. RSI and ROC in points, the others in quote units. */
export type IndicatorValues = {
  readonly rsi: number | null;
  readonly roc: number | null;
  readonly macd: number | null;
  readonly macdSignal: number | null;
  readonly macdHistogram: number | null;
  readonly bbUpper: number | null;
  readonly bbMiddle: number | null;
  readonly bbLower: number | null;
  readonly atr: number | null;
};

/** One component on one side. `threshold` is what `value` was compared with, null where either is not known. */
export type SignalVote = {
  readonly component: SignalComponent;
  readonly side: "buy" | "sell";
  readonly vote: 0 | 1;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly weight: number;
};

export type GuardName = "flip_hysteresis" | "cooldown" | "volume" | "trend" | "red_day";
export type GuardVerdict = "pass" | "block" | "off";

export type SignalGuard = { readonly name: GuardName; readonly verdict: GuardVerdict; readonly detail: string };

/** Why a bar was acted on or not: one line of `bottrader signals --json`. */
export type SignalEvaluation = {
  /** Start of the bar, Unix milliseconds. */
  readonly timestamp: number;
  readonly close: number;
  readonly indicators: IndicatorValues;
  readonly score: { readonly buy: number; readonly sell: number };
  readonly votes: readonly SignalVote[];
  readonly action: SignalAction;
  /** What brought up the candidate, also when a guard then blocked it. */
  readonly trigger: SignalTrigger | null;
  readonly guards: readonly SignalGuard[];
  /** The action before guards. */
  readonly candidate: SignalAction;
  /** Consecutive bars, up to this one, whose candidate was to sell. */
  readonly sellStreak: number;
};
