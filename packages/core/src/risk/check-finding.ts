import type { Decimal } from "../money/decimal.ts";
import type { EntryFacts, LockFacts } from "./entry-facts.ts";
import type { RiskReason } from "./risk-reason.ts";
import type { RiskRules } from "./risk-rules.ts";

/** `off` = the configuration does not ask this question. */
export type CheckFinding =
  | { readonly verdict: "pass" | "off"; readonly detail: string }
  | {
      readonly verdict: "block";
      readonly reason: RiskReason;
      readonly detail: string;
      /** Only of a lock, and only when there is evidence for it rather than something unknown. */
      readonly span?: LockSpan;
    };

/** Null where it cannot be said: in force since the start of the process, or until somebody does something. */
export type LockSpan = {
  readonly sinceMs: number | null;
  /** First moment at which the same evidence no longer blocks. */
  readonly untilMs: number | null;
};

/** What the checks that are locks ask about: nothing of one entry but its symbol. */
export type LockView = {
  readonly symbol: string;
  readonly facts: LockFacts;
  readonly rules: RiskRules;
  readonly nowMs: number;
};

export type CheckView = LockView & { readonly facts: EntryFacts };

export const off: CheckFinding = { verdict: "off", detail: "off" };

export const block = (reason: RiskReason, detail: string): CheckFinding => ({ verdict: "block", reason, detail });

export const blockIf = (isBroken: boolean, reason: RiskReason, detail: string): CheckFinding =>
  isBroken ? block(reason, detail) : { verdict: "pass", detail };

/** A check that has evidence for its refusal: blocks while there is a span, passes otherwise. */
export const lockIf = (span: LockSpan | null, reason: RiskReason, detail: string): CheckFinding =>
  span === null ? { verdict: "pass", detail } : { verdict: "block", reason, detail, span };

export const against = (value: Decimal, limit: Decimal): string =>
  `${value.toSignificantDigits(6).toFixed()}, limit ${limit.toFixed()}`;
