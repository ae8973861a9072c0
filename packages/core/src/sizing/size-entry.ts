/**
 * How much to buy.
 *
 * Invariants
 * 1. The size is on the step and its notional is never above what was wanted nor above any cap.
 * 2. Notional and taker fee together never exceed the free quote balance.
 * 3. What is bought can be sold: after a fee taken in base, at the stop, it still meets the venue's minimums.
 */

import { assertNever } from "../invariant.ts";
import type { Market } from "../market/market.ts";
import { type Decimal, ONE } from "../money/decimal.ts";
import { quantize } from "../money/quantize.ts";
import { notional, type Price, type Qty, type Quote, qty } from "../money/units.ts";
import { err, ok, type Result } from "../result.ts";
import type { SizingRules } from "./sizing-rules.ts";

/** What an alert asked to spend, in place of the configured sizing. The caps hold all the same. */
export type EntryBudget =
  | { readonly kind: "quote"; readonly amount: Quote }
  | { readonly kind: "size"; readonly size: Qty }
  /** Fraction of equity. */
  | { readonly kind: "percent"; readonly ratio: Decimal };

export type SizeRequest = {
  /** Highest price the entry may pay, and the planned stop; a `Bracket` will do. */
  readonly plan: { readonly entry: Price; readonly stop: Price };
  readonly market: Pick<Market, "step" | "sizeMin" | "notionalMin">;
  readonly takerFeeRatio: Decimal;
  readonly account: {
    readonly equity: Quote;
    readonly freeQuote: Quote;
    /** Value of all positions and working entries. */
    readonly exposure: Quote;
    /** The part of `exposure` in this symbol. */
    readonly symbolExposure: Quote;
  };
  readonly rules: SizingRules;
  /** What started the entry; the key of `fixedByTrigger`. */
  readonly trigger: string;
  readonly budget?: EntryBudget | null;
};

/** A limit that made the entry smaller than wanted. */
export type SizeCap = "MAX_POSITION_PCT" | "MAX_TOTAL_EXPOSURE_PCT" | "FREE_QUOTE";

export type EntrySize = {
  readonly size: Qty;
  /** At the plan's entry price, without fee. */
  readonly notional: Quote;
  /** Limits that were below what was wanted, smallest first. */
  readonly caps: readonly SizeCap[];
};

/** One line for operators. */
export const SIZE_FAULT_HELP = {
  SIZE_INPUT_INVALID: "A price, balance, fee or the alert's budget is not a usable number.",
  SIZE_BELOW_MIN: "The wanted amount is below the exchange's minimum size or notional.",
  SIZE_POSITION_MAX: "MAX_POSITION_PCT leaves less than the exchange's minimum.",
  SIZE_EXPOSURE_MAX: "MAX_TOTAL_EXPOSURE_PCT leaves less than the exchange's minimum.",
  SIZE_FUNDS_SHORT: "The free quote balance, after fees, is below the exchange's minimum.",
  SIZE_EXIT_BELOW_MIN: "It could be bought, but at its stop it would be too small to be sold.",
} as const;

export type SizeFaultCode = keyof typeof SIZE_FAULT_HELP;

export type SizeFault = { readonly code: SizeFaultCode; readonly detail: string; readonly caps: readonly SizeCap[] };

const CAP_FAULT: Readonly<Record<SizeCap, SizeFaultCode>> = {
  MAX_POSITION_PCT: "SIZE_POSITION_MAX",
  MAX_TOTAL_EXPOSURE_PCT: "SIZE_EXPOSURE_MAX",
  FREE_QUOTE: "SIZE_FUNDS_SHORT",
};

/** Size of an entry: wanted, capped, floored to the step, or the reason why none is possible. */
export function sizeEntry(request: SizeRequest): Result<EntrySize, SizeFault> {
  const invalid = invalidInput(request);
  if (invalid !== null) return err({ code: "SIZE_INPUT_INVALID", detail: invalid, caps: [] });
  const { plan, market } = request;

  const wanted = wantedSize(request);
  const binding = capSizes(request)
    .filter((cap) => cap.size.lt(wanted))
    .toSorted((a, b) => a.size.cmp(b.size));
  const size = binding[0]?.size ?? wanted;
  const caps = binding.map(({ cap }) => cap);

  const value = notional(plan.entry, size);
  const detail = `size ${size.toFixed()}, notional ${value.toFixed()}, wanted ${wanted.toFixed()}`;
  if (!isSellable(size, plan.entry, market)) {
    return err({ code: caps[0] === undefined ? "SIZE_BELOW_MIN" : CAP_FAULT[caps[0]], detail, caps });
  }
  const kept = quantize(qty(size.mul(ONE.sub(request.takerFeeRatio))), market.step, "down");
  if (!isSellable(kept, plan.stop, market)) return err({ code: "SIZE_EXIT_BELOW_MIN", detail, caps });
  return ok({ size, notional: value, caps });
}

function wantedSize({ budget, account, market, plan, ...request }: SizeRequest): Qty {
  if (budget?.kind === "size") return quantize(budget.size, market.step, "down");
  const amount = budget ? budgetQuote(budget, account.equity) : configuredQuote({ ...request, account, plan });
  return affordable(amount, plan.entry, market.step);
}

const budgetQuote = (budget: Exclude<EntryBudget, { kind: "size" }>, equity: Quote): Decimal =>
  budget.kind === "quote" ? budget.amount : budget.ratio.mul(equity);

type Configured = Pick<SizeRequest, "rules" | "account" | "plan" | "trigger">;

function configuredQuote({ rules, account, plan, trigger }: Configured): Decimal {
  switch (rules.mode) {
    case "fixed":
      return new Map(Object.entries(rules.fixedByTrigger)).get(trigger) ?? rules.fixedQuote;
    case "percent":
      return rules.equityRatio.mul(account.equity);
    case "risk":
      return rules.riskRatio.mul(account.equity).mul(plan.entry).div(plan.entry.sub(plan.stop));
    default:
      return assertNever(rules.mode);
  }
}

function capSizes({ account, rules, takerFeeRatio, plan, market }: SizeRequest): { cap: SizeCap; size: Qty }[] {
  const limits: readonly (readonly [SizeCap, Decimal])[] = [
    ["FREE_QUOTE", account.freeQuote.div(ONE.add(takerFeeRatio))],
    ["MAX_POSITION_PCT", rules.positionMaxRatio.mul(account.equity).sub(account.symbolExposure)],
    ["MAX_TOTAL_EXPOSURE_PCT", rules.exposureMaxRatio.mul(account.equity).sub(account.exposure)],
  ];
  return limits.map(([cap, limit]) => ({ cap, size: affordable(limit, plan.entry, market.step) }));
}

/** Largest size on the step whose notional does not exceed `limit`; zero when there is none. */
function affordable(limit: Decimal, at: Price, step: Qty): Qty {
  if (limit.lte(0)) return qty(0);
  const size = quantize(qty(limit.div(at)), step, "down");
  // A quotient that was rounded up to a whole number of steps would overspend by a digit.
  return size.mul(at).gt(limit) ? qty(size.sub(step)) : size;
}

const isSellable = (size: Qty, at: Price, market: SizeRequest["market"]): boolean =>
  size.gt(0) && size.gte(market.sizeMin) && notional(at, size).gte(market.notionalMin);

function invalidInput({ plan, takerFeeRatio, account, budget }: SizeRequest): string | null {
  if (!(isPositive(plan.stop) && plan.entry.isFinite() && plan.entry.gt(plan.stop))) {
    return `entry ${plan.entry.toFixed()}, stop ${plan.stop.toFixed()}`;
  }
  if (!(takerFeeRatio.gte(0) && takerFeeRatio.lt(1))) return `taker fee ${takerFeeRatio.toFixed()}`;
  if (!isPositive(account.equity)) return `equity ${account.equity.toFixed()}`;
  const amounts = [account.freeQuote, account.exposure, account.symbolExposure];
  if (!amounts.every((amount) => amount.isFinite())) return "free balance or exposure is not a number";
  const asked = budget ? budgetNumber(budget) : null;
  return asked === null || isPositive(asked) ? null : `budget ${asked.toFixed()}`;
}

function budgetNumber(budget: EntryBudget): Decimal {
  switch (budget.kind) {
    case "quote":
      return budget.amount;
    case "size":
      return budget.size;
    case "percent":
      return budget.ratio;
    default:
      return assertNever(budget);
  }
}

const isPositive = (value: Decimal): boolean => value.isFinite() && value.gt(0);
