/**
 * The venue's books: a mirror in memory of what the store holds.
 *
 * Invariants
 * 1. A step is in memory only after the store has committed it.
 * 2. When the answer to a commit is lost the mirror is thrown away and read again: the store is the truth.
 */
import { type Decimal, err, ok, type Result, ZERO } from "@bottrader/core";
import type { PaperOrder, PaperVenueState, PaperVenueStore } from "@bottrader/ports";
import { applyDraft, type Book, changeOf, type Draft } from "./venue-draft.ts";

export type VenueBooks = {
  /** The book as it stands. Call `refresh` first when the last commit failed. */
  book(): Book;
  /** Reads the book again if the last commit's outcome is unknown. */
  refresh(): Promise<Result<void, string>>;
  /** Writes the step with the close times of the bars it settled, and then makes it the state. */
  commit(draft: Draft, barClosedAtMs: ReadonlyMap<string, number>): Promise<Result<void, string>>;
  /** Remembers bars that changed nothing. They are written with the next commit: settling them twice would do no harm. */
  markBars(barClosedAtMs: ReadonlyMap<string, number>): void;
  /** The order, open or ended; null when there has never been one. */
  findOrder(clientOrderId: string): Promise<Result<PaperOrder | null, string>>;
};

export async function openVenueBooks(
  store: PaperVenueStore,
  startingBalances: Readonly<Record<string, Decimal>>,
): Promise<VenueBooks> {
  let book = bookOf((await store.load()) ?? (await createState(store, startingBalances)));
  let isLost = false;
  const unsavedMarks = new Map<string, number>();

  return {
    book: () => book,
    refresh: async () => {
      if (!isLost) return ok(undefined);
      const state = await attempt(() => store.load());
      if (!state.ok) return state;
      if (!state.value) return err("the store has lost the paper venue's state");
      book = bookOf(state.value);
      // The commit may have written newer ones than these.
      unsavedMarks.clear();
      isLost = false;
      return ok(undefined);
    },
    commit: async (draft, barClosedAtMs) => {
      const change = changeOf(draft, new Map([...unsavedMarks, ...barClosedAtMs]));
      const written = await attempt(() => store.commit(change));
      isLost = !written.ok;
      if (!written.ok) return written;
      applyDraft(draft);
      for (const [symbol, atMs] of barClosedAtMs) book.barClosedAtMs.set(symbol, atMs);
      unsavedMarks.clear();
      return ok(undefined);
    },
    markBars: (barClosedAtMs) => {
      for (const [symbol, atMs] of barClosedAtMs) {
        book.barClosedAtMs.set(symbol, atMs);
        unsavedMarks.set(symbol, atMs);
      }
    },
    findOrder: async (clientOrderId) => {
      const open = book.openOrders.get(clientOrderId);
      return open ? ok(open) : attempt(() => store.findOrder(clientOrderId));
    },
  };
}

/** Turns a store's rejection into a value: losing the store is an expected outcome. */
export async function attempt<T>(call: () => Promise<T>): Promise<Result<T, string>> {
  try {
    return ok(await call());
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}

async function createState(
  store: PaperVenueStore,
  startingBalances: Readonly<Record<string, Decimal>>,
): Promise<PaperVenueState> {
  const balances = Object.entries(startingBalances).map(([currency, total]) => ({ currency, total, locked: ZERO }));
  const state: PaperVenueState = { orders: [], balances, barClosedAtMs: {}, sequence: 0 };
  await store.commit({ ...state, fills: [] });
  return state;
}

function bookOf(state: PaperVenueState): Book {
  const orders = state.orders.filter((order) => order.state === "open");
  orders.sort((a, b) => (a.venueOrderId < b.venueOrderId ? -1 : 1));
  return {
    openOrders: new Map(orders.map((order) => [order.clientOrderId, order])),
    totals: new Map(state.balances.map(({ currency, total }) => [currency, total])),
    barClosedAtMs: new Map(Object.entries(state.barClosedAtMs)),
    sequence: state.sequence,
  };
}
