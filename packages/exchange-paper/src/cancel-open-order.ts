import type { PaperOrder } from "@bottrader/ports";
import { announceOrder, type Draft, openOrder, openOrders, putOrder } from "./venue-draft.ts";

/**
 * Cancels what is left of an open order. Cancelling one leg of a group cancels the other, and the open rest of the buy they
 * protect: what it bought from then on would be naked. Cancelling a buy keeps the legs of the part that has filled.
 */
export function cancelOpenOrder(draft: Draft, order: PaperOrder): PaperOrder {
  const cancelled = endAsCancelled(draft, order);
  const sibling = siblingOf(draft, order);
  if (sibling) endAsCancelled(draft, sibling);
  cancelParentOf(draft, order);
  return cancelled;
}

/** The other open leg of the order's group. */
export function siblingOf(draft: Draft, leg: PaperOrder): PaperOrder | null {
  if (leg.groupId === null) return null;
  const isSibling = (order: PaperOrder) => order.groupId === leg.groupId && order.clientOrderId !== leg.clientOrderId;
  return openOrders(draft, leg.symbol).find(isSibling) ?? null;
}

/** A group attached to a buy carries the buy's id; one placed by itself finds no buy here. */
export function cancelParentOf(draft: Draft, leg: PaperOrder): void {
  const parent = leg.groupId === null ? null : openOrder(draft, leg.groupId);
  if (parent?.attached) endAsCancelled(draft, parent);
}

function endAsCancelled(draft: Draft, order: PaperOrder): PaperOrder {
  const cancelled: PaperOrder = { ...order, state: "cancelled" };
  putOrder(draft, cancelled);
  announceOrder(draft, cancelled);
  return cancelled;
}
