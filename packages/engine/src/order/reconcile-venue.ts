/**
 * Brings the books to what the venue says: on every start, after anything that was lost, and on a timer.
 *
 * Starting and recovering are the same: fills first, then orders, then protection. Until the venue could be read nothing that
 * adds risk is done.
 */
import { err, ok, type Result } from "@bottrader/core";
import type { OrderRecord, VenueFill, VenueOrder } from "@bottrader/ports";
import { bookFill } from "./book-fill.ts";
import { bookReports, closeAbsent, hasEnded } from "./book-venue-order.ts";
import type { Desk } from "./desk.ts";
import { protectPosition } from "./protect-position.ts";
import { isSettled } from "./settle-intent.ts";
import { takeUpIdleExits } from "./take-up-exit.ts";

/** Fills are asked for again this far back: late and reordered reports are found by their trade ids. */
const OVERLAP_MS = 300_000;

export type Reconciliation = {
  readonly isReconciled: boolean;
  readonly fillsBooked: number;
  readonly ordersResolved: number;
  /** Orders at the venue that are not ours. Listed, never touched. */
  readonly foreignOrders: readonly string[];
};

export async function reconcileVenue(desk: Desk): Promise<Reconciliation> {
  const read = await readVenue(desk);
  if (!read.ok) {
    desk.market.isReconciled = false;
    desk.anomaly({ code: "VENUE_UNREADABLE", symbol: null, detail: read.error });
    return { isReconciled: false, fillsBooked: 0, ordersResolved: 0, foreignOrders: [] };
  }
  const { fills, open } = read.value;
  const fillsBooked = await bookFills(desk, fills);
  const foreignOrders = await bookOpen(desk, open);
  const absent = await resolveAbsent(desk, new Set<string>(open.map((order) => order.clientOrderId)));
  for (const symbol of await concernedSymbols(desk, absent.symbols)) {
    await desk.pump.alone(symbol, async () => {
      await takeUpIdleExits(desk, symbol);
      await protectPosition(desk, symbol);
    });
  }
  desk.market.isReconciled = absent.unresolved === 0;
  return { isReconciled: desk.market.isReconciled, fillsBooked, ordersResolved: absent.resolved, foreignOrders };
}

type VenueTruth = { readonly fills: readonly VenueFill[]; readonly open: readonly VenueOrder[] };

async function readVenue(desk: Desk): Promise<Result<VenueTruth, string>> {
  const since = (await desk.store.newestFillAtMs()) ?? 0;
  const fills = await desk.exchange.fetchFills(Math.max(0, since - OVERLAP_MS));
  if (!fills.ok) return err(fills.detail);
  const open = await desk.exchange.fetchOpenOrders();
  return open.ok ? ok({ fills: fills.value, open: open.value }) : err(open.detail);
}

async function bookFills(desk: Desk, fills: readonly VenueFill[]): Promise<number> {
  let booked = 0;
  for (const fill of fills) if (await desk.pump.alone(fill.symbol, () => bookFill(desk, fill))) booked += 1;
  return booked;
}

/** Books the venue's open orders; returns the ids of those that are not ours. */
async function bookOpen(desk: Desk, open: readonly VenueOrder[]): Promise<readonly string[]> {
  const foreign: string[] = [];
  for (const order of open) {
    const [booked] = await desk.pump.alone(order.symbol, () => bookReports(desk, [order]));
    if (booked?.row === null) foreign.push(order.clientOrderId);
  }
  return foreign;
}

/** Orders we think are working that are not among the venue's open ones: read one by one, never guessed. */
async function resolveAbsent(
  desk: Desk,
  openIds: ReadonlySet<string>,
): Promise<{ readonly resolved: number; readonly unresolved: number; readonly symbols: readonly string[] }> {
  const working = await desk.store.transact((tx) => tx.workingOrders(null));
  let resolved = 0;
  let unresolved = 0;
  for (const order of working.filter((row) => !openIds.has(row.clientOrderId))) {
    if (await desk.pump.alone(order.symbol, () => resolveOne(desk, order))) resolved += 1;
    else unresolved += 1;
  }
  return { resolved, unresolved, symbols: working.map((order) => order.symbol) };
}

async function resolveOne(desk: Desk, order: OrderRecord): Promise<boolean> {
  if (await isLeftToIntent(desk, order)) return true;
  const found = await desk.exchange.fetchOrder(order.symbol, order.clientOrderId);
  if (!found.ok) return false;
  if (found.value !== null) {
    await bookReports(desk, [found.value]);
    return true;
  }
  const nowMs = desk.clock.nowMs();
  await desk.store.transact(async (tx) => {
    const current = await tx.order(order.clientOrderId);
    if (current !== null && !hasEnded(current.state)) await closeAbsent(tx, current, nowMs);
  });
  return true;
}

/**
 * True for orders that something else will still send: an entry or exit whose intent is between row and answer, for the redelivered
 * intent looks it up; and the legs that a venue attaches once their entry fills.
 */
async function isLeftToIntent(desk: Desk, order: OrderRecord): Promise<boolean> {
  if (order.state !== "planned" && order.state !== "unknown") return false;
  const record = await desk.store.transact((tx) => tx.intent(order.intentId));
  if (record === null || isSettled(record.state)) return false;
  if (order.leg === "stop" || order.leg === "target") return order.state === "planned" && order.attempt === 0;
  return record.state === "planned" && record.intent.type === order.leg;
}

async function concernedSymbols(desk: Desk, withOrders: readonly string[]): Promise<ReadonlySet<string>> {
  const positions = await desk.store.transact((tx) => tx.openPositions());
  return new Set([...positions.map((position) => position.symbol), ...withOrders]);
}
