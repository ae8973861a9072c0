import type { Qty } from "../money/units.ts";

/** Everything that can be found different between our books and the venue. Sizes in base units. */
export type Difference =
  /** Working in our books, not open at the venue. How it ended is to be asked, not guessed. */
  | { readonly kind: "missing_at_venue"; readonly symbol: string; readonly clientOrderId: string }
  /** Open at the venue, not in our books. `clientOrderId` null: the venue knows none. */
  | {
      readonly kind: "unknown_at_venue";
      readonly symbol: string;
      readonly venueOrderId: string;
      readonly clientOrderId: string | null;
    }
  /** The venue filled more than we booked. `tradeId` null: only the order's count is known. */
  | {
      readonly kind: "fill_missing";
      readonly symbol: string;
      readonly venueOrderId: string;
      readonly tradeId: string | null;
      readonly size: Qty;
    }
  | {
      readonly kind: "size_mismatch";
      readonly what: "order" | "balance";
      /** Client order id or currency. */
      readonly of: string;
      readonly ours: Qty;
      readonly venue: Qty;
    }
  /** A working sell order for something that is not held. */
  | { readonly kind: "order_without_position"; readonly symbol: string; readonly clientOrderId: string }
  | { readonly kind: "position_without_protection"; readonly symbol: string; readonly size: Qty };
