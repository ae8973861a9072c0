import type { Decimal } from "../money/decimal.ts";
import type { EntryFacts } from "./entry-facts.ts";
import type { RiskReason } from "./risk-reason.ts";
import type { RiskRules } from "./risk-rules.ts";

/** `off` = the configuration does not ask this question. */
export type CheckFinding =
  | { readonly verdict: "pass" | "off"; readonly detail: string }
  | { readonly verdict: "block"; readonly reason: RiskReason; readonly detail: string };

export type CheckView = {
  readonly symbol: string;
  readonly facts: EntryFacts;
  readonly rules: RiskRules;
  readonly nowMs: number;
};

export const off: CheckFinding = { verdict: "off", detail: "off" };

export const block = (reason: RiskReason, detail: string): CheckFinding => ({ verdict: "block", reason, detail });

export const blockIf = (isBroken: boolean, reason: RiskReason, detail: string): CheckFinding =>
  isBroken ? block(reason, detail) : { verdict: "pass", detail };

export const against = (value: Decimal, limit: Decimal): string =>
  `${value.toSignificantDigits(6).toFixed()}, limit ${limit.toFixed()}`;
