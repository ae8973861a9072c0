/** What an entry decision needs to know about the account, read at one moment. */
import { Decimal, type EntryFacts, filterSymbol, isStopReason, price, type Quote, quote, ZERO } from "@bottrader/core";
import type { EquityRecord, OrderRecord, PositionRecord, TradeRecord, TradingStateRecord } from "@bottrader/ports";
import type { Desk } from "./desk.ts";
import { measureEquity } from "./equity-book.ts";

const DAY_MS = 86_400_000;

export type AccountFacts = {
  readonly equity: EquityRecord;
  readonly freeQuote: Quote;
  readonly positions: readonly PositionRecord[];
  readonly workingOrders: readonly OrderRecord[];
  readonly tradingState: TradingStateRecord;
  /** Value of positions and working entries. */
  readonly exposure: Quote;
  readonly exposureBySymbol: ReadonlyMap<string, Quote>;
};

/** Null when balances or a price cannot be read: nothing may be sized on a guess. */
export async function readAccount(desk: Desk, nowMs: number): Promise<AccountFacts | null> {
  const { positions, workingOrders, tradingState } = await desk.store.transact(async (tx) => ({
    positions: await tx.openPositions(),
    workingOrders: await tx.workingOrders(null),
    tradingState: await tx.tradingState(),
  }));
  const equity = await measureEquity({ ...desk, positions, currency: desk.equity.currency, nowMs });
  const balances = await desk.exchange.fetchBalances();
  if (equity === null || !balances.ok) return null;
  const cash = balances.value.find(({ currency }) => currency === desk.equity.currency);
  const exposureBySymbol = new Map<string, Quote>();
  const add = (symbol: string, value: Decimal): void => {
    exposureBySymbol.set(symbol, quote((exposureBySymbol.get(symbol) ?? ZERO).add(value)));
  };
  for (const position of positions) {
    const bid = desk.exchange.quote(position.symbol)?.bid ?? price(position.cost.div(position.size));
    add(position.symbol, bid.mul(position.size));
  }
  for (const order of workingOrders) {
    if (order.leg === "entry") add(order.symbol, (order.limitPrice ?? ZERO).mul(order.size.sub(order.filledSize)));
  }
  return {
    equity,
    freeQuote: quote(cash === undefined ? ZERO : cash.total.sub(cash.locked)),
    positions,
    workingOrders,
    tradingState,
    exposure: quote(Decimal.sum(ZERO, ...exposureBySymbol.values())),
    exposureBySymbol,
  };
}

/** Everything the risk gate asks about. */
export async function readEntryFacts(
  desk: Desk,
  input: { symbol: string; account: AccountFacts; nowMs: number },
): Promise<EntryFacts> {
  const { symbol, account, nowMs } = input;
  const { risk } = desk.rules;
  const windowMs = Math.max(
    risk.filter.lookbackDays * DAY_MS,
    Math.max(risk.stopGuardGlobal.windowMinutes, risk.stopGuardSymbol.windowMinutes, risk.cooldownAfterStopMinutes) *
      60_000,
  );
  const trades = await desk.store.trades({ sinceMs: nowMs - windowMs });
  const losses = lossStreak(trades, desk.rules.breakevenEpsilon);
  const entries = account.workingOrders.filter((order) => order.leg === "entry");
  return {
    tradingState: account.tradingState.state,
    isReconciled: desk.market.isReconciled,
    unresolvedOrders: account.workingOrders.filter((order) => order.symbol === symbol && order.state === "unknown")
      .length,
    hasPosition: account.positions.some((position) => position.symbol === symbol),
    workingEntries: entries.filter((order) => order.symbol === symbol).length,
    openPositions: new Set([...account.positions, ...entries].map((held) => held.symbol)).size,
    dayPnl: quote(account.equity.equity.sub(desk.equity.dayStart())),
    dayStartEquity: desk.equity.dayStart(),
    equity: account.equity.equity,
    peakEquity: desk.equity.peak(),
    stops: trades
      .filter((trade) => isStopReason(trade.exitReason))
      .map((trade) => ({ symbol: trade.symbol, atMs: trade.exitAtMs })),
    consecutiveLosses: losses.length,
    lastLossAtMs: losses.at(-1)?.exitAtMs ?? null,
    filter: judgeSymbol(desk, { symbol, trades, nowMs }),
    quote: desk.exchange.quote(symbol),
    lastBarCloseMs: desk.market.lastBarCloseMs,
    barMs: desk.market.barMs,
  };
}

/** The dynamic filter's verdict on one symbol, from the trades of its look-back window. */
export function judgeSymbol(
  desk: Pick<Desk, "exchange" | "rules">,
  input: { symbol: string; trades: readonly TradeRecord[]; nowMs: number },
): NonNullable<EntryFacts["filter"]> {
  const { filter } = desk.rules.risk;
  const sinceMs = input.nowMs - filter.lookbackDays * DAY_MS;
  const tick = desk.exchange.quote(input.symbol);
  return filterSymbol({
    trades: input.trades.filter((trade) => trade.symbol === input.symbol && trade.exitAtMs >= sinceMs),
    spreadRatio: tick === null ? null : tick.ask.sub(tick.bid).div(tick.ask.add(tick.bid)).mul(2),
    rules: filter,
  });
}

/** Losing trades since the last one that won. */
function lossStreak(trades: readonly TradeRecord[], epsilon: Quote): readonly TradeRecord[] {
  const lastWin = trades.findLastIndex((trade) => trade.pnl.gt(epsilon));
  return trades.slice(lastWin + 1).filter((trade) => trade.pnl.lt(epsilon.neg()));
}
