import { invariant } from "../invariant.ts";
import { qty } from "../money/units.ts";
import type { Order, OrderTerms } from "./order.ts";

/** A new order, not yet sent. Its size must be above zero (P47). */
export function planOrder(terms: OrderTerms): Order {
  invariant(terms.size.gt(0), `order ${terms.clientOrderId} has a size above zero`);
  return { ...terms, fills: [], venueFilled: qty(0), state: "planned", venueOrderId: null };
}
