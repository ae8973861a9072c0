/**
 * Two groups of trades that have nothing to do with each other: two periods, two snapshots. The two are resampled apart.
 * Win rates are compared by Newcombe's interval, which is built from the two Wilson intervals.
 */
import { floatAt } from "../indicators/float-at.ts";
import { type Quote, quote } from "../money/units.ts";
import { bootstrap, resampleCount } from "./bootstrap.ts";
import { computeMetrics, type Metrics, type MetricsOptions } from "./compute-metrics.ts";
import { type MetricDifference, quoteDifference, ratioDifference } from "./difference.ts";
import { type Interval, percentileInterval, wilsonInterval } from "./interval.ts";
import { drawnDrawdown, drawnExpectancy, drawnProfitFactor, drawnTotals, pnlSample } from "./sample.ts";
import type { Trade } from "./trade.ts";

/** Differences of `second` from `first` in win rate, expectancy, profit factor and drawdown. */
export function compareGroups(
  first: readonly Trade[],
  second: readonly Trade[],
  options: Omit<MetricsOptions, "equityCurve" | "period">,
): readonly MetricDifference[] {
  const before = computeMetrics(first, options);
  const after = computeMetrics(second, options);
  const enough = before.enoughTrades && after.enoughTrades;
  const resamples = resampleCount(Math.max(before.trades, after.trades));
  const drawnBefore = drawStatistics(first, options, { resamples, seed: options.bootstrapSeed });
  const drawnAfter = drawStatistics(second, options, { resamples, seed: options.bootstrapSeed + 1 });
  const differencesOf = (statistic: keyof Drawn): readonly number[] =>
    before.trades < 2 || after.trades < 2 ? [] : subtractEach(drawnAfter[statistic], drawnBefore[statistic]);

  return [
    ratioDifference("winRate", {
      delta: difference(before.winRate, after.winRate),
      ci95: newcombeInterval(before, after),
      enough,
    }),
    quoteDifference("expectancy", {
      delta: quoteDelta(before.expectancy, after.expectancy),
      resampled: differencesOf("expectancy"),
      enough,
    }),
    ratioDifference("profitFactor", {
      delta: difference(before.profitFactor, after.profitFactor),
      ci95: percentileInterval(differencesOf("profitFactor")),
      enough,
    }),
    ratioDifference("maxDrawdown", {
      delta: difference(before.maxDrawdown, after.maxDrawdown),
      ci95: percentileInterval(differencesOf("drawdown")),
      enough,
    }),
  ];
}

/** One value a resample. */
type Drawn = {
  readonly expectancy: Float64Array;
  readonly profitFactor: Float64Array;
  readonly drawdown: Float64Array;
};

function drawStatistics(
  trades: readonly Trade[],
  options: Omit<MetricsOptions, "equityCurve" | "period">,
  draw: { readonly resamples: number; readonly seed: number },
): Drawn {
  const counted = options.includeDust ? trades : trades.filter((trade) => !trade.dust);
  const sample = pnlSample(counted, options.breakevenEpsilon);
  const startingEquity = options.startingEquity?.toNumber() ?? Number.NaN;
  const observed = bootstrap({ count: counted.length, ...draw }, (drawn) => {
    const totals = drawnTotals(sample, drawn);
    return {
      expectancy: drawnExpectancy(totals),
      profitFactor: drawnProfitFactor(totals),
      drawdown: drawnDrawdown(sample, drawn, startingEquity),
    };
  });
  return {
    expectancy: Float64Array.from(observed, (one) => one.expectancy),
    profitFactor: Float64Array.from(observed, (one) => one.profitFactor),
    drawdown: Float64Array.from(observed, (one) => one.drawdown),
  };
}

const subtractEach = (values: Float64Array, others: Float64Array): readonly number[] =>
  Array.from(values, (value, index) => value - floatAt(others, index));

const difference = (before: number | null, after: number | null): number | null =>
  before === null || after === null ? null : after - before;

const quoteDelta = (before: Quote | null, after: Quote | null): Quote | null =>
  before === null || after === null ? null : quote(after.sub(before));

function newcombeInterval(before: Metrics, after: Metrics): Interval | null {
  const a = wilsonInterval(before.wins, before.wins + before.losses);
  const b = wilsonInterval(after.wins, after.wins + after.losses);
  if (a === null || b === null || before.winRate === null || after.winRate === null) return null;
  const delta = after.winRate - before.winRate;
  return [
    delta - Math.hypot(after.winRate - b[0], a[1] - before.winRate),
    delta + Math.hypot(b[1] - after.winRate, before.winRate - a[0]),
  ];
}
