/**
 * The life of an order.
 *
 * Venue facts (status, cumulative size, fills) are folded, not followed: the order they arrive in, repeats and stale copies do not
 * change where the order ends. An event that cannot have happened is an error and leaves the order as it was.
 */
import { assertNever } from "../invariant.ts";
import { err, ok, type Result } from "../result.ts";
import { foldFill } from "./fold-fill.ts";
import { foldVenueFacts } from "./fold-venue-facts.ts";
import type { Order } from "./order.ts";
import type { OrderEvent, OrderFault } from "./order-event.ts";
import { faultOf, impossible } from "./order-fault.ts";

type EventOf<K extends OrderEvent["kind"]> = Extract<OrderEvent, { kind: K }>;
type Transition = Result<Order, OrderFault>;

/** Clocks of ours and of a venue may differ this much; an older namesake is not our order. */
const CREATION_SKEW_MS = 5_000;

/** The order after `event`, or why the event cannot have happened to it. */
export function transitionOrder(order: Order, event: OrderEvent): Transition {
  switch (event.kind) {
    case "sent":
      return onSent(order, event);
    case "withdrawn":
      return onWithdrawn(order, event);
    case "not_sent":
      return onNotSent(order, event);
    case "refused":
      return onRefused(order, event);
    case "outcome_unknown":
      return onOutcomeUnknown(order, event);
    case "absent":
      return onAbsent(order, event);
    case "accepted":
      return foldVenueFacts(order, event, { venueOrderId: event.venueOrderId, closing: null });
    case "found":
      return onFound(order, event);
    case "venue_update":
      return onVenueUpdate(order, event);
    case "fill":
      return foldFill(order, event);
    case "cancel_confirmed":
      return onCancelConfirmed(order, event);
    default:
      return assertNever(event);
  }
}

function onSent(order: Order, event: EventOf<"sent">): Transition {
  if (order.state !== "planned") return err(impossible(order, event));
  return ok({ ...order, state: "sent", sentAtMs: event.atMs });
}

function onWithdrawn(order: Order, event: EventOf<"withdrawn">): Transition {
  if (order.state !== "planned") return err(impossible(order, event));
  return ok({ ...order, state: event.as, closedAtMs: event.atMs });
}

function onNotSent(order: Order, event: EventOf<"not_sent">): Transition {
  if (order.state !== "sent") return err(impossible(order, event));
  const { sentAtMs: _, ...rest } = order;
  return ok({ ...rest, state: "planned" });
}

function onRefused(order: Order, event: EventOf<"refused">): Transition {
  if (order.state !== "sent" && order.state !== "unknown") return err(impossible(order, event));
  return ok(refusedOrder(order, event));
}

function onOutcomeUnknown(order: Order, event: EventOf<"outcome_unknown">): Transition {
  if (order.state === "sent") return ok({ ...order, state: "unknown", sinceMs: event.atMs });
  if (order.state === "planned") return err(impossible(order, event));
  // The stream or an earlier answer already told what became of it.
  return ok(order);
}

function onCancelConfirmed(order: Order, event: EventOf<"cancel_confirmed">): Transition {
  const closing = { state: "cancelled", atMs: event.atMs } as const;
  return foldVenueFacts(order, event, { venueOrderId: event.venueOrderId, closing });
}

function onFound(order: Order, event: EventOf<"found">): Transition {
  const isSame = event.symbol === order.symbol && event.side === order.side && event.size.eq(order.size);
  const sentAtMs = order.state === "sent" || order.state === "unknown" ? order.sentAtMs : null;
  const isOlder = sentAtMs !== null && event.createdAtMs !== null && event.createdAtMs < sentAtMs - CREATION_SKEW_MS;
  if (!isSame || isOlder) {
    return err(faultOf("ORDER_NOT_OURS", `${event.venueOrderId} is a namesake of ${order.clientOrderId}`));
  }
  return onVenueUpdate(order, event);
}

function onAbsent(order: Order, event: EventOf<"absent">): Transition {
  // Not finding an order that was once seen proves nothing about how it ended (F23).
  if (order.state !== "unknown") return err(impossible(order, event));
  return ok(refusedOrder(order, { code: "NOT_AT_VENUE", atMs: event.atMs }));
}

function refusedOrder(order: Order & { state: "sent" | "unknown" }, why: { code: string; atMs: number }): Order {
  const { clientOrderId, symbol, side, size, fills, venueFilled } = order;
  const facts = { clientOrderId, symbol, side, size, fills, venueFilled };
  return { ...facts, state: "refused", venueOrderId: null, code: why.code, closedAtMs: why.atMs };
}

function onVenueUpdate(order: Order, event: EventOf<"venue_update" | "found">): Transition {
  if (event.filled.gt(order.size)) {
    return err(faultOf("ORDER_OVERFILLED", `venue reports ${event.filled.toFixed()} of ${order.size.toFixed()}`));
  }
  if (event.status === "filled" && event.filled.lt(order.size)) {
    return err(faultOf("ORDER_FILLED_SHORT", `filled with ${event.filled.toFixed()} of ${order.size.toFixed()}`));
  }
  return foldVenueFacts(order, event, {
    venueOrderId: event.venueOrderId,
    filled: event.filled,
    filledAtMs: event.atMs,
    closing: closingOf(event),
  });
}

function closingOf({ status, atMs }: EventOf<"venue_update" | "found">) {
  switch (status) {
    case "open":
    case "filled":
      return null;
    case "cancelled":
    case "expired":
      return { state: status, atMs };
    case "rejected":
      return { state: "refused" as const, atMs };
    default:
      return assertNever(status);
  }
}
