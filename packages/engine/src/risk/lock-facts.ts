/** The evidence for every lock, read at one moment: what the gate refuses by and what the list of locks is made of. */
import {
  Decimal,
  type FilterRecord,
  filterSymbol,
  isStopReason,
  type LockFacts,
  type Quote,
  quote,
} from "@bottrader/core";
import type { EquityRecord, TradeRecord, TradingStateRecord } from "@bottrader/ports";
import type { Desk } from "../order/desk.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export type LockQuestion = {
  /** Symbols the filter is to judge. */
  readonly symbols: readonly string[];
  /** Null while it cannot be measured. */
  readonly equity: EquityRecord | null;
  readonly tradingState: TradingStateRecord;
  readonly nowMs: number;
};

export async function readLockFacts(desk: Desk, question: LockQuestion): Promise<LockFacts> {
  const { symbols, equity, tradingState, nowMs } = question;
  const lifts = await desk.store.transact((tx) => tx.lockLifts());
  const trades = await desk.store.trades({ sinceMs: nowMs - evidenceMs(desk) });
  return {
    tradingState: tradingState.state,
    tradingStateSinceMs: tradingState.sinceMs,
    isReconciled: desk.market.isReconciled,
    dayPnl: equity === null ? null : quote(equity.equity.sub(desk.equity.dayStart())),
    dayStartEquity: desk.equity.dayStart(),
    equity: equity?.equity ?? null,
    peakEquity: equity === null ? null : quote(Decimal.max(equity.equity, desk.equity.peak() ?? equity.equity)),
    stops: trades
      .filter((trade) => isStopReason(trade.exitReason))
      .map((trade) => ({ symbol: trade.symbol, atMs: trade.exitAtMs })),
    losses: lossStreak(trades, desk.rules.breakevenEpsilon).map((trade) => ({ atMs: trade.exitAtMs })),
    filters: new Map(symbols.map((symbol) => [symbol, judgeSymbol(desk, { symbol, trades, nowMs })])),
    lifts,
  };
}

/** How far back trades can be evidence for anything. */
function evidenceMs({ rules: { risk } }: Desk): number {
  const minutes = [
    risk.stopGuardGlobal.windowMinutes,
    risk.stopGuardSymbol.windowMinutes,
    risk.cooldownAfterStopMinutes,
    risk.lossStreakPauseMinutes,
  ];
  return Math.max(risk.filter.lookbackDays * DAY_MS, Math.max(...minutes) * MINUTE_MS);
}

/** The dynamic filter's verdict on one symbol, from the trades of its look-back window. */
function judgeSymbol(
  desk: Pick<Desk, "exchange" | "rules">,
  input: { symbol: string; trades: readonly TradeRecord[]; nowMs: number },
): FilterRecord {
  const { filter } = desk.rules.risk;
  const sinceMs = input.nowMs - filter.lookbackDays * DAY_MS;
  const tick = desk.exchange.quote(input.symbol);
  const trades = input.trades.filter((trade) => trade.symbol === input.symbol && trade.exitAtMs >= sinceMs);
  const verdict = filterSymbol({
    trades,
    spreadRatio: tick === null ? null : tick.ask.sub(tick.bid).div(tick.ask.add(tick.bid)).mul(2),
    rules: filter,
  });
  return { verdict, newestTradeAtMs: trades.at(-1)?.exitAtMs ?? null };
}

/** Losing trades since the last one that won. */
function lossStreak(trades: readonly TradeRecord[], epsilon: Quote): readonly TradeRecord[] {
  const lastWin = trades.findLastIndex((trade) => trade.pnl.gt(epsilon));
  return trades.slice(lastWin + 1).filter((trade) => trade.pnl.lt(epsilon.neg()));
}
