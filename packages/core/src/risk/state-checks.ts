/** Checks on the state of the house and of the symbol. */
import { assertNever } from "../invariant.ts";
import { block, blockIf, type CheckFinding, type CheckView, off } from "./check-finding.ts";
import { isListed } from "./symbol-list.ts";

export function tradingState({ facts }: CheckView): CheckFinding {
  switch (facts.tradingState) {
    case "active":
      return { verdict: "pass", detail: "active" };
    case "reducing":
      return block("STATE_REDUCING", "reducing");
    case "halted":
      return block("STATE_HALTED", "halted");
    default:
      return assertNever(facts.tradingState);
  }
}

export const reconciled = ({ facts }: CheckView): CheckFinding =>
  blockIf(
    !facts.isReconciled,
    "STATE_UNRECONCILED",
    facts.isReconciled ? "books and venue agree" : "not known to agree",
  );

export const unresolvedOrder = ({ facts }: CheckView): CheckFinding =>
  blockIf(facts.unresolvedOrders > 0, "STATE_ORDER_UNRESOLVED", `${facts.unresolvedOrders} unresolved`);

export const hodl = ({ symbol, rules }: CheckView): CheckFinding =>
  blockIf(isListed(rules.hodl, symbol), "RISK_HODL", symbol);

export const exclusion = ({ symbol, rules }: CheckView): CheckFinding =>
  blockIf(isListed(rules.excluded, symbol), "RISK_EXCLUDED", symbol);

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

export function symbolFilter({ facts, rules }: CheckView): CheckFinding {
  if (!rules.filter.enabled) return off;
  if (facts.filter === null) return block("RISK_FILTERED", "not judged yet");
  const detail = facts.filter.reasons.map((reason) => reason.detail).join("; ");
  return blockIf(facts.filter.excluded, "RISK_FILTERED", detail);
}
