import { assertNever } from "../invariant.ts";
import { computeMetrics, type Metrics, type MetricsOptions } from "./compute-metrics.ts";
import type { Trade } from "./trade.ts";
import { utcDay, utcHour } from "./utc-time.ts";

export const GROUPINGS = ["symbol", "trigger", "exitReason", "snapshot", "day", "hour"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** The trades of each key, by key. Day and hour are those of the exit in UTC; trades without a snapshot have the key "none". */
export function groupTrades(trades: readonly Trade[], by: Grouping): ReadonlyMap<string, readonly Trade[]> {
  const groups = new Map<string, Trade[]>();
  for (const trade of trades) {
    const key = keyOf(trade, by);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [trade]);
    else group.push(trade);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export type MetricsGroup = { readonly key: string; readonly metrics: Metrics };

/** Metrics of each group. Each group's equity curve is its own realised P&L on the starting equity. */
export function computeGroupMetrics(
  trades: readonly Trade[],
  by: Grouping,
  options: Omit<MetricsOptions, "equityCurve">,
): readonly MetricsGroup[] {
  return [...groupTrades(trades, by)].map(([key, group]) => ({ key, metrics: computeMetrics(group, options) }));
}

function keyOf(trade: Trade, by: Grouping): string {
  switch (by) {
    case "symbol":
    case "trigger":
    case "exitReason":
      return trade[by];
    case "snapshot":
      return trade.snapshot ?? "none";
    case "day":
      return utcDay(trade.exitTimeMs);
    case "hour":
      return utcHour(trade.exitTimeMs);
    default:
      return assertNever(by);
  }
}
