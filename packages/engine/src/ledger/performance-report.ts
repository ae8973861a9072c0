/** The performance report: what `report` prints, what `/api/v1/performance` answers, what the dashboard shows. */
import { type TradeView, toInstant } from "@bottrader/contracts";
import {
  computeGroupMetrics,
  computeMetrics,
  type EquityPoint,
  type ExitProfile,
  evaluateTargets,
  GROUPINGS,
  type Grouping,
  type Metrics,
  type MetricsGroup,
  profileExits,
  type Quote,
  type TargetProgress,
  type Trade,
  toDecimalText,
} from "@bottrader/core";

export type ReportPeriod = { readonly sinceMs: number | null; readonly untilMs: number | null };

export type PerformanceReport = {
  readonly period: { readonly since: string | null; readonly until: string | null };
  readonly metrics: Metrics;
  readonly groups: Readonly<Partial<Record<Grouping, readonly MetricsGroup[]>>>;
  readonly targets: readonly TargetProgress[];
  /** What each kind of exit met and lost to the market. */
  readonly exits: readonly ExitProfile[];
  readonly trades: readonly TradeView[];
};

export type ReportInput = {
  readonly trades: readonly Trade[];
  readonly equityCurve: readonly EquityPoint[] | null;
  readonly startingEquity: Quote | null;
  readonly breakevenEpsilon: Quote;
  readonly includeDust: boolean;
  readonly period: ReportPeriod;
  readonly groupings: readonly Grouping[];
};

/** Fixed, so that the same trades always give the same intervals. */
export const BOOTSTRAP_SEED = 20_251_203;

export function performanceReport(input: ReportInput): PerformanceReport {
  const options = {
    startingEquity: input.startingEquity,
    breakevenEpsilon: input.breakevenEpsilon,
    bootstrapSeed: BOOTSTRAP_SEED,
    includeDust: input.includeDust,
  };
  const curve = input.equityCurve === null || input.equityCurve.length === 0 ? {} : { equityCurve: input.equityCurve };
  const metrics = computeMetrics(input.trades, { ...options, ...curve });
  const groups = Object.fromEntries(input.groupings.map((by) => [by, computeGroupMetrics(input.trades, by, options)]));
  return {
    period: { since: instantOrNull(input.period.sinceMs), until: instantOrNull(input.period.untilMs) },
    metrics,
    groups,
    targets: (["7d", "30d", "long-term"] as const).flatMap((horizon) => evaluateTargets(metrics, horizon)),
    exits: profileExits(input.trades, options),
    trades: input.trades.map(tradeView),
  };
}

export const ALL_GROUPINGS: readonly Grouping[] = GROUPINGS;

const instantOrNull = (ms: number | null): string | null => (ms === null ? null : toInstant(ms));

export const tradeView = (trade: Trade): TradeView => ({
  symbol: trade.symbol,
  side: "long",
  trigger: trade.trigger,
  exitReason: trade.exitReason,
  entryTime: toInstant(trade.entryTimeMs),
  exitTime: toInstant(trade.exitTimeMs),
  entryPrice: toDecimalText(trade.entryPrice),
  exitPrice: toDecimalText(trade.exitPrice),
  size: toDecimalText(trade.size),
  fees: toDecimalText(trade.fees),
  pnl: toDecimalText(trade.pnl),
  pnlPct: trade.pnlPct,
  rMultiple: trade.rMultiple,
  mae: trade.mae,
  mfe: trade.mfe,
  holdMs: trade.holdMs,
  synthetic: trade.synthetic,
  snapshotId: trade.snapshot ?? "none",
});
