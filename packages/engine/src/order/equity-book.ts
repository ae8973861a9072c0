/**
 * Equity of the account and its landmarks: start, peak and the start of the UTC day.
 *
 * `starting + realised + unrealised = cash + value of the positions` to the last digit; when it does not hold, the numbers are
 * wrong and the caller is told by how much.
 */
import { Decimal, type Quote, quote, ZERO } from "@bottrader/core";
import type {
  EquityLandmarks,
  EquityRecord,
  Exchange,
  LockLiftRecord,
  PositionRecord,
  TradeStore,
} from "@bottrader/ports";

const DAY_MS = 86_400_000;

export type EquityBook = {
  readonly starting: Quote;
  readonly currency: string;
  /** Highest equity since the operator last resumed or lifted the drawdown lock; null when none was observed since. */
  peak(): Quote | null;
  /** Equity at the start of the UTC day, or when the daily-loss lock was lifted on it. */
  dayStart(): Quote;
  observe(point: EquityRecord): void;
  /** Null while equity cannot be measured: the next observation is the peak. */
  restartPeak(equity: Quote | null): void;
  restartDay(equity: Quote): void;
};

type LandmarkStore = Pick<TradeStore, "equityLandmarks" | "equityCurve" | "transact">;

/** Takes the landmarks up where the stored curve and the stored lifts have them. */
export async function openEquityBook(
  store: LandmarkStore,
  account: { starting: Quote; currency: string },
): Promise<EquityBook> {
  let { peak, dayStart, last } = await readLandmarks(store, account.starting);
  const observe = (point: EquityRecord): void => {
    if (last !== null && point.atMs > last.atMs && !isSameDay(point.atMs, last.atMs)) dayStart = last.equity;
    if (peak === null || point.equity.gt(peak)) peak = point.equity;
    last = point;
  };
  return {
    starting: account.starting,
    currency: account.currency,
    peak: () => peak,
    dayStart: () => dayStart,
    observe,
    restartPeak: (equity) => {
      peak = equity;
    },
    restartDay: (equity) => {
      dayStart = equity;
    },
  };
}

type Landmarks = { readonly peak: Quote | null; readonly dayStart: Quote; readonly last: EquityRecord | null };

async function readLandmarks(store: LandmarkStore, starting: Quote): Promise<Landmarks> {
  const lifts = await store.transact((tx) => tx.lockLifts());
  const restart = lifts.find(({ kind }) => kind === "drawdown");
  const known = await store.equityLandmarks(restart === undefined ? {} : { peakSinceMs: restart.atMs });
  const peak = known?.peak ?? null;
  return {
    peak: restart === undefined ? quote(Decimal.max(starting, peak ?? starting)) : peak,
    dayStart: (await liftedDayStart(store, lifts, known)) ?? known?.dayStart ?? starting,
    last: known?.newest ?? null,
  };
}

/** Equity when the daily-loss lock was lifted on the day of the newest point; null when it was not. */
async function liftedDayStart(
  store: LandmarkStore,
  lifts: readonly LockLiftRecord[],
  known: EquityLandmarks | null,
): Promise<Quote | null> {
  const lift = lifts.find(({ kind }) => kind === "dailyLoss");
  if (lift === undefined || known === null || !isSameDay(lift.atMs, known.newest.atMs)) return null;
  const [point] = await store.equityCurve({ sinceMs: lift.atMs, untilMs: lift.atMs });
  return point?.equity ?? null;
}

const isSameDay = (atMs: number, otherMs: number): boolean =>
  Math.floor(atMs / DAY_MS) === Math.floor(otherMs / DAY_MS);

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
