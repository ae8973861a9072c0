/**
 * Where an order stands, from everything the venue has said so far.
 *
 * - Whole size filled: filled, whatever status was seen.
 * - Else a closing status, the first one seen. An "open" after it is an older copy and changes nothing.
 * - Else partially filled or resting.
 */
import { Decimal } from "../money/decimal.ts";
import { type Qty, qty } from "../money/units.ts";
import { err, ok, type Result } from "../result.ts";
import { filledSize, type Order, type OrderFill } from "./order.ts";
import type { OrderEvent, OrderFault } from "./order-event.ts";
import { faultOf, impossible } from "./order-fault.ts";

type Closing = {
  readonly state: "cancelled" | "expired" | "refused";
  readonly atMs: number;
  readonly code?: string;
};

export type VenueFacts = {
  readonly venueOrderId: string;
  readonly closing: Closing | null;
  readonly fills?: readonly OrderFill[];
  /** Cumulative size reported with the fact. */
  readonly filled?: Qty;
  /** When the fact was true at the venue: the closing time if it completes the order. */
  readonly filledAtMs?: number;
};

export function foldVenueFacts(
  order: Order,
  event: Pick<OrderEvent, "kind">,
  facts: VenueFacts,
): Result<Order, OrderFault> {
  if (!wasSent(order)) return err(impossible(order, event));
  if (order.venueOrderId !== null && order.venueOrderId !== facts.venueOrderId) {
    const message = `${order.clientOrderId} is ${order.venueOrderId} at the venue, not ${facts.venueOrderId}`;
    return err(faultOf("ORDER_VENUE_ID_CONFLICT", message));
  }
  const { clientOrderId, symbol, side, size } = order;
  const fills = facts.fills ?? order.fills;
  const venueFilled = qty(Decimal.max(order.venueFilled, facts.filled ?? 0));
  const known = { clientOrderId, symbol, side, size, fills, venueFilled, venueOrderId: facts.venueOrderId };
  const filled = filledSize(known);
  if (filled.gt(size)) return err(faultOf("ORDER_OVERFILLED", `fills of ${filled.toFixed()} for ${size.toFixed()}`));

  if (filled.eq(size)) {
    const closedAtMs = order.state === "filled" ? order.closedAtMs : completedAtMs(facts, fills);
    return ok({ ...known, state: "filled", closedAtMs });
  }
  const closing = closedBefore(order) ?? facts.closing;
  if (closing !== null) return ok({ ...known, ...closedState(closing) });
  return ok({ ...known, state: filled.gt(0) ? "partially_filled" : "resting" });
}

/** False for an order that never left us: nothing of a venue can be about it. */
const wasSent = (order: Order): boolean =>
  order.state !== "planned" &&
  !((order.state === "cancelled" || order.state === "expired") && order.venueOrderId === null);

/** A refusal without a venue id was our conclusion from an answer; the venue showing the order overrules it. */
function closedBefore(order: Order): Closing | null {
  if (order.venueOrderId === null) return null;
  if (order.state === "refused") return { state: "refused", atMs: order.closedAtMs, code: order.code };
  if (order.state === "cancelled" || order.state === "expired") return { state: order.state, atMs: order.closedAtMs };
  return null;
}

const closedState = ({ state, atMs, code }: Closing) =>
  state === "refused" ? { state, closedAtMs: atMs, code: code ?? "REJECTED_BY_VENUE" } : { state, closedAtMs: atMs };

const completedAtMs = (facts: VenueFacts, fills: readonly OrderFill[]): number =>
  facts.filledAtMs ?? Math.max(...fills.map((fill) => fill.timestampMs));
