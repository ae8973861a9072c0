/** Checks on the state of the house and of the symbol. */
import { assertNever } from "../invariant.ts";
import { block, blockIf, type CheckFinding, type CheckView, type LockView, lockIf, off } from "./check-finding.ts";
import { liftedAtMs } from "./lifted-at.ts";
import { isListed } from "./symbol-list.ts";

/** In force for as long as the configuration says so. */
const CONFIGURED = { sinceMs: null, untilMs: null } as const;

export function tradingState({ facts }: LockView): CheckFinding {
  const span = { sinceMs: facts.tradingStateSinceMs, untilMs: null };
  switch (facts.tradingState) {
    case "active":
      return { verdict: "pass", detail: "active" };
    case "reducing":
      return lockIf(span, "STATE_REDUCING", "reducing");
    case "halted":
      return lockIf(span, "STATE_HALTED", "halted");
    default:
      return assertNever(facts.tradingState);
  }
}

export const reconciled = ({ facts }: LockView): CheckFinding =>
  blockIf(
    !facts.isReconciled,
    "STATE_UNRECONCILED",
    facts.isReconciled ? "books and venue agree" : "not known to agree",
  );

export const unresolvedOrder = ({ facts }: CheckView): CheckFinding =>
  blockIf(facts.unresolvedOrders > 0, "STATE_ORDER_UNRESOLVED", `${facts.unresolvedOrders} unresolved`);

export const hodl = ({ symbol, rules }: LockView): CheckFinding =>
  lockIf(isListed(rules.hodl, symbol) ? CONFIGURED : null, "RISK_HODL", symbol);

export const exclusion = ({ symbol, rules }: LockView): CheckFinding =>
  lockIf(isListed(rules.excluded, symbol) ? CONFIGURED : null, "RISK_EXCLUDED", symbol);

export function existingPosition({ facts, rules }: CheckView): CheckFinding {
  if (rules.mayPyramid) return { verdict: "off", detail: "adding is allowed" };
  return blockIf(facts.hasPosition, "RISK_POSITION_EXISTS", facts.hasPosition ? "open" : "none");
}

export const workingEntry = ({ facts }: CheckView): CheckFinding =>
  blockIf(facts.workingEntries > 0, "RISK_ENTRY_WORKING", `${facts.workingEntries} working`);

export function openPositions({ facts, rules }: CheckView): CheckFinding {
  const isCounted = facts.hasPosition || facts.workingEntries > 0;
  const after = facts.openPositions + (isCounted ? 0 : 1);
  return blockIf(after > rules.positionsMax, "RISK_POSITIONS_MAX", `${after} of ${rules.positionsMax}`);
}

/** A lifted exclusion stays lifted until the symbol has traded again; then its whole record is judged. */
export function symbolFilter(view: LockView): CheckFinding {
  const { symbol, facts, rules } = view;
  if (!rules.filter.enabled) return off;
  const record = facts.filters.get(symbol);
  if (record === undefined) return block("RISK_FILTERED", "not judged yet");
  const { verdict, newestTradeAtMs } = record;
  const detail = verdict.reasons.map((reason) => reason.detail).join("; ");
  const liftedMs = liftedAtMs(view, "symbolFilter", symbol);
  if (liftedMs > -Infinity && (newestTradeAtMs ?? -Infinity) <= liftedMs) {
    return { verdict: "pass", detail: verdict.excluded ? `lifted: ${detail}` : detail };
  }
  const span = verdict.excluded ? { sinceMs: newestTradeAtMs, untilMs: null } : null;
  return lockIf(span, "RISK_FILTERED", detail);
}
