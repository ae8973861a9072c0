/**
 * Fixed-point numbers for the ledger's inner loop: a bigint counts units of 1e-18, the resolution of `Decimal(38,18)` in the
 * database. Decimals allocate too much for a million fills; outside the ledger everything is a Decimal or decimal text.
 *
 * Invariant: a value enters only if it is exact at 18 places, so that sums of scaled values are exact.
 */
import { Decimal } from "../money/decimal.ts";

export const SCALE_PLACES = 18;
const UNIT = 10n ** 18n;
const ZEROS = "0".repeat(SCALE_PLACES);

/** The same record with its decimals as scaled integers. */
export type Scaled<T> = { readonly [K in keyof T]: T[K] extends Decimal ? bigint : T[K] };

/** Scaled form of plain decimal text (see `isDecimalText`), or null when it has more than 18 significant decimal places. */
export function scaledFromText(text: string): bigint | null {
  const point = text.indexOf(".");
  if (point === -1) return BigInt(text) * UNIT;
  const places = text.length - point - 1;
  if (places <= SCALE_PLACES) return BigInt(text.slice(0, point) + text.slice(point + 1) + ZEROS.slice(places));
  const end = point + 1 + SCALE_PLACES;
  if (/[1-9]/.test(text.slice(end))) return null;
  return BigInt(text.slice(0, point) + text.slice(point + 1, end));
}

/** Scaled form of a finite decimal, or null when it has more than 18 decimal places. */
export const scaledFromDecimal = (value: Decimal): bigint | null => scaledFromText(value.toFixed());

/** Scaled form of a decimal rounded half-even to 18 places. */
export const scaledFromRounded = (value: Decimal): bigint =>
  BigInt(value.toFixed(SCALE_PLACES, Decimal.ROUND_HALF_EVEN).replace(".", ""));

/** Plain decimal text without trailing zeros. */
export function scaledToText(value: bigint): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(SCALE_PLACES + 1, "0");
  const point = digits.length - SCALE_PLACES;
  let end = digits.length;
  while (end > point && digits.charCodeAt(end - 1) === 48) end -= 1;
  const whole = (negative ? "-" : "") + digits.slice(0, point);
  return end === point ? whole : `${whole}.${digits.slice(point, end)}`;
}

export const scaledToDecimal = (value: bigint): Decimal => new Decimal(scaledToText(value));

/** Product of two scaled values, half-even at 18 places. */
export const multiplyScaled = (a: bigint, b: bigint): bigint => divideHalfEven(a * b, UNIT);

/** `total · part / whole`, half-even at 18 places. `whole` > 0. */
export const scaledShare = (total: bigint, part: bigint, whole: bigint): bigint => divideHalfEven(total * part, whole);

/** Quotient of two scaled values, half-even at 18 places. `divisor` > 0. */
export const divideScaled = (dividend: bigint, divisor: bigint): bigint => divideHalfEven(dividend * UNIT, divisor);

function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = dividend - quotient * divisor;
  if (rest === 0n) return quotient;
  const twice = rest < 0n ? -2n * rest : 2n * rest;
  if (twice < divisor || (twice === divisor && quotient % 2n === 0n)) return quotient;
  return rest < 0n ? quotient - 1n : quotient + 1n;
}
