import { Decimal } from "../money/decimal.ts";
import type { ExitRules, RegimeRules } from "./exit-rules.ts";
import { knownAtr } from "./known-atr.ts";

export type SoftStopInput = {
  /** ATR / close. */
  readonly atrRatio: Decimal | null;
  /** Where `atrRatio` lies in its own rolling window, 0 to 1. */
  readonly atrPercentile: number | null;
  readonly heldMs: number;
  readonly rules: ExitRules;
};

/**
 * Loss, as a positive fraction of cost, at which the soft stop fires: fixed or ATR base × first hour × regime, never beyond
 * the hard stop. Without a known ATR the fixed base is used: a stop may be approximate, never absent.
 */
export function softStopRatio(input: SoftStopInput): { readonly ratio: Decimal; readonly detail: string } {
  const { rules } = input;
  const base = baseRatio(input);
  const isFirstHour = input.heldMs < rules.firstHourMinutes * 60_000;
  const hour = isFirstHour ? rules.firstHourStopMult : new Decimal(1);
  const regime = regimeFactor(input.atrPercentile, rules.regime);
  const wanted = base.ratio.mul(hour).mul(regime.factor);
  const parts = [base.detail, isFirstHour ? "first hour" : "", regime.detail];
  if (wanted.gte(rules.hardStopRatio)) parts.push("capped at the hard stop");
  return { ratio: Decimal.min(wanted, rules.hardStopRatio), detail: parts.filter((part) => part !== "").join(", ") };
}

function baseRatio({ atrRatio, rules }: SoftStopInput): { ratio: Decimal; detail: string } {
  if (rules.softStopMode === "fixed") return { ratio: rules.maxLossRatio, detail: "fixed" };
  const atr = knownAtr(atrRatio);
  if (atr === null) return { ratio: rules.maxLossRatio, detail: "no ATR, fixed instead" };
  const scaled = rules.softStopAtrMult.mul(atr);
  return scaled.lt(rules.softStopMinRatio)
    ? { ratio: rules.softStopMinRatio, detail: "ATR, at its minimum" }
    : { ratio: scaled, detail: "ATR" };
}

function regimeFactor(percentile: number | null, regime: RegimeRules): { factor: Decimal; detail: string } {
  if (percentile === null) return { factor: new Decimal(1), detail: "regime unknown" };
  if (percentile < regime.lowBelow) return { factor: regime.lowFactor, detail: "low volatility" };
  if (percentile > regime.highAbove) return { factor: regime.highFactor, detail: "high volatility" };
  return { factor: new Decimal(1), detail: "normal volatility" };
}
