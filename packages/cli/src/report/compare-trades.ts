/** Two sides of one comparison, and whether they can be told apart. */
import { toInstant } from "@bottrader/contracts";
import {
  compareGroups,
  computeMetrics,
  type MetricDifference,
  type Metrics,
  type MetricsOptions,
  ok,
  type Result,
  type Trade,
} from "@bottrader/core";
import { type CliFault, fail } from "../cli-command.ts";
import type { ReportPeriod } from "./report-data.ts";

export type ComparisonSide = { readonly label: string; readonly trades: readonly Trade[] };

export type TradesComparison = {
  readonly first: { readonly label: string; readonly metrics: Metrics };
  readonly second: { readonly label: string; readonly metrics: Metrics };
  /** Second less first. */
  readonly differences: readonly MetricDifference[];
};

/** Both sides begin at the same starting equity, so that a fall weighs the same on either. */
export function compareTrades(
  first: ComparisonSide,
  second: ComparisonSide,
  options: Omit<MetricsOptions, "equityCurve" | "period">,
): TradesComparison {
  return {
    first: { label: first.label, metrics: computeMetrics(first.trades, options) },
    second: { label: second.label, metrics: computeMetrics(second.trades, options) },
    differences: compareGroups(first.trades, second.trades, options),
  };
}

/** The trades entered under one configuration; a hash may be shortened. Fault: no trade has it, or it fits several. */
export function snapshotSide(trades: readonly Trade[], asked: string): Result<ComparisonSide, CliFault> {
  const known = [...new Set(trades.map(({ snapshot }) => snapshot ?? NONE))].toSorted();
  const fitting = known.filter((hash) => hash.startsWith(asked));
  const [label] = fitting;
  if (label === undefined || fitting.length > 1) {
    const found = known.length === 0 ? "there are no trades" : `the trades have ${known.join(", ")}`;
    return fail(`--compare-snapshot: ${label === undefined ? "no" : "more than one"} snapshot is ${asked}; ${found}`);
  }
  return ok({ label, trades: trades.filter(({ snapshot }) => (snapshot ?? NONE) === label) });
}

/** As reports group trades without a configuration. */
const NONE = "none";

export const periodLabel = ({ sinceMs, untilMs }: ReportPeriod): string =>
  `${sinceMs === null ? "the beginning" : toInstant(sinceMs)} to ${untilMs === null ? "now" : toInstant(untilMs)}`;
