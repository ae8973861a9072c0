import { ROC_DELTA_BARS } from "./signal-indicators.ts";
import type { SignalRules } from "./signal-rules.ts";

const DAY_MS = 86_400_000;
/** Lengths of the longest period after which an average has forgotten where it began. */
const FORGOTTEN_AFTER = 10;

/** Bars after which every component knows its inputs. Before that there is no candidate: a missing input is never a zero. */
export function warmUpBars(rules: SignalRules): number {
  return Math.max(
    // The first bar of a pattern compares with its own band, and the median needs two windows of ranges.
    rules.bb.period + 2,
    2 * rules.bb.period - 1,
    rules.macd.slow + rules.macd.signal,
    rules.rsiPeriod + 1,
    rules.rocPeriod + 1 + (rules.momentum.enabled ? ROC_DELTA_BARS : 0),
    rules.atrPeriod + 1,
    rules.swingPeriod + 1,
    rules.volumePeriod,
  );
}

/**
 * Bars of history to load before trading, after which every number agrees with one computed from the beginning of time: ten
 * times the longest period, the regime's window, and what the trend and the 24-hour change need.
 */
export function historyBars(rules: SignalRules): number {
  const longest = Math.max(
    rules.bb.period,
    rules.macd.slow,
    rules.rsiPeriod,
    rules.rocPeriod,
    rules.atrPeriod,
    rules.swingPeriod,
    rules.volumePeriod,
  );
  const trendBars = rules.trend.enabled ? (rules.trend.timeframeMs / rules.barMs) * rules.trend.emaPeriod : 0;
  const dayBars = rules.allowBuysOnRedDay ? 0 : Math.ceil(DAY_MS / rules.barMs) + 1;
  return Math.max(
    warmUpBars(rules),
    FORGOTTEN_AFTER * longest + rules.atrRegimeBars,
    FORGOTTEN_AFTER * trendBars,
    dayBars,
  );
}
