import { type Qty, qty } from "../money/units.ts";
import type { Difference } from "./difference.ts";

export type BalanceCheck = {
  /** Largest difference that is not worth a word, in units of the currency: dust and roundings of the venue. */
  readonly tolerance: Qty;
};

/**
 * What the books say is held against the venue's total balances (free and locked), by currency. A currency on one side only counts
 * as zero on the other.
 */
export function diffBalance(
  ours: ReadonlyMap<string, Qty>,
  venue: ReadonlyMap<string, Qty>,
  check: BalanceCheck,
): readonly Difference[] {
  const currencies = [...new Set([...ours.keys(), ...venue.keys()])].sort();
  return currencies.flatMap((currency): readonly Difference[] => {
    const held = ours.get(currency) ?? qty(0);
    const there = venue.get(currency) ?? qty(0);
    if (held.sub(there).abs().lte(check.tolerance)) return [];
    return [{ kind: "size_mismatch", what: "balance", of: currency, ours: held, venue: there }];
  });
}
