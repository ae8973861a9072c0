/**
 * The ledger fed fill by fill, as they arrive.
 *
 * Invariant: after any sequence of `apply` and `rebuild`, its state equals `allocateFifo` over the same fills.
 */
import { invariant } from "../invariant.ts";
import { type Quote, quote } from "../money/units.ts";
import { ok, type Result } from "../result.ts";
import { allocateFifo, type FifoLedger } from "./allocate-fifo.ts";
import {
  type Allocation,
  type Lot,
  scaleLot,
  type Unmatched,
  type UnvaluedFee,
  unscaleAllocation,
  unscaleLot,
  unscaleUnmatched,
  unscaleUnvaluedFee,
} from "./allocation.ts";
import { compareFillKeys, type LedgerFault, type LedgerFill, scaleFill } from "./fill.ts";
import { type LedgerOptions, scaledFeeValue } from "./ledger-options.ts";
import { insertLot, openLots } from "./lot-queue.ts";
import { scaledFromRounded, scaledToDecimal } from "./scaled.ts";
import { applyToBook, createSymbolBook, type ScaledEffect, type SymbolBook } from "./symbol-book.ts";

/** What one fill did. `late`: nothing was booked; call `rebuild` with all fills of the symbol. */
export type LedgerEffect =
  | {
      readonly kind: "booked";
      readonly allocations: readonly Allocation[];
      readonly unmatched: Unmatched | null;
      readonly unvaluedFee: UnvaluedFee | null;
    }
  | { readonly kind: "duplicate" }
  | { readonly kind: "late" };

export type Ledger = {
  /** Books one fill. Expected failures leave the ledger as it was. */
  apply(fill: LedgerFill): Result<LedgerEffect, LedgerFault>;
  /** Replaces everything known about `symbol` by the ledger of `fills`, of which those of other symbols are left aside. */
  rebuild(symbol: string, fills: readonly LedgerFill[]): Result<FifoLedger, LedgerFault>;
  /** Open lots of a symbol, oldest first. */
  lots(symbol: string): readonly Lot[];
  /** P&L of all allocations of a symbol since it was last rebuilt or first seen, in quote. */
  realizedPnl(symbol: string): Quote;
};

export function createLedger(options: LedgerOptions = {}): Ledger {
  const valueFee = scaledFeeValue(options);
  const books = new Map<string, SymbolBook>();
  const bookOf = (symbol: string): SymbolBook => books.get(symbol) ?? createSymbolBook();

  const apply = (fill: LedgerFill): Result<LedgerEffect, LedgerFault> => {
    const scaled = scaleFill(fill);
    if (!scaled.ok) return scaled;
    const book = bookOf(fill.symbol);
    const effect = applyToBook(book, scaled.value, valueFee);
    if (!effect.ok) return effect;
    books.set(fill.symbol, book);
    return ok(unscaleEffect(effect.value));
  };

  const rebuild = (symbol: string, fills: readonly LedgerFill[]): Result<FifoLedger, LedgerFault> => {
    const own = fills.filter((fill) => fill.symbol === symbol);
    const ledger = allocateFifo(own, options);
    if (!ledger.ok) return ledger;
    books.set(symbol, bookAfter(ledger.value, own));
    return ledger;
  };

  return {
    apply,
    rebuild,
    lots: (symbol) => openLots(bookOf(symbol).queue).map(unscaleLot),
    realizedPnl: (symbol) => quote(scaledToDecimal(bookOf(symbol).realized)),
  };
}

/** The book of one symbol as it stands after `fills`, whose ledger is `ledger`. */
function bookAfter(ledger: FifoLedger, fills: readonly LedgerFill[]): SymbolBook {
  const book = createSymbolBook();
  for (const { dust: _, ...lot } of ledger.lots) insertLot(book.queue, scaleLot(lot));
  for (const { pnl } of ledger.allocations) book.realized += scaledFromRounded(pnl);
  for (const fill of fills) {
    if (fill.side === "buy" || (book.lastSell !== null && compareFillKeys(fill, book.lastSell) < 0)) continue;
    const scaled = scaleFill(fill);
    invariant(scaled.ok, "a fill that is in the ledger has been scaled before");
    book.lastSell = scaled.value;
  }
  return book;
}

function unscaleEffect(effect: ScaledEffect): LedgerEffect {
  if (effect.kind !== "booked") return effect;
  return {
    kind: "booked",
    allocations: effect.allocations.map(unscaleAllocation),
    unmatched: effect.unmatched === null ? null : unscaleUnmatched(effect.unmatched),
    unvaluedFee: effect.unvaluedFee === null ? null : unscaleUnvaluedFee(effect.unvaluedFee),
  };
}
