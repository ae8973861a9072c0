/**
 * The exit policy: whether to sell an open position now, how much of it and how urgently.
 *
 * Invariants
 * 1. Every rule is evaluated on every call and leaves a verdict; the first that fired, in the order of the table, decides.
 * 2. A protective exit (rules 1 to 5) at a bid is a protective exit, at least as urgent a reason, at every lower bid.
 * 3. The size is on the step and never more than is held.
 *
 * The caller stores `state` in the transaction that stores the decision, keeps one working exit per position (see
 * `exitPrecedence`), and sets `partialTaken` from fills (see `ExitState`).
 */
import { invariant } from "../invariant.ts";
import type { Decimal } from "../money/decimal.ts";
import { quantize } from "../money/quantize.ts";
import type { Price, Qty } from "../money/units.ts";
import { advanceTrail } from "./advance-trail.ts";
import type { ExitState } from "./exit-state.ts";
import type {
  ExitInput,
  ExitLot,
  ExitPosition,
  ExitUrgency,
  ExitVerdict,
  PolicyReason,
  RuleFinding,
  RuleView,
} from "./exit-verdict.ts";
import { knownAtr } from "./known-atr.ts";
import { emergencyStop, hardStop, softStop, timeExit, trailingStop } from "./loss-rules.ts";
import { positionPnl } from "./position-pnl.ts";
import { partialTakeProfit, signalExit, takeProfit } from "./profit-rules.ts";
import { STORED_DECIMALS } from "./stored-scale.ts";

export type ExitDecision =
  | { readonly kind: "hold" }
  | { readonly kind: "exit"; readonly reason: PolicyReason; readonly urgency: ExitUrgency; readonly size: Qty };

export type ExitOutcome = {
  readonly decision: ExitDecision;
  readonly state: ExitState;
  /** One a rule, in order of precedence. */
  readonly verdicts: readonly ExitVerdict[];
  /** Net of fees at the bid, a fraction of cost. */
  readonly pnl: Decimal;
  /** Without fees. */
  readonly rawPnl: Decimal;
};

type PolicyRule = {
  readonly rule: PolicyReason;
  readonly urgency: ExitUrgency;
  readonly find: (view: RuleView) => RuleFinding;
};

const RULES_BY_PRECEDENCE: readonly PolicyRule[] = [
  { rule: "EMERGENCY_STOP", urgency: "market", find: emergencyStop },
  { rule: "HARD_STOP", urgency: "market", find: hardStop },
  { rule: "SOFT_STOP", urgency: "marketable_limit", find: softStop },
  { rule: "TIME_EXIT", urgency: "marketable_limit", find: timeExit },
  { rule: "TRAILING_STOP", urgency: "marketable_limit", find: trailingStop },
  { rule: "PARTIAL_TAKE_PROFIT", urgency: "limit", find: partialTakeProfit },
  { rule: "TAKE_PROFIT", urgency: "limit", find: takeProfit },
  { rule: "SIGNAL_EXIT", urgency: "limit", find: signalExit },
];

/** Decides on one position at one bid. Throws when bid, cost or size is not a positive number: a missing price has no decision. */
export function decideExit(input: ExitInput): ExitOutcome {
  const { position, market, nowMs } = input;
  invariant(isPositive(market.bid), `bid of ${position.symbol} is not positive`);
  invariant(isPositive(position.costPrice), `cost of ${position.positionId} is not positive`);
  invariant(isPositive(position.entryPrice), `entry price of ${position.positionId} is not positive`);
  invariant(isPositive(position.size), `size of ${position.positionId} is not positive`);

  const { pnl, rawPnl } = pnlAt(input, market.bid);
  const state = advanceState(input);
  const heldMs = nowMs - position.openedAtMs;
  const view: RuleView = { ...input, state, pnl, heldMs, wholeSize: sellableSize(position, input.lot) };

  const findings = RULES_BY_PRECEDENCE.map(({ rule, urgency, find }) => ({ rule, urgency, finding: find(view) }));
  const verdicts = findings.map(({ rule, finding }): ExitVerdict => ({ ...finding, rule }));
  return { decision: firstFired(findings), state, verdicts, pnl, rawPnl };
}

type Found = Pick<PolicyRule, "rule" | "urgency"> & { readonly finding: RuleFinding };

function firstFired(findings: readonly Found[]): ExitDecision {
  for (const { rule, urgency, finding } of findings) {
    if (finding.verdict === "fired") return { kind: "exit", reason: rule, urgency, size: finding.size };
  }
  return { kind: "hold" };
}

function advanceState(input: ExitInput): ExitState {
  const { state, market, rules } = input;
  const lastAtr = knownAtr(market.atr?.toDecimalPlaces(STORED_DECIMALS) ?? null) ?? state.lastAtr;
  const trailing = advanceTrail({
    trail: state.trailing,
    bid: market.bid,
    gainAt: (at) => pnlAt(input, at).pnl,
    atr: lastAtr,
    rules: rules.trailing,
  });
  return { trailing, lastAtr, partialTaken: state.partialTaken };
}

function pnlAt({ position, market }: ExitInput, bid: Price): { readonly pnl: Decimal; readonly rawPnl: Decimal } {
  const { costPrice, entryPrice } = position;
  return positionPnl({ bid, exitFeeRatio: market.exitFeeRatio, costPrice, entryPrice });
}

function sellableSize(position: ExitPosition, lot: ExitLot): Qty | null {
  const size = quantize(position.size, lot.step, "down");
  return size.gt(0) && size.gte(lot.sizeMin) ? size : null;
}

const isPositive = (value: Decimal): boolean => value.isFinite() && value.gt(0);
