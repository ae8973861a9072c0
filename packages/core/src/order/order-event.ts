import type { Qty } from "../money/units.ts";
import type { OrderFill } from "./order.ts";

/** What a venue says about an order at one moment. */
export type VenueStatus = "open" | "filled" | "cancelled" | "expired" | "rejected";

export type OrderEvent =
  /** The row is written, the call follows. */
  | { readonly kind: "sent"; readonly atMs: number }
  /** Given up before it was ever sent. */
  | { readonly kind: "withdrawn"; readonly as: "cancelled" | "expired"; readonly atMs: number }
  /** The request never left: the same id may be sent again. */
  | { readonly kind: "not_sent" }
  | { readonly kind: "refused"; readonly code: string; readonly atMs: number }
  | { readonly kind: "accepted"; readonly venueOrderId: string }
  /** The answer was lost or unreadable: the order may be live. */
  | { readonly kind: "outcome_unknown"; readonly atMs: number }
  /** Found by its client id. Taken for ours only when terms and creation time agree (F56). */
  | {
      readonly kind: "found";
      readonly symbol: string;
      readonly side: "buy" | "sell";
      readonly size: Qty;
      /** Null when the venue does not say. */
      readonly createdAtMs: number | null;
      readonly venueOrderId: string;
      readonly status: VenueStatus;
      readonly filled: Qty;
      readonly atMs: number;
    }
  /** Looked up by its client id past the venue's grace period, and not there. */
  | { readonly kind: "absent"; readonly atMs: number }
  | {
      readonly kind: "venue_update";
      readonly venueOrderId: string;
      readonly status: VenueStatus;
      /** Cumulative, base units. */
      readonly filled: Qty;
      readonly atMs: number;
    }
  | { readonly kind: "fill"; readonly venueOrderId: string; readonly fill: OrderFill }
  | { readonly kind: "cancel_confirmed"; readonly venueOrderId: string; readonly atMs: number };

export type OrderFault = {
  readonly code:
    | "ORDER_TRANSITION_IMPOSSIBLE"
    | "ORDER_VENUE_ID_CONFLICT"
    | "ORDER_NOT_OURS"
    | "ORDER_OVERFILLED"
    | "ORDER_FILLED_SHORT"
    | "ORDER_FILL_CONTRADICTS"
    | "ORDER_FILL_UNKNOWN";
  readonly message: string;
};
