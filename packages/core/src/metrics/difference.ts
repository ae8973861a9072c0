import type { Quote } from "../money/units.ts";
import { excludesZero, type Interval, type QuoteInterval, quoteInterval } from "./interval.ts";

/**
 * How the second of two groups differs from the first. `delta` and `ci95` are null when a side has no such number.
 * `distinguishable`: 0 lies outside the interval and both sides have enough trades to say so.
 */
export type MetricDifference =
  | {
      readonly metric: "winRate" | "profitFactor" | "maxDrawdown";
      readonly delta: number | null;
      readonly ci95: Interval | null;
      readonly distinguishable: boolean;
    }
  | {
      readonly metric: "expectancy" | "totalPnl";
      readonly delta: Quote | null;
      readonly ci95: QuoteInterval | null;
      readonly distinguishable: boolean;
    };

type RatioFinding = { readonly delta: number | null; readonly ci95: Interval | null; readonly enough: boolean };
type QuoteFinding = { readonly delta: Quote | null; readonly resampled: readonly number[]; readonly enough: boolean };

export const ratioDifference = (
  metric: "winRate" | "profitFactor" | "maxDrawdown",
  { delta, ci95, enough }: RatioFinding,
): MetricDifference => {
  const interval = delta === null ? null : ci95;
  return { metric, delta, ci95: interval, distinguishable: enough && interval !== null && excludesZero(interval) };
};

export const quoteDifference = (
  metric: "expectancy" | "totalPnl",
  { delta, resampled, enough }: QuoteFinding,
): MetricDifference => {
  const ci95 = quoteInterval(resampled);
  const isOneSided = ci95 !== null && (ci95[0].gt(0) || ci95[1].lt(0));
  return { metric, delta, ci95, distinguishable: enough && isOneSided };
};
