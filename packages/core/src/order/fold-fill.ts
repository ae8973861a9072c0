/** Fills of an order: each trade id counts once, however often and in whatever order it is delivered. */

import { compareFillKeys } from "../ledger/fill.ts";
import { err, ok, type Result } from "../result.ts";
import { foldVenueFacts } from "./fold-venue-facts.ts";
import type { Order, OrderFill } from "./order.ts";
import type { OrderEvent, OrderFault } from "./order-event.ts";
import { faultOf } from "./order-fault.ts";

export function foldFill(order: Order, event: Extract<OrderEvent, { kind: "fill" }>): Result<Order, OrderFault> {
  const fills = withFill(order, event.fill);
  if (!fills.ok) return fills;
  return foldVenueFacts(order, event, { venueOrderId: event.venueOrderId, closing: null, fills: fills.value });
}

function withFill(order: Order, fill: OrderFill): Result<readonly OrderFill[], OrderFault> {
  if (!fill.size.gt(0)) return err(faultOf("ORDER_FILL_CONTRADICTS", `fill ${fill.tradeId} has no size`));
  const known = order.fills.find((other) => other.tradeId === fill.tradeId);
  if (known === undefined) return ok([...order.fills, fill].sort(compareFillKeys));
  if (!known.size.eq(fill.size) || !known.price.eq(fill.price)) {
    return err(faultOf("ORDER_FILL_CONTRADICTS", `fill ${fill.tradeId} came with two sizes or prices`));
  }
  // Streams often deliver a fill before its fee is known; the copy with a fee completes it.
  if (!known.fee.isZero() || fill.fee.isZero()) return ok(order.fills);
  return ok(order.fills.map((other) => (other === known ? fill : other)));
}
