import type { PaperOrder } from "@bottrader/ports";
import { type Draft, putOrder } from "./venue-draft.ts";

/** Marks a stop as triggered, so that what cannot be sold now is sold at the market later. Other orders pass unchanged. */
export function triggerStop(draft: Draft, order: PaperOrder): PaperOrder {
  if (order.type !== "stop" || order.triggered) return order;
  const triggered: PaperOrder = { ...order, triggered: true };
  putOrder(draft, triggered);
  return triggered;
}
