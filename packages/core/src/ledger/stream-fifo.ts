/**
 * The ledger over a long stream of fills in ledger order (`compareFills`). Memory follows the number of open lots: allocations are
 * handed out as they are made and not kept.
 */
import { invariant } from "../invariant.ts";
import { err, ok, type Result } from "../result.ts";
import type { ScaledAllocation, ScaledLot, ScaledUnmatched, ScaledUnvaluedFee } from "./allocation.ts";
import type { LedgerFault, ScaledFill } from "./fill.ts";
import { openLots } from "./lot-queue.ts";
import type { ScaledFeeValue } from "./settle-fill.ts";
import { applyToBook, createSymbolBook, type ScaledEffect, type SymbolBook } from "./symbol-book.ts";

export type FifoStream = {
  readonly valueFee: ScaledFeeValue;
  readonly onAllocation: (allocation: ScaledAllocation) => void;
  readonly onUnmatched: (unmatched: ScaledUnmatched) => void;
  readonly onUnvaluedFee: (unvalued: ScaledUnvaluedFee) => void;
};

export type FifoBalance = {
  /** Open lots by symbol, oldest first within each. */
  readonly lots: readonly ScaledLot[];
  /** P&L of the allocations by symbol, in the symbol's quote currency. */
  readonly realizedPnl: ReadonlyMap<string, bigint>;
};

/** The engine fed fill by fill, for streams that arrive in pieces. */
export type OpenFifo = {
  /** Books the next fill in ledger order; a repeat of one before counts once. Null, or why it cannot be booked. */
  book(fill: ScaledFill): LedgerFault | null;
  balance(): FifoBalance;
};

export function openFifo(stream: FifoStream): OpenFifo {
  const books = new Map<string, SymbolBook>();
  const bookOf = (symbol: string): SymbolBook => {
    const known = books.get(symbol);
    if (known !== undefined) return known;
    const book = createSymbolBook();
    books.set(symbol, book);
    return book;
  };
  return {
    book: (fill) => {
      const effect = applyToBook(bookOf(fill.symbol), fill, stream.valueFee);
      if (!effect.ok) return effect.error;
      handOut(effect.value, stream);
      return null;
    },
    balance: () => {
      const symbols = [...books].sort(([a], [b]) => (a < b ? -1 : 1));
      return {
        lots: symbols.flatMap(([, book]) => openLots(book.queue)),
        realizedPnl: new Map(symbols.map(([symbol, book]) => [symbol, book.realized])),
      };
    },
  };
}

/** Runs the engine over `fills`, which must be in ledger order; repeats of a fill count once. Stops at the first bad fill. */
export function streamFifo(fills: Iterable<ScaledFill>, stream: FifoStream): Result<FifoBalance, LedgerFault> {
  const fifo = openFifo(stream);
  for (const fill of fills) {
    const fault = fifo.book(fill);
    if (fault !== null) return err(fault);
  }
  return ok(fifo.balance());
}

function handOut(effect: ScaledEffect, stream: FifoStream): void {
  invariant(effect.kind !== "late", "fills are streamed in ledger order");
  if (effect.kind === "duplicate") return;
  for (const allocation of effect.allocations) stream.onAllocation(allocation);
  if (effect.unmatched !== null) stream.onUnmatched(effect.unmatched);
  if (effect.unvaluedFee !== null) stream.onUnvaluedFee(effect.unvaluedFee);
}
