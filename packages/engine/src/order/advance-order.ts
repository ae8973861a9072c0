/**
 * An order row of ours, moved on by what happened to it. The order machine of the core decides; this file only translates.
 *
 * Row and machine differ in two ways, and only here
 * 1. A row is `planned` until the venue is heard of: being heard of proves that it was sent.
 * 2. A fill may come before the venue's own id is known; until then our id stands in for it.
 */
import {
  assertNever,
  filledSize,
  type Order,
  type OrderEvent,
  type OrderFault,
  type OrderFill,
  ok,
  type Result,
  transitionOrder,
} from "@bottrader/core";
import type { FillRecord, OrderRecord, VenueFill, VenueOrder } from "@bottrader/ports";

export type OrderAdvance = {
  readonly event: OrderEvent;
  /** Booked fills of the order. */
  readonly fills: readonly FillRecord[];
  readonly nowMs: number;
};

/** The row after the event, or why it cannot have happened to it. */
export function advanceOrder(row: OrderRecord, { event, fills, nowMs }: OrderAdvance): Result<OrderRecord, OrderFault> {
  const sent = sentOrder(machineOrder(row, fills, event), event, row.createdAtMs);
  if (!sent.ok) return sent;
  const after = transitionOrder(sent.value, event);
  if (!after.ok) return after;
  const order = after.value;
  const venueOrderId = order.venueOrderId === row.clientOrderId ? row.venueOrderId : order.venueOrderId;
  return ok({ ...row, state: order.state, filledSize: filledSize(order), venueOrderId, updatedAtMs: nowMs });
}

/** What the venue says of the order. Of one not heard of before, it must also agree with what we asked for (F56). */
export function reportEvent(row: OrderRecord, order: VenueOrder, nowMs: number): OrderEvent {
  const { venueOrderId, state: status, filledSize: filled } = order;
  if (row.venueOrderId !== null) return { kind: "venue_update", venueOrderId, status, filled, atMs: nowMs };
  const { symbol, side, size, createdAtMs } = order;
  return { kind: "found", symbol, side, size, createdAtMs, venueOrderId, status, filled, atMs: nowMs };
}

export const fillEvent = (row: OrderRecord, fill: VenueFill): OrderEvent => ({
  kind: "fill",
  venueOrderId: row.venueOrderId ?? row.clientOrderId,
  fill: machineFill(fill),
});

/** The venue knows no such order: it was never sent, did not arrive, or was seen once and has been forgotten since it ended. */
export function absentEvent(row: OrderRecord, nowMs: number): OrderEvent {
  if (row.state === "planned") return { kind: "withdrawn", as: "cancelled", atMs: nowMs };
  if (row.venueOrderId === null && row.state === "unknown") return { kind: "absent", atMs: nowMs };
  return { kind: "cancel_confirmed", venueOrderId: row.venueOrderId ?? row.clientOrderId, atMs: nowMs };
}

function sentOrder(order: Order, event: OrderEvent, sentAtMs: number): Result<Order, OrderFault> {
  if (order.state !== "planned" || event.kind === "withdrawn") return ok(order);
  return transitionOrder(order, { kind: "sent", atMs: sentAtMs });
}

const machineFill = (fill: FillRecord): OrderFill => ({
  tradeId: fill.tradeId,
  price: fill.price,
  size: fill.size,
  fee: fill.fee,
  feeCurrency: fill.feeCurrency,
  timestampMs: fill.atMs,
});

function machineOrder(row: OrderRecord, fills: readonly FillRecord[], event: OrderEvent): Order {
  const { clientOrderId, symbol, side, size, venueOrderId, createdAtMs: sentAtMs, updatedAtMs: closedAtMs } = row;
  const facts = { clientOrderId, symbol, side, size, fills: fills.map(machineFill), venueFilled: row.filledSize };
  const seenAs = venueOrderId ?? ("venueOrderId" in event ? event.venueOrderId : clientOrderId);
  switch (row.state) {
    case "planned":
      return { ...facts, state: "planned", venueOrderId: null };
    case "sent":
      return { ...facts, state: "sent", venueOrderId: null, sentAtMs };
    case "unknown":
      return { ...facts, state: "unknown", venueOrderId: null, sentAtMs, sinceMs: row.updatedAtMs };
    case "resting":
    case "partially_filled":
      return { ...facts, state: row.state, venueOrderId: seenAs };
    case "filled":
      return { ...facts, state: "filled", venueOrderId: seenAs, closedAtMs };
    case "cancelled":
    case "expired":
      return { ...facts, state: row.state, venueOrderId, closedAtMs };
    case "refused":
      return { ...facts, state: "refused", venueOrderId, closedAtMs, code: "REFUSED" };
    default:
      return assertNever(row.state);
  }
}
