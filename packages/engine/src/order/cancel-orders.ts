/** Cancels orders and makes sure that they are dead and their fills booked: only the venue's word counts. */
import { assertNever, Decimal, err, ok, type Result, ZERO } from "@bottrader/core";
import type { OrderRecord, VenueOrder } from "@bottrader/ports";
import { bookFill } from "./book-fill.ts";
import { bookReports, closeAbsent, hasEnded } from "./book-venue-order.ts";
import type { Desk } from "./desk.ts";

/** Fails with the id of the first order whose end could not be confirmed. Only inside the symbol's chain. */
export async function cancelOrders(
  desk: Desk,
  symbol: string,
  orders: readonly OrderRecord[],
): Promise<Result<true, string>> {
  for (const order of orders) {
    if (!(await cancelOne(desk, symbol, order))) return err(order.clientOrderId);
    // A cancelled leg takes its sibling along; what the venue reported about it is booked before the next call
    await desk.pump.drain(symbol);
  }
  return ok(true);
}

async function cancelOne(desk: Desk, symbol: string, order: OrderRecord): Promise<boolean> {
  const current = await desk.store.transact((tx) => tx.order(order.clientOrderId));
  if (current === null || hasEnded(current.state)) return true;
  const outcome = await desk.exchange.cancelOrder(symbol, order.clientOrderId);
  switch (outcome.phase) {
    case "accepted":
      return bookEnd(desk, outcome.order);
    case "gone":
      return readEnd(desk, symbol, current);
    case "refused":
    case "not_sent":
    case "unknown":
      return false;
    default:
      return assertNever(outcome);
  }
}

/** "Gone" says only that there is nothing to cancel: the order is read to learn how it ended. */
async function readEnd(desk: Desk, symbol: string, order: OrderRecord): Promise<boolean> {
  const found = await desk.exchange.fetchOrder(symbol, order.clientOrderId);
  if (!found.ok) return false;
  if (found.value !== null) return found.value.state !== "open" && bookEnd(desk, found.value);
  const nowMs = desk.clock.nowMs();
  await desk.store.transact((tx) => closeAbsent(tx, order, nowMs));
  return true;
}

/** Books how an order ended, and the fills that raced with its cancel: what is left to sell is what they have not sold. */
async function bookEnd(desk: Desk, order: VenueOrder): Promise<boolean> {
  await bookReports(desk, [order]);
  const missing = await desk.store.transact(async (tx) => {
    const fills = await tx.fillsOfOrder(order.clientOrderId);
    return order.filledSize.sub(Decimal.sum(ZERO, ...fills.map((fill) => fill.size)));
  });
  if (missing.lte(0)) return true;
  const fills = await desk.exchange.fetchFills(order.createdAtMs);
  if (!fills.ok) return false;
  for (const fill of fills.value) if (fill.clientOrderId === order.clientOrderId) await bookFill(desk, fill);
  return true;
}
