import { Decimal, type Price, price, type Qty, type Quote, qty, quote, ZERO } from "@bottrader/core";
import type { LotRecord } from "@bottrader/ports";

export type Holding = { readonly size: Qty; readonly cost: Quote; readonly entryPrice: Price };

/** What the open lots add up to. */
export function holding(lots: readonly LotRecord[]): Holding {
  const size = Decimal.sum(ZERO, ...lots.map((lot) => lot.size));
  const cost = Decimal.sum(ZERO, ...lots.map((lot) => lot.costBasis));
  const value = Decimal.sum(ZERO, ...lots.map((lot) => lot.price.mul(lot.size)));
  const average = size.isZero() ? ZERO : value.div(size).toDecimalPlaces(18);
  return { size: qty(size), cost: quote(cost), entryPrice: price(average) };
}
