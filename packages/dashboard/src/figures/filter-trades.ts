import type { TradeView } from "@bottrader/contracts";

export interface TradeFilter {
  /** Empty for all. */
  readonly symbol: string;
  readonly exitReason: string;
}

/** Trades that pass the filter, newest exit first. */
export function filterTrades(trades: readonly TradeView[], filter: TradeFilter): readonly TradeView[] {
  return trades
    .filter((trade) => filter.symbol === "" || trade.symbol === filter.symbol)
    .filter((trade) => filter.exitReason === "" || trade.exitReason === filter.exitReason)
    .toSorted((a, b) => Date.parse(b.exitTime) - Date.parse(a.exitTime));
}

/** Distinct values of a column, in alphabetical order, for a filter's choices. */
export function distinctOf(trades: readonly TradeView[], column: "symbol" | "exitReason"): readonly string[] {
  return [...new Set(trades.map((trade) => trade[column]))].toSorted();
}
