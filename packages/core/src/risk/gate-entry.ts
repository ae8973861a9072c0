/**
 * The last step before an entry reaches the venue.
 *
 * Invariants
 * 1. Every check is evaluated and leaves a verdict; one block is enough to refuse.
 * 2. `RiskApproved` is made here and nowhere else: what is not approved cannot be executed.
 * 3. Exits have no gate but `mayExit`.
 */
import type { Bracket } from "../bracket/plan-bracket.ts";
import type { Qty, Quote } from "../money/units.ts";
import type { SizeCap } from "../sizing/size-entry.ts";
import { GLOBAL_LOCK_CHECKS, SYMBOL_LOCK_CHECKS } from "./active-locks.ts";
import type { CheckFinding, CheckView } from "./check-finding.ts";
import type { EntryFacts } from "./entry-facts.ts";
import { barAge, quoteAge, spread } from "./market-checks.ts";
import type { RiskReason } from "./risk-reason.ts";
import type { RiskRules } from "./risk-rules.ts";
import { existingPosition, openPositions, unresolvedOrder, workingEntry } from "./state-checks.ts";

declare const approvedBy: unique symbol;

/** A plan that passed the gate, frozen as it passed. */
export type RiskApproved<Plan> = Readonly<Plan> & { readonly [approvedBy]: "risk" };

/** An entry, decided in full. */
export type EntryPlan = {
  readonly symbol: string;
  readonly trigger: string;
  readonly size: Qty;
  readonly notional: Quote;
  readonly caps: readonly SizeCap[];
  readonly bracket: Bracket;
};

/** In the order in which a refusal is named. */
export const ENTRY_CHECKS = [
  "tradingState",
  "reconciled",
  "unresolvedOrder",
  "hodl",
  "exclusion",
  "existingPosition",
  "workingEntry",
  "openPositions",
  "dailyLoss",
  "drawdown",
  "stopsSymbol",
  "stopsGlobal",
  "lossStreak",
  "cooldown",
  "symbolFilter",
  "spread",
  "quoteAge",
  "barAge",
] as const;

export type EntryCheck = (typeof ENTRY_CHECKS)[number];

const FIND: Readonly<Record<EntryCheck, (view: CheckView) => CheckFinding>> = {
  ...GLOBAL_LOCK_CHECKS,
  ...SYMBOL_LOCK_CHECKS,
  unresolvedOrder,
  existingPosition,
  workingEntry,
  openPositions,
  spread,
  quoteAge,
  barAge,
};

export type GateVerdict = CheckFinding & { readonly check: EntryCheck };

export type GateOutcome<Plan> = { readonly verdicts: readonly GateVerdict[] } & (
  | { readonly approved: RiskApproved<Plan>; readonly reason: null }
  | { readonly approved: null; readonly reason: RiskReason }
);

export type GateRequest<Plan extends { readonly symbol: string }> = {
  readonly plan: Plan;
  readonly facts: EntryFacts;
  readonly rules: RiskRules;
  readonly nowMs: number;
};

/** Approves or refuses an entry. `reason` is the first block in the order of `ENTRY_CHECKS`. */
export function gateEntry<Plan extends { readonly symbol: string }>(request: GateRequest<Plan>): GateOutcome<Plan> {
  const { plan, facts, rules, nowMs } = request;
  const view = { symbol: plan.symbol, facts, rules, nowMs };
  const verdicts = ENTRY_CHECKS.map((check): GateVerdict => ({ ...FIND[check](view), check }));
  const blocked = verdicts.find((verdict) => verdict.verdict === "block");
  if (blocked !== undefined) return { verdicts, approved: null, reason: blocked.reason };
  return { verdicts, approved: Object.freeze({ ...plan }) as RiskApproved<Plan>, reason: null };
}
