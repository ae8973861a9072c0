import type { PositionView, TradeView } from "@bottrader/contracts";

export interface ChartMark {
  /** Open time of the bar it belongs to, whole seconds UTC. */
  readonly time: number;
  readonly kind: "entry" | "gain" | "loss";
  readonly text: string;
}

interface ChartMarkInput {
  readonly symbol: string;
  readonly trades: readonly TradeView[];
  readonly positions: readonly PositionView[];
  /** Open times of the bars shown, ms, oldest first. */
  readonly barTimesMs: readonly number[];
}

/** Entries and exits of one symbol on its bars, oldest first. What happened before the first bar is left out. */
export function chartMarks({ symbol, trades, positions, barTimesMs }: ChartMarkInput): readonly ChartMark[] {
  const own = trades.filter((trade) => trade.symbol === symbol);
  // A position sold in parts has several trades and one entry.
  const entries = new Map<string, string>();
  for (const trade of own) entries.set(trade.entryTime, trade.trigger);
  for (const position of positions) if (position.symbol === symbol) entries.set(position.openedAt, position.trigger);

  const marks: ChartMark[] = [];
  const add = (at: string, mark: Omit<ChartMark, "time">): void => {
    const barMs = barHolding(barTimesMs, Date.parse(at));
    if (barMs !== null) marks.push({ time: barMs / 1_000, ...mark });
  };
  for (const [at, trigger] of entries) add(at, { kind: "entry", text: trigger });
  for (const trade of own) {
    add(trade.exitTime, { kind: trade.pnl.startsWith("-") ? "loss" : "gain", text: trade.exitReason });
  }
  return marks.sort((a, b) => a.time - b.time);
}

/** Last bar opened at or before `ms`; null when it lies before the first bar. */
function barHolding(barTimesMs: readonly number[], ms: number): number | null {
  let low = 0;
  let high = barTimesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((barTimesMs[middle] ?? Number.POSITIVE_INFINITY) <= ms) low = middle + 1;
    else high = middle;
  }
  return barTimesMs[low - 1] ?? null;
}
