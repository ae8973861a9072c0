/**
 * The ledger of one symbol, fed one fill at a time. Holds open lots and the last sell, never the history.
 *
 * Invariants
 * 1. A fill that would change what an earlier sell was given is refused as late, untouched: the book must then be rebuilt.
 * 2. A fill seen before is either recognised as a duplicate or refused as late; it is never booked twice.
 */
import { err, ok, type Result } from "../result.ts";
import type { ScaledAllocation, ScaledLot, ScaledUnmatched, ScaledUnvaluedFee } from "./allocation.ts";
import { consumeLots } from "./consume-lots.ts";
import { compareFillKeys, type LedgerFault, type LedgerFill, ledgerFault, type ScaledFill } from "./fill.ts";
import { createLotQueue, insertLot, type LotQueue } from "./lot-queue.ts";
import { lotOfBuy } from "./open-lot.ts";
import { type ScaledFeeValue, settleFill } from "./settle-fill.ts";

export type SymbolBook = { readonly queue: LotQueue; lastSell: ScaledFill | null; realized: bigint };

export type ScaledEffect =
  | {
      readonly kind: "booked";
      readonly allocations: readonly ScaledAllocation[];
      readonly unmatched: ScaledUnmatched | null;
      readonly unvaluedFee: ScaledUnvaluedFee | null;
    }
  | { readonly kind: "duplicate" }
  | { readonly kind: "late" };

export const createSymbolBook = (): SymbolBook => ({ queue: createLotQueue(), lastSell: null, realized: 0n });

/**
 * True when `fill` comes before what `lastSell` (the latest sell allocated on its symbol) already took: an earlier sell, or a buy
 * the sell could have used. The symbol must then be allocated again from all its fills.
 */
export function isLateFill(
  fill: Pick<LedgerFill, "side" | "timestampMs" | "tradeId">,
  lastSell: Pick<LedgerFill, "timestampMs" | "tradeId"> | null,
): boolean {
  if (lastSell === null) return false;
  return fill.side === "buy" ? fill.timestampMs <= lastSell.timestampMs : compareFillKeys(fill, lastSell) < 0;
}

/** Books `fill`, changing `book`, or tells why not. */
export function applyToBook(
  book: SymbolBook,
  fill: ScaledFill,
  valueFee: ScaledFeeValue,
): Result<ScaledEffect, LedgerFault> {
  const settled = settleFill(fill, valueFee);
  if (!settled.ok) return settled;
  if (isLateFill(fill, book.lastSell)) return ok({ kind: "late" });
  const unvaluedFee = settled.value.feesComplete ? null : unvaluedFeeOf(fill);

  if (fill.side === "buy") {
    const lot = lotOfBuy(fill, settled.value);
    const present = insertLot(book.queue, lot);
    if (present !== null) return repeated(fill, isSameBuy(present, lot));
    return ok({ kind: "booked", allocations: [], unmatched: null, unvaluedFee });
  }

  if (book.lastSell !== null && compareFillKeys(fill, book.lastSell) === 0) {
    return repeated(fill, isSameSell(book.lastSell, fill));
  }
  const consumed = consumeLots(book.queue, { fill, settled: settled.value });
  book.lastSell = fill;
  for (const allocation of consumed.allocations) book.realized += allocation.pnl;
  return ok({ kind: "booked", ...consumed, unvaluedFee });
}

const repeated = (fill: ScaledFill, isSame: boolean): Result<ScaledEffect, LedgerFault> =>
  isSame ? ok({ kind: "duplicate" }) : err(ledgerFault("FILL_CONTRADICTS_ITSELF", fill));

// A lot is untouched while its repeat is not late, so the whole of it can be compared.
const isSameBuy = (a: ScaledLot, b: ScaledLot): boolean =>
  a.price === b.price && a.size === b.size && a.costBasis === b.costBasis;

const isSameSell = (a: ScaledFill, b: ScaledFill): boolean =>
  a.price === b.price && a.size === b.size && a.fee === b.fee && a.feeCurrency === b.feeCurrency;

const unvaluedFeeOf = ({ tradeId, symbol, side, fee, feeCurrency, timestampMs }: ScaledFill): ScaledUnvaluedFee => ({
  tradeId,
  symbol,
  side,
  fee,
  feeCurrency,
  timestampMs,
});
