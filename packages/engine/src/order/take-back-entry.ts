import type { OrderRecord } from "@bottrader/ports";
import { cancelOrders } from "./cancel-orders.ts";
import type { Desk } from "./desk.ts";
import { protectPosition } from "./protect-position.ts";

/** Cancels what has not filled of an entry; what has filled keeps its protection. Only inside the symbol's chain. */
export async function takeBackEntry(desk: Desk, order: OrderRecord): Promise<void> {
  const cancelled = await cancelOrders(desk, order.symbol, [order]);
  if (!cancelled.ok) desk.anomaly({ code: "ORDER_UNRESOLVED", symbol: order.symbol, detail: order.clientOrderId });
  await protectPosition(desk, order.symbol);
}
