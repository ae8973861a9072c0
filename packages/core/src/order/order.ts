/**
 * An order at a venue, as far as we know it.
 *
 * Invariants
 * 1. Known fills and the venue's cumulative count only ever grow: nothing is un-filled.
 * 2. An order counts as filled only when its whole size is, whoever says what.
 * 3. `unknown` may be live at the venue: it is looked up, never sent again.
 */

import type { ClientOrderId } from "../ids/client-order-id.ts";
import { Decimal } from "../money/decimal.ts";
import { type Price, type Qty, qty } from "../money/units.ts";

/** One execution of an order. */
export type OrderFill = {
  readonly tradeId: string;
  readonly price: Price;
  /** Base units traded, before any fee. */
  readonly size: Qty;
  readonly fee: Decimal;
  readonly feeCurrency: string;
  readonly timestampMs: number;
};

export type OrderTerms = {
  readonly clientOrderId: ClientOrderId;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** Base units wanted. */
  readonly size: Qty;
};

type OrderFacts = OrderTerms & {
  /** By (time, trade id); each trade id once. */
  readonly fills: readonly OrderFill[];
  /** Largest cumulative filled size the venue ever reported, base units. May run ahead of `fills`. */
  readonly venueFilled: Qty;
};

export type OrderState =
  | { readonly state: "planned"; readonly venueOrderId: null }
  | { readonly state: "sent"; readonly venueOrderId: null; readonly sentAtMs: number }
  | { readonly state: "unknown"; readonly venueOrderId: null; readonly sentAtMs: number; readonly sinceMs: number }
  | { readonly state: "resting"; readonly venueOrderId: string }
  | { readonly state: "partially_filled"; readonly venueOrderId: string }
  | { readonly state: "filled"; readonly venueOrderId: string; readonly closedAtMs: number }
  | { readonly state: "cancelled"; readonly venueOrderId: string | null; readonly closedAtMs: number }
  | { readonly state: "expired"; readonly venueOrderId: string | null; readonly closedAtMs: number }
  | {
      readonly state: "refused";
      readonly venueOrderId: string | null;
      readonly closedAtMs: number;
      readonly code: string;
    };

export type OrderStateName = OrderState["state"];
export type Order = OrderFacts & OrderState;

const TERMINAL: ReadonlySet<OrderStateName> = new Set(["filled", "cancelled", "expired", "refused"]);

/** True when the venue is done with the order. Fills may still be missing: see `filledSize` against `bookedSize`. */
export const isTerminal = (order: Pick<Order, "state">): boolean => TERMINAL.has(order.state);

/** True when the order may be live at the venue and may lock a balance. */
export const isWorking = (order: Pick<Order, "state">): boolean => order.state !== "planned" && !isTerminal(order);

/** Base units of the fills we hold. */
export const bookedSize = (order: Pick<Order, "fills">): Qty =>
  order.fills.reduce((sum, fill) => qty(sum.add(fill.size)), qty(0));

/** Base units filled as far as anybody said. More than `bookedSize` means that fills are still to be fetched. */
export const filledSize = (order: Pick<Order, "fills" | "venueFilled">): Qty =>
  qty(Decimal.max(bookedSize(order), order.venueFilled));

/** Base units still to be filled. */
export const remainingSize = (order: Pick<Order, "fills" | "venueFilled" | "size">): Qty =>
  qty(order.size.sub(filledSize(order)));
