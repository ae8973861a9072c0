/**
 * Equity of the account and its landmarks: start, peak and the start of the UTC day.
 *
 * `starting + realised + unrealised = cash + value of the positions` to the last digit; when it does not hold, the numbers are
 * wrong and the caller is told by how much.
 */
import { Decimal, type Quote, quote, ZERO } from "@bottrader/core";
import type { EquityRecord, Exchange, PositionRecord, TradeStore } from "@bottrader/ports";

const DAY_MS = 86_400_000;

export type EquityBook = {
  readonly starting: Quote;
  readonly currency: string;
  peak(): Quote;
  dayStart(): Quote;
  observe(point: EquityRecord): void;
};

/** Takes the landmarks up where the stored curve has them. */
export async function openEquityBook(
  store: Pick<TradeStore, "equityLandmarks">,
  account: { starting: Quote; currency: string },
): Promise<EquityBook> {
  const known = await store.equityLandmarks();
  let peak = quote(Decimal.max(account.starting, known?.peak ?? account.starting));
  let dayStart = known?.dayStart ?? account.starting;
  let last: EquityRecord | null = known?.newest ?? null;
  const observe = (point: EquityRecord): void => {
    if (last !== null && Math.floor(point.atMs / DAY_MS) > Math.floor(last.atMs / DAY_MS)) dayStart = last.equity;
    if (point.equity.gt(peak)) peak = point.equity;
    last = point;
  };
  return {
    starting: account.starting,
    currency: account.currency,
    peak: () => peak,
    dayStart: () => dayStart,
    observe,
  };
}

/** Equity now; null while the venue cannot be read or a position has no price. */
export async function measureEquity(input: {
  readonly exchange: Pick<Exchange, "fetchBalances" | "quote">;
  readonly store: Pick<TradeStore, "realisedTotal">;
  readonly positions: readonly PositionRecord[];
  readonly currency: string;
  readonly nowMs: number;
}): Promise<EquityRecord | null> {
  const balances = await input.exchange.fetchBalances();
  if (!balances.ok) return null;
  const cash = balances.value.find(({ currency }) => currency === input.currency)?.total ?? ZERO;
  let value = ZERO;
  let unrealised = ZERO;
  for (const position of input.positions) {
    const tick = input.exchange.quote(position.symbol);
    if (tick === null) return null;
    const worth = tick.bid.mul(position.size);
    value = value.add(worth);
    unrealised = unrealised.add(worth.sub(position.cost));
  }
  const realised = quote(await input.store.realisedTotal());
  return {
    atMs: input.nowMs,
    cash: quote(cash),
    realised,
    unrealised: quote(unrealised),
    equity: quote(cash.add(value)),
  };
}

/** What `starting + realised + unrealised` and the account disagree by; zero when the books are right. */
export const equityGap = (starting: Quote, point: EquityRecord): Decimal =>
  point.equity.sub(starting.add(point.realised).add(point.unrealised));
