import type { EquityPointView } from "../api/views.ts";
import { differenceOf } from "../format/decimal-text.ts";
import { startOfDayMs } from "../format/time.ts";

interface TodayPnl {
  /** Decimal text, realised and unrealised, after fees. */
  readonly amount: string;
  readonly sinceMs: number;
  /** False when the equity history begins later than midnight, so that the figure covers less than the day. */
  readonly isWholeDay: boolean;
}

/** Change of equity since midnight UTC of the market's day; null while there is no earlier point to compare with. */
export function todayPnl(
  points: readonly EquityPointView[],
  current: { readonly equity: string; readonly nowMs: number },
): TodayPnl | null {
  const midnightMs = startOfDayMs(current.nowMs);
  const inOrder = points.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const before = inOrder.findLast((point) => Date.parse(point.at) <= midnightMs);
  const base = before ?? inOrder[0];
  if (base === undefined) return null;
  const amount = differenceOf(current.equity, base.equity);
  if (amount === null) return null;
  const isWholeDay = before !== undefined;
  return { amount, sinceMs: isWholeDay ? midnightMs : Date.parse(base.at), isWholeDay };
}
