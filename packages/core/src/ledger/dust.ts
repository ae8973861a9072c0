/** Dust: a holding the exchange would refuse to sell. It is shown and valued, but says nothing about wins and losses. */

import type { Market } from "../market/market.ts";
import { type Decimal, ZERO } from "../money/decimal.ts";
import type { Price, Qty } from "../money/units.ts";
import type { Lot } from "./allocation.ts";

/** The exchange's minimum on a symbol. */
export type DustLimit = Pick<Market, "sizeMin" | "notionalMin">;

/** The minimum of a symbol, or null when it is not known: then nothing of it is called dust. */
export type DustBelow = (symbol: string) => DustLimit | null;

export const isDust = (holding: { readonly size: Qty; readonly price: Price }, limit: DustLimit | null): boolean =>
  limit !== null && isBelow(limit, holding.size, holding.size.mul(holding.price));

const isBelow = (limit: DustLimit, size: Decimal, notional: Decimal): boolean =>
  size.lt(limit.sizeMin) || notional.lt(limit.notionalMin);

export type OpenLot = Lot & { readonly dust: boolean };

/**
 * Marks the lots of each symbol whose leftovers together are below the minimum, valued at their buy prices: two crumbs that can be
 * sold as one are not dust.
 */
export function markDust(lots: readonly Lot[], dustBelow: DustBelow): readonly OpenLot[] {
  const holdings = new Map<string, { size: Decimal; notional: Decimal }>();
  for (const { symbol, size, price } of lots) {
    const held = holdings.get(symbol) ?? { size: ZERO, notional: ZERO };
    holdings.set(symbol, { size: held.size.add(size), notional: held.notional.add(size.mul(price)) });
  }
  const dustSymbols = new Set<string>();
  for (const [symbol, held] of holdings) {
    const limit = dustBelow(symbol);
    if (limit !== null && isBelow(limit, held.size, held.notional)) dustSymbols.add(symbol);
  }
  return lots.map((lot) => ({ ...lot, dust: dustSymbols.has(lot.symbol) }));
}
