import type { EquityPointView } from "../api/views.ts";

export interface LinePoint {
  /** Whole seconds UTC, strictly rising. */
  readonly time: number;
  readonly value: number;
}

export interface EquityLines {
  readonly equity: readonly LinePoint[];
  /** Distance below the running peak as a fraction of it, negative or zero. */
  readonly drawdown: readonly LinePoint[];
}

/** Lines for the equity chart: unreadable points are left out, and of several in one second the last counts. */
export function equityLines(points: readonly EquityPointView[]): EquityLines {
  const bySecond = new Map<number, number>();
  for (const point of points) {
    const time = Math.floor(Date.parse(point.at) / 1_000);
    const value = Number(point.equity);
    if (Number.isFinite(time) && Number.isFinite(value)) bySecond.set(time, value);
  }
  const equity = [...bySecond].map(([time, value]) => ({ time, value })).sort((a, b) => a.time - b.time);
  let peak = Number.NEGATIVE_INFINITY;
  const drawdown = equity.map(({ time, value }) => {
    peak = Math.max(peak, value);
    return { time, value: peak > 0 ? value / peak - 1 : 0 };
  });
  return { equity, drawdown };
}
