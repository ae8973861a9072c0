/** Sends one planned order to the venue, or finds out what became of it. Only inside the symbol's chain. */
import { assertNever, type Leg } from "@bottrader/core";
import type { AttachedBracket, DeliveryOutcome, OrderRecord, PlaceOutcome, VenueOrder } from "@bottrader/ports";
import { bookReports, closeAbsent } from "./book-venue-order.ts";
import type { Desk } from "./desk.ts";
import { protectPosition } from "./protect-position.ts";
import { stepIntent } from "./settle-intent.ts";

/** Sends an order whose row was written by this very delivery: there is nothing to look up. */
export async function placePlanned(desk: Desk, order: OrderRecord): Promise<DeliveryOutcome> {
  const attached = await attachedBracket(desk, order);
  const outcome = await desk.exchange.placeOrder({
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    type: order.type === "market" ? "market" : "limit",
    size: order.size,
    limitPrice: order.limitPrice,
    timeInForce: "gtc",
    attached,
  });
  return settleCall(desk, order, outcome);
}

/**
 * Looks an order up by its client order id and sends it only when the venue has no such order and it is not after `sendUntilMs`
 * (null: an exit, wanted whenever its turn comes).
 */
export async function resumePlanned(
  desk: Desk,
  order: OrderRecord,
  sendUntilMs: number | null,
): Promise<DeliveryOutcome> {
  const found = await desk.exchange.fetchOrder(order.symbol, order.clientOrderId);
  if (!found.ok) return { kind: "retry", reason: `ORDER_UNRESOLVED ${found.detail}` };
  if (found.value !== null) return settleAccepted(desk, order, [found.value]);
  if (sendUntilMs !== null && desk.clock.nowMs() > sendUntilMs) return settleExpired(desk, order);
  return placePlanned(desk, order);
}

async function settleCall(desk: Desk, order: OrderRecord, outcome: PlaceOutcome): Promise<DeliveryOutcome> {
  switch (outcome.phase) {
    case "accepted":
      return settleAccepted(desk, order, outcome.orders);
    case "refused":
      // An id that is in use proves that an earlier try arrived: the order is there and will be found by it
      if (outcome.code === "DUPLICATE_ID") return settleUnknown(desk, order, outcome);
      return settleRefused(desk, order, `${outcome.code} ${outcome.detail}`);
    case "not_sent":
      if (outcome.retryable) return { kind: "retry", reason: `${outcome.code} ${outcome.detail}` };
      return settleRefused(desk, order, `${outcome.code} ${outcome.detail}`);
    case "unknown":
      return settleUnknown(desk, order, outcome);
    default:
      return assertNever(outcome);
  }
}

async function settleUnknown(
  desk: Desk,
  order: OrderRecord,
  { code, detail }: { readonly code: string; readonly detail: string },
): Promise<DeliveryOutcome> {
  const nowMs = desk.clock.nowMs();
  await desk.store.transact((tx) => tx.updateOrder({ ...order, state: "unknown", updatedAtMs: nowMs }, code));
  desk.anomaly({ code: "ORDER_UNRESOLVED", symbol: order.symbol, detail: `${order.clientOrderId} ${code} ${detail}` });
  return { kind: "retry", reason: `ORDER_UNRESOLVED ${code}` };
}

async function settleAccepted(desk: Desk, order: OrderRecord, orders: readonly VenueOrder[]): Promise<DeliveryOutcome> {
  const nowMs = desk.clock.nowMs();
  const reports = await bookReports(desk, orders, async (tx, booked) => {
    if (booked.every(({ fault }) => fault === null)) await stepIntent(tx, order.intentId, { state: "working", nowMs });
  });
  desk.changed("orders", "intents");
  const fault = reports.find((report) => report.fault !== null)?.fault;
  // A namesake, or an answer that cannot be about this order: what became of ours is still not known
  return fault ? { kind: "retry", reason: `ORDER_UNRESOLVED ${fault.code}` } : { kind: "done" };
}

async function settleExpired(desk: Desk, order: OrderRecord): Promise<DeliveryOutcome> {
  const nowMs = desk.clock.nowMs();
  await desk.store.transact(async (tx) => {
    await stepIntent(tx, order.intentId, { state: "expired", reason: "INTENT_EXPIRED", nowMs });
    await closeAbsent(tx, order, nowMs);
  });
  desk.changed("orders", "intents");
  return { kind: "done" };
}

async function settleRefused(desk: Desk, order: OrderRecord, words: string): Promise<DeliveryOutcome> {
  const nowMs = desk.clock.nowMs();
  await desk.store.transact(async (tx) => {
    for (const row of await tx.ordersOfIntent(order.intentId)) {
      if (row.state !== "planned" && row.state !== "unknown") continue;
      const state = row.clientOrderId === order.clientOrderId ? "refused" : "cancelled";
      await tx.updateOrder({ ...row, state, updatedAtMs: nowMs }, words);
    }
    await stepIntent(tx, order.intentId, {
      state: "rejected",
      reason: "VENUE_REFUSED",
      record: { venue: words },
      nowMs,
    });
  });
  desk.changed("orders", "intents");
  // A refused exit must not leave the position as naked as its cancelled bracket made it
  if (order.leg === "exit") await protectPosition(desk, order.symbol);
  return { kind: "done" };
}

async function attachedBracket(desk: Desk, order: OrderRecord): Promise<AttachedBracket | null> {
  if (order.leg !== "entry" || desk.exchange.capabilities.bracket !== "native") return null;
  const siblings = await desk.store.transact((tx) => tx.ordersOfIntent(order.intentId));
  const leg = (wanted: Leg): OrderRecord | undefined =>
    siblings.find((row) => row.leg === wanted && row.attempt === order.attempt);
  const stop = leg("stop");
  const target = leg("target");
  if (!stop?.stopPrice || !target?.limitPrice) return null;
  return {
    stopId: stop.clientOrderId,
    stopPrice: stop.stopPrice,
    targetId: target.clientOrderId,
    targetPrice: target.limitPrice,
  };
}
