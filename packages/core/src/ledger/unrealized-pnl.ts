import { type Price, type Quote, quote } from "../money/units.ts";
import type { Lot } from "./allocation.ts";

/**
 * P&L of open lots if they were sold at `priceOf` their symbol, before the fee of that sell, in quote. Null when a price is
 * missing: a part of the sum would pass for the whole. All lots must be quoted in one currency.
 */
export function unrealizedPnl(lots: readonly Lot[], priceOf: (symbol: string) => Price | null): Quote | null {
  let sum = quote(0);
  for (const lot of lots) {
    const price = priceOf(lot.symbol);
    if (price === null) return null;
    sum = quote(sum.add(lot.size.mul(price)).sub(lot.costBasis));
  }
  return sum;
}
