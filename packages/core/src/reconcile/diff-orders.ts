/** Our working orders against the venue's open orders. Both lists must be complete: a missing page is a missing order (F38). */
import { type Qty, qty } from "../money/units.ts";
import { bookedSize, isWorking, type Order } from "../order/order.ts";
import type { Difference } from "./difference.ts";

export type VenueOrder = {
  readonly venueOrderId: string;
  readonly clientOrderId: string | null;
  readonly symbol: string;
  readonly size: Qty;
  /** Cumulative, base units. */
  readonly filled: Qty;
};

/**
 * Differences in the order of `ours`, then `venue`. Orders meet by client id, or by venue id where the venue knows no client id.
 * An order of ours that has ended but is open at the venue is `unknown_at_venue`: our books do not have it working.
 */
export function diffOrders(ours: readonly Order[], venue: readonly VenueOrder[]): readonly Difference[] {
  const unclaimed = new Set(venue);
  const byClientId = new Map(venue.map((order) => [order.clientOrderId, order]));
  const byVenueId = new Map(venue.map((order) => [order.venueOrderId, order]));
  const differences: Difference[] = [];
  for (const order of ours.filter(isWorking)) {
    const there = byClientId.get(order.clientOrderId) ?? byVenueId.get(order.venueOrderId ?? "");
    if (there === undefined) {
      differences.push({ kind: "missing_at_venue", symbol: order.symbol, clientOrderId: order.clientOrderId });
      continue;
    }
    unclaimed.delete(there);
    differences.push(...diffOrder(order, there));
  }
  for (const { symbol, venueOrderId, clientOrderId } of unclaimed) {
    differences.push({ kind: "unknown_at_venue", symbol, venueOrderId, clientOrderId });
  }
  return differences;
}

function diffOrder(ours: Order, venue: VenueOrder): readonly Difference[] {
  const differences: Difference[] = [];
  if (!ours.size.eq(venue.size)) {
    differences.push({
      kind: "size_mismatch",
      what: "order",
      of: ours.clientOrderId,
      ours: ours.size,
      venue: venue.size,
    });
  }
  const missing = venue.filled.sub(bookedSize(ours));
  if (missing.gt(0)) {
    const { symbol, venueOrderId } = venue;
    differences.push({ kind: "fill_missing", symbol, venueOrderId, tradeId: null, size: qty(missing) });
  }
  return differences;
}
