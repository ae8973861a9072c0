import { Decimal } from "../money/decimal.ts";

/** A condition a configuration must not meet, and what to tell the operator when it does. */
export type RuleFault = readonly [broken: boolean, message: string];

/** The messages of the broken ones, in order. */
export const brokenRules = (faults: readonly RuleFault[]): string[] =>
  faults.filter(([broken]) => broken).map(([, message]) => message);

export function notPositive(setting: string, value: Decimal | number): RuleFault {
  const number = new Decimal(value);
  return [!(number.isFinite() && number.gt(0)), `${setting} must be greater than 0, got ${number.toFixed()}`];
}

export function notZeroOrMore(setting: string, value: Decimal | number): RuleFault {
  const number = new Decimal(value);
  return [!(number.isFinite() && number.gte(0)), `${setting} must be 0 or more, got ${number.toFixed()}`];
}

export function notFractionBelowOne(setting: string, value: Decimal): RuleFault {
  const isFraction = value.isFinite() && value.gt(0) && value.lt(1);
  return [!isFraction, `${setting} must be a fraction above 0 and below 1, got ${value.toFixed()}`];
}

export const notCount = (setting: string, value: number, least: number): RuleFault => [
  !(Number.isInteger(value) && value >= least),
  `${setting} must be a whole number of at least ${least}, got ${value}`,
];
