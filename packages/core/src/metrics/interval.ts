/** Intervals of 95 % confidence. */
import { SCALE_PLACES } from "../ledger/scaled.ts";
import { Decimal } from "../money/decimal.ts";
import { type Quote, quote } from "../money/units.ts";

/** Low and high bound. A bound of null has no limit: a resample without losses has an infinite profit factor. */
export type Interval = readonly [low: number | null, high: number | null];
export type QuoteInterval = readonly [low: Quote, high: Quote];

/** Two-sided 95 % point of the normal distribution. */
const Z95 = 1.959963984540054;

/** Wilson's score interval of a proportion; null without observations. */
export function wilsonInterval(successes: number, observations: number): readonly [number, number] | null {
  if (observations === 0) return null;
  const share = successes / observations;
  const zz = Z95 * Z95;
  const denominator = 1 + zz / observations;
  const center = (share + zz / (2 * observations)) / denominator;
  const spread = Math.sqrt((share * (1 - share)) / observations + zz / (4 * observations * observations));
  const halfWidth = (Z95 * spread) / denominator;
  return [Math.max(0, center - halfWidth), Math.min(1, center + halfWidth)];
}

/**
 * Percentile interval of resampled values. Values that are not a number (a statistic undefined on that resample) are left out;
 * null when none is left.
 */
export function percentileInterval(values: readonly number[]): Interval | null {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const low = sorted[Math.floor(sorted.length * 0.025)];
  const high = sorted[Math.ceil(sorted.length * 0.975) - 1];
  if (low === undefined || high === undefined) return null;
  return [finiteOrNull(low), finiteOrNull(high)];
}

/** True when 0 lies outside. */
export const excludesZero = ([low, high]: Interval): boolean =>
  (low !== null && low > 0) || (high !== null && high < 0);

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** An interval of resampled money. Float64 carries about 15 digits, so bounds are rounded to 8 places. */
export function quoteInterval(values: readonly number[]): QuoteInterval | null {
  const interval = percentileInterval(values);
  if (interval === null || interval[0] === null || interval[1] === null) return null;
  return [quoteBound(interval[0]), quoteBound(interval[1])];
}

const quoteBound = (value: number): Quote => quote(new Decimal(value).toDecimalPlaces(8));

/** A mean of money, to 18 places. */
export const quoteMean = (sum: Decimal, count: number): Quote => quote(sum.div(count).toDecimalPlaces(SCALE_PLACES));
