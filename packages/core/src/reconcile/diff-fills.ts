import type { LedgerFill } from "../ledger/fill.ts";
import type { Difference } from "./difference.ts";

type FillIdentity = Pick<LedgerFill, "symbol" | "side" | "tradeId">;

/** Fills the venue reports and we have not booked, by trade id: two fills of one order stay two (P35). */
export function diffFills(ours: readonly FillIdentity[], venue: readonly LedgerFill[]): readonly Difference[] {
  const booked = new Set(ours.map(identity));
  return venue
    .filter((fill) => !booked.has(identity(fill)))
    .map(({ symbol, orderId, tradeId, size }) => ({
      kind: "fill_missing",
      symbol,
      venueOrderId: orderId,
      tradeId,
      size,
    }));
}

/** One trade with ourselves has two fills under one id, so the side belongs to the key. */
const identity = ({ symbol, side, tradeId }: FillIdentity): string => JSON.stringify([symbol, side, tradeId]);
