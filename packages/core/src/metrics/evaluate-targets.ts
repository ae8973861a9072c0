/** The operator's targets and how far along they are. */
import type { Metrics } from "./compute-metrics.ts";

export type TargetHorizon = "7d" | "30d" | "long-term";
type TargetMetric = "winRate" | "avgWin" | "avgLoss" | "profitFactor" | "maxDrawdown" | "payoff";

export type Target = {
  readonly horizon: TargetHorizon;
  readonly metric: TargetMetric;
  readonly comparison: ">" | "<" | ">=";
  /** Fractions for rates and drawdown, quote for averages; the average loss as a magnitude. */
  readonly target: number;
};

export type TargetProgress = Target & {
  /** Null when the metric is undefined. */
  readonly actual: number | null;
  readonly met: boolean | null;
  /** 1 when met, else the fraction of the way in [0, 1). */
  readonly progress: number | null;
};

export const TARGETS: readonly Target[] = [
  { horizon: "7d", metric: "winRate", comparison: ">", target: 0.35 },
  { horizon: "7d", metric: "avgWin", comparison: ">", target: 10 },
  { horizon: "7d", metric: "avgLoss", comparison: "<", target: 15 },
  { horizon: "7d", metric: "profitFactor", comparison: ">", target: 0.5 },
  { horizon: "7d", metric: "maxDrawdown", comparison: "<", target: 1 },
  { horizon: "30d", metric: "winRate", comparison: ">", target: 0.45 },
  { horizon: "30d", metric: "avgWin", comparison: ">", target: 15 },
  { horizon: "30d", metric: "avgLoss", comparison: "<", target: 10 },
  { horizon: "30d", metric: "profitFactor", comparison: ">", target: 1.2 },
  { horizon: "30d", metric: "maxDrawdown", comparison: "<", target: 0.5 },
  { horizon: "long-term", metric: "winRate", comparison: ">", target: 0.5 },
  { horizon: "long-term", metric: "profitFactor", comparison: ">", target: 1.5 },
  { horizon: "long-term", metric: "maxDrawdown", comparison: "<", target: 0.3 },
  { horizon: "long-term", metric: "payoff", comparison: ">=", target: 2 },
];

/** Progress of `metrics`, those of the horizon's own window, towards the targets of `horizon`. */
export const evaluateTargets = (metrics: Metrics, horizon: TargetHorizon): readonly TargetProgress[] =>
  TARGETS.filter((target) => target.horizon === horizon).map((target) => progressOf(target, metrics));

function progressOf(target: Target, metrics: Metrics): TargetProgress {
  const value = metrics[target.metric];
  if (value === null) return { ...target, actual: null, met: null, progress: null };
  const actual = target.metric === "avgLoss" ? -Number(value) : Number(value);
  const met = isMet(target, actual);
  return { ...target, actual, met, progress: met ? 1 : wayDone(target, actual) };
}

function isMet({ comparison, target }: Target, actual: number): boolean {
  if (comparison === "<") return actual < target;
  return comparison === ">" ? actual > target : actual >= target;
}

/** Below 1 even at the very limit, where a strict target is not met. */
const wayDone = ({ comparison, target }: Target, actual: number): number =>
  Math.min(0.999, comparison === "<" ? target / actual : Math.max(0, actual / target));
