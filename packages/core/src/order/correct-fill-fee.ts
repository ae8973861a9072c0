import { err, ok, type Result } from "../result.ts";
import type { Order, OrderFill } from "./order.ts";
import type { OrderFault } from "./order-event.ts";
import { faultOf } from "./order-fault.ts";

export type FeeCorrection = Pick<OrderFill, "tradeId" | "fee" | "feeCurrency">;

/** The order with the fee the venue reported or changed after the fill (F55). Size and price are never corrected. */
export function correctFillFee(order: Order, { tradeId, fee, feeCurrency }: FeeCorrection): Result<Order, OrderFault> {
  if (!order.fills.some((fill) => fill.tradeId === tradeId)) {
    return err(faultOf("ORDER_FILL_UNKNOWN", `${order.clientOrderId} has no fill ${tradeId}`));
  }
  const fills = order.fills.map((fill) => (fill.tradeId === tradeId ? { ...fill, fee, feeCurrency } : fill));
  return ok({ ...order, fills });
}
