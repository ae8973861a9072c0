/** One sell against the open lots of its symbol: the step a store takes when a sell is filled. */
import { ok, type Result } from "../result.ts";
import {
  type Allocation,
  type Lot,
  scaleLot,
  type Unmatched,
  unscaleAllocation,
  unscaleLot,
  unscaleUnmatched,
} from "./allocation.ts";
import { consumeLots } from "./consume-lots.ts";
import { type LedgerFault, type LedgerFill, scaleFill } from "./fill.ts";
import { type LedgerOptions, scaledFeeValue } from "./ledger-options.ts";
import { createLotQueue, insertLot, openLots } from "./lot-queue.ts";
import { settleFill } from "./settle-fill.ts";

export type SellAllocation = {
  readonly allocations: readonly Allocation[];
  /** Open lots after the sell, oldest first. */
  readonly lotsAfter: readonly Lot[];
  readonly unmatched: Unmatched | null;
};

export type SellContext = LedgerOptions & {
  /** All open lots of the sell's symbol, in any order. */
  readonly lots: readonly Lot[];
};

/**
 * Allocates `sell` to the oldest of `lots` with a time not after the sell's. Right only if no later sell of the symbol has been
 * allocated before (`isLateFill` tells).
 */
export function allocateSell(
  sell: LedgerFill & { readonly side: "sell" },
  context: SellContext,
): Result<SellAllocation, LedgerFault> {
  const fill = scaleFill(sell);
  if (!fill.ok) return fill;
  const settled = settleFill(fill.value, scaledFeeValue(context));
  if (!settled.ok) return settled;
  const queue = createLotQueue();
  for (const lot of context.lots) insertLot(queue, scaleLot(lot));
  const consumed = consumeLots(queue, { fill: fill.value, settled: settled.value });
  return ok({
    allocations: consumed.allocations.map(unscaleAllocation),
    lotsAfter: openLots(queue).map(unscaleLot),
    unmatched: consumed.unmatched === null ? null : unscaleUnmatched(consumed.unmatched),
  });
}
