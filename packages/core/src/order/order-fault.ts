import type { Order } from "./order.ts";
import type { OrderEvent, OrderFault } from "./order-event.ts";

export const faultOf = (code: OrderFault["code"], message: string): OrderFault => ({ code, message });

export const impossible = (order: Order, event: Pick<OrderEvent, "kind">): OrderFault =>
  faultOf(
    "ORDER_TRANSITION_IMPOSSIBLE",
    `${event.kind} cannot happen to ${order.clientOrderId}, which is ${order.state}`,
  );
