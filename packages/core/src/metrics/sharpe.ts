/** Return for risk, from daily returns, annualised by 365: crypto trades every day. The risk-free rate is taken as 0. */
const DAYS_A_YEAR = 365;

/** Mean over sample deviation; null with fewer than two days or without any deviation. */
export function sharpeRatio(returns: readonly number[]): number | null {
  if (returns.length < 2) return null;
  const mean = meanOf(returns);
  const deviation = Math.sqrt(sumOf(returns, (value) => (value - mean) ** 2) / (returns.length - 1));
  return deviation === 0 ? null : (mean / deviation) * Math.sqrt(DAYS_A_YEAR);
}

/** Mean over the root mean square of the losing days (all days in the count); null with fewer than two days or no losing day. */
export function sortinoRatio(returns: readonly number[]): number | null {
  if (returns.length < 2) return null;
  const downside = Math.sqrt(sumOf(returns, (value) => Math.min(0, value) ** 2) / returns.length);
  return downside === 0 ? null : (meanOf(returns) / downside) * Math.sqrt(DAYS_A_YEAR);
}

const sumOf = (values: readonly number[], term: (value: number) => number): number =>
  values.reduce((sum, value) => sum + term(value), 0);

const meanOf = (values: readonly number[]): number => sumOf(values, (value) => value) / values.length;
