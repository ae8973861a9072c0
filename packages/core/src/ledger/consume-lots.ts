/**
 * The one FIFO engine: takes a sell out of the oldest lots.
 *
 * Invariants
 * 1. Every unit sold is allocated exactly once or reported as unmatched.
 * 2. Shares of value and fee are quantised half-even at 18 places; the last piece of a lot takes what is left of the lot, the
 *    last piece of a sell what is left of the sell. So the shares add up to the whole, to the last digit.
 */
import type { ScaledAllocation, ScaledLot, ScaledUnmatched } from "./allocation.ts";
import type { ScaledFill } from "./fill.ts";
import { dropOldestLot, type LotQueue, oldestLot, replaceOldestLot } from "./lot-queue.ts";
import { multiplyScaled, scaledShare } from "./scaled.ts";
import type { SettledFill } from "./settle-fill.ts";

export type Sell = { readonly fill: ScaledFill; readonly settled: SettledFill };

export type ConsumedLots = {
  readonly allocations: readonly ScaledAllocation[];
  readonly unmatched: ScaledUnmatched | null;
};

/** What is still to be placed of a sell. */
type Rest = { size: bigint; value: bigint; fee: bigint };

/** Takes `sell` out of `queue`, changing the queue: oldest lots first, none younger than the sell. */
export function consumeLots(queue: LotQueue, sell: Sell): ConsumedLots {
  const { fill, settled } = sell;
  const rest: Rest = { size: settled.size, value: settled.value, fee: settled.fee };
  const allocations: ScaledAllocation[] = [];
  while (rest.size > 0n) {
    const lot = oldestLot(queue);
    if (lot === undefined || lot.buyTimeMs > fill.timestampMs) break;
    allocations.push(takeFromLot(queue, lot, { sell, rest }));
  }
  return { allocations, unmatched: rest.size > 0n ? unmatchedRest(sell, rest) : null };
}

function takeFromLot(queue: LotQueue, lot: ScaledLot, claim: { sell: Sell; rest: Rest }): ScaledAllocation {
  const { fill, settled } = claim.sell;
  const size = within(lot.size, claim.rest.size);
  const bought = shareOfLot(lot, size);
  const sold = shareOfSell(claim, size);
  if (size === lot.size) dropOldestLot(queue);
  else {
    replaceOldestLot(queue, {
      ...lot,
      size: lot.size - size,
      costBasis: lot.costBasis - bought.value - bought.fee,
      fees: lot.fees - bought.fee,
    });
  }
  claim.rest.size -= size;
  claim.rest.value -= sold.value;
  claim.rest.fee -= sold.fee;
  const costBasis = bought.value + bought.fee;
  const netProceeds = sold.value - sold.fee;
  return {
    sellTradeId: fill.tradeId,
    sellOrderId: fill.orderId,
    buyTradeId: lot.buyTradeId,
    buyOrderId: lot.buyOrderId,
    symbol: lot.symbol,
    size,
    buyPrice: lot.price,
    sellPrice: fill.price,
    costBasis,
    proceeds: sold.value,
    netProceeds,
    fees: bought.fee + sold.fee,
    pnl: netProceeds - costBasis,
    buyTimeMs: lot.buyTimeMs,
    sellTimeMs: fill.timestampMs,
    feesComplete: lot.feesComplete && settled.feesComplete,
  };
}

type Share = { readonly value: bigint; readonly fee: bigint };

function shareOfLot(lot: ScaledLot, size: bigint): Share {
  const valueLeft = lot.costBasis - lot.fees;
  if (size === lot.size) return { value: valueLeft, fee: lot.fees };
  return {
    value: within(multiplyScaled(lot.price, size), valueLeft),
    fee: within(scaledShare(lot.feeBought, size, lot.sizeBought), lot.fees),
  };
}

function shareOfSell({ sell, rest }: { sell: Sell; rest: Rest }, size: bigint): Share {
  if (size === rest.size) return { value: rest.value, fee: rest.fee };
  return {
    value: within(multiplyScaled(sell.fill.price, size), rest.value),
    fee: within(scaledShare(sell.settled.fee, size, sell.settled.size), rest.fee),
  };
}

/** Many shares rounded up could add up to more than there is; a share never takes more than what is left. */
function within(share: bigint, left: bigint): bigint {
  if (left === 0n) return 0n;
  const isMore = left > 0n ? share > left : share < left;
  return isMore ? left : share;
}

const unmatchedRest = ({ fill, settled }: Sell, rest: Rest): ScaledUnmatched => ({
  sellTradeId: fill.tradeId,
  sellOrderId: fill.orderId,
  symbol: fill.symbol,
  size: rest.size,
  proceeds: rest.value,
  fees: rest.fee,
  sellTimeMs: fill.timestampMs,
  feesComplete: settled.feesComplete,
});
