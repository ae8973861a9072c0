/** What an entry decision needs to know about the account, read at one moment. */
import { Decimal, type EntryFacts, price, type Quote, quote, ZERO } from "@bottrader/core";
import type { EquityRecord, OrderRecord, PositionRecord, TradingStateRecord } from "@bottrader/ports";
import { readLockFacts } from "../risk/lock-facts.ts";
import type { Desk } from "./desk.ts";
import { measureEquity } from "./equity-book.ts";

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
  const { equity, tradingState } = account;
  const entries = account.workingOrders.filter((order) => order.leg === "entry");
  return {
    ...(await readLockFacts(desk, { symbols: [symbol], equity, tradingState, nowMs })),
    unresolvedOrders: account.workingOrders.filter((order) => order.symbol === symbol && order.state === "unknown")
      .length,
    hasPosition: account.positions.some((position) => position.symbol === symbol),
    workingEntries: entries.filter((order) => order.symbol === symbol).length,
    openPositions: new Set([...account.positions, ...entries].map((held) => held.symbol)).size,
    quote: desk.exchange.quote(symbol),
    lastBarCloseMs: desk.market.lastBarCloseMs,
    barMs: desk.market.barMs,
  };
}
