/**
 * Stop and target of an entry. The one function for live, paper and replay; its result is the whole decision record.
 *
 * Invariants
 * 1. Stop and target are on the tick, the stop at least a tick below the entry and the target at least a tick above it.
 * 2. The stop is rounded up (never widening the loss), the target up (a resting sell stays passive).
 * 3. A bracket whose target does not earn more than the fees is refused.
 */
import { knownAtr } from "../exit/known-atr.ts";
import type { Market } from "../market/market.ts";
import { Decimal, ONE, ZERO } from "../money/decimal.ts";
import { quantize } from "../money/quantize.ts";
import { type Price, price } from "../money/units.ts";
import { err, ok, type Result } from "../result.ts";
import type { BracketRules } from "./bracket-rules.ts";

/** Levels that an alert asked for; null = by the rules. */
export type BracketOverride = { readonly stopLoss: Price | null; readonly takeProfit: Price | null };

export type BracketRequest = {
  /** Price the entry is expected to pay. */
  readonly entry: Price;
  /** Ask − bid, quote units. */
  readonly spread: Price;
  readonly takerFeeRatio: Decimal;
  /** ATR / close, or null. */
  readonly atrRatio: Decimal | null;
  readonly market: Pick<Market, "tick">;
  readonly rules: BracketRules;
  readonly override?: BracketOverride | null;
};

export type Bracket = {
  readonly entry: Price;
  readonly stop: Price;
  readonly target: Price;
  /** (entry − stop) / entry, after rounding. */
  readonly stopRatio: Decimal;
  /** (target − entry) / entry, after rounding. */
  readonly targetRatio: Decimal;
  /** Net gain at the target / net loss at the stop, fees of both sides counted. */
  readonly netRewardRisk: Decimal;
  /** What the stop distance comes from; `alert` = the alert gave the stop. */
  readonly mode: "atr" | "fixed" | "alert";
  readonly targetMode: "ratio" | "alert";
  readonly atrRatio: Decimal | null;
  /** True when atr mode had no ATR and the fixed distance was used. */
  readonly fallback: boolean;
  /** What was added to the stop distance, as fractions of the entry: half the spread, and one taker fee. */
  readonly cushions: { readonly spread: Decimal; readonly fee: Decimal };
  /** Side of the fee schedule that was assumed for entry and exit. */
  readonly feeSide: "taker";
};

/** One line for operators. */
export const BRACKET_FAULT_HELP = {
  BRACKET_INPUT_INVALID: "Entry price, spread, fee or a price in the alert is not a usable number.",
  BRACKET_ATR_MISSING: "STOP_MODE is atr, no ATR is known and STOP_WITHOUT_ATR is refuse.",
  BRACKET_STOP_ABOVE_ENTRY: "The alert's stop loss is not below the entry price.",
  BRACKET_TARGET_BELOW_ENTRY: "The alert's take profit is not above the entry price.",
  BRACKET_STOP_NOT_POSITIVE: "The stop would be at or below zero: distance or tick too large for this price.",
  BRACKET_REWARD_RISK_LOW: "Net reward for the risk is below MIN_NET_RR, or the target does not pay the fees.",
} as const;

export type BracketFaultCode = keyof typeof BRACKET_FAULT_HELP;

export type BracketFault = {
  readonly code: BracketFaultCode;
  readonly detail: string;
  /** The refused bracket, where it came to one. */
  readonly bracket: Bracket | null;
};

type StopChoice = Pick<Bracket, "mode" | "fallback" | "cushions"> & {
  /** Before rounding. */
  readonly level: Decimal;
  readonly distance: Decimal;
};

/** Plans stop and target, or says why there is no entry at this price. */
export function planBracket(request: BracketRequest): Result<Bracket, BracketFault> {
  const invalid = invalidInput(request);
  if (invalid !== null) return fault("BRACKET_INPUT_INVALID", invalid);
  const choice = chooseStop(request);
  if (!choice.ok) return choice;
  const { entry, rules, market, takerFeeRatio } = request;

  const stop = placeBelow(entry, choice.value.level, market.tick);
  if (stop.lte(0)) return fault("BRACKET_STOP_NOT_POSITIVE", `stop ${stop.toFixed()}, tick ${market.tick.toFixed()}`);
  const takeProfit = request.override?.takeProfit ?? null;
  if (takeProfit?.lte(entry)) {
    return fault("BRACKET_TARGET_BELOW_ENTRY", `target ${takeProfit.toFixed()}, entry ${entry.toFixed()}`);
  }
  const wanted = Decimal.max(rules.takeProfitRatio, rules.targetPerStopMin.mul(choice.value.distance));
  const targetDistance = wanted.add(takerFeeRatio.mul(2));
  const target = placeAbove(entry, takeProfit ?? entry.mul(ONE.add(targetDistance)), market.tick);

  const { mode, fallback, cushions } = choice.value;
  const bracket: Bracket = {
    entry,
    stop,
    target,
    stopRatio: entry.sub(stop).div(entry),
    targetRatio: target.sub(entry).div(entry),
    netRewardRisk: netRewardRisk({ entry, stop, target, takerFeeRatio }),
    mode,
    targetMode: takeProfit === null ? "ratio" : "alert",
    atrRatio: request.atrRatio,
    fallback,
    cushions,
    feeSide: "taker",
  };
  return judgeReward(bracket, rules);
}

function judgeReward(bracket: Bracket, rules: BracketRules): Result<Bracket, BracketFault> {
  const { netRewardRisk: net } = bracket;
  if (net.gt(0) && net.gte(rules.netRewardRiskMin)) return ok(bracket);
  const detail = `net ${net.toFixed(4)}, at least ${rules.netRewardRiskMin.toFixed()}`;
  return err({ code: "BRACKET_REWARD_RISK_LOW", detail, bracket });
}

function chooseStop(request: BracketRequest): Result<StopChoice, BracketFault> {
  const { entry, rules, override } = request;
  const stopLoss = override?.stopLoss ?? null;
  if (stopLoss !== null) {
    if (stopLoss.gte(entry)) {
      return fault("BRACKET_STOP_ABOVE_ENTRY", `stop ${stopLoss.toFixed()}, entry ${entry.toFixed()}`);
    }
    const distance = entry.sub(stopLoss).div(entry);
    return ok({ mode: "alert", fallback: false, cushions: { spread: ZERO, fee: ZERO }, level: stopLoss, distance });
  }
  const base = baseDistance(rules, request.atrRatio);
  if (base === null) return fault("BRACKET_ATR_MISSING", "no ATR");
  const cushions = { spread: request.spread.div(2).div(entry), fee: request.takerFeeRatio };
  const distance = base.ratio.add(cushions.spread).add(cushions.fee);
  return ok({ mode: base.mode, fallback: base.fallback, cushions, level: entry.mul(ONE.sub(distance)), distance });
}

type BaseDistance = { readonly ratio: Decimal; readonly mode: "atr" | "fixed"; readonly fallback: boolean };

function baseDistance(rules: BracketRules, atrRatio: Decimal | null): BaseDistance | null {
  if (rules.stopMode === "fixed") return { ratio: rules.stopLossRatio, mode: "fixed", fallback: false };
  const atr = knownAtr(atrRatio);
  if (atr !== null) {
    return { ratio: Decimal.max(rules.stopMinRatio, rules.atrMult.mul(atr)), mode: "atr", fallback: false };
  }
  return rules.withoutAtr === "fixed" ? { ratio: rules.stopLossRatio, mode: "fixed", fallback: true } : null;
}

function placeBelow(entry: Price, level: Decimal, tick: Price): Price {
  const highest = quantize(price(entry.sub(tick)), tick, "down");
  return price(Decimal.min(quantize(level, tick, "up"), highest));
}

function placeAbove(entry: Price, level: Decimal, tick: Price): Price {
  const lowest = quantize(price(entry.add(tick)), tick, "up");
  return price(Decimal.max(quantize(level, tick, "up"), lowest));
}

type Levels = Pick<Bracket, "entry" | "stop" | "target"> & Pick<BracketRequest, "takerFeeRatio">;

function netRewardRisk({ entry, stop, target, takerFeeRatio }: Levels): Decimal {
  const cost = entry.mul(ONE.add(takerFeeRatio));
  const kept = ONE.sub(takerFeeRatio);
  return target
    .mul(kept)
    .sub(cost)
    .div(cost.sub(stop.mul(kept)));
}

function invalidInput({ entry, spread, takerFeeRatio, override }: BracketRequest): string | null {
  const { stopLoss, takeProfit } = override ?? { stopLoss: null, takeProfit: null };
  if (!isPositive(entry)) return `entry ${entry.toFixed()}`;
  if (!(spread.isFinite() && spread.gte(0))) return `spread ${spread.toFixed()}`;
  if (!(takerFeeRatio.gte(0) && takerFeeRatio.lt(1))) return `taker fee ${takerFeeRatio.toFixed()}`;
  const unusable = [stopLoss, takeProfit].find((level) => level !== null && !isPositive(level));
  return unusable ? `alert's price ${unusable.toFixed()}` : null;
}

const isPositive = (value: Decimal): boolean => value.isFinite() && value.gt(0);

const fault = (code: BracketFaultCode, detail: string): Result<never, BracketFault> =>
  err({ code, detail, bracket: null });
