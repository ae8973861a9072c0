/**
 * One step of the venue, worked out on the side: nothing is visible before the store has committed it.
 *
 * Invariants
 * 1. `locked` is always derived from the open orders, so it cannot drift from them.
 * 2. A total never falls below zero.
 */
import { type Decimal, invariant, ZERO } from "@bottrader/core";
import type { PaperOrder, PaperVenueChange, VenueBalance, VenueEvent, VenueFill, VenueOrder } from "@bottrader/ports";
import { lockOf } from "./lock-of.ts";
import { currenciesOf, type PaperTerms } from "./paper-terms.ts";

/** Everything that is still alive at the venue, mirrored from the store. */
export type Book = {
  /** By client order id, in the order of placing. */
  readonly openOrders: Map<string, PaperOrder>;
  readonly totals: Map<string, Decimal>;
  readonly barClosedAtMs: Map<string, number>;
  sequence: number;
};

export type Draft = {
  readonly book: Book;
  readonly terms: PaperTerms;
  readonly orders: Map<string, PaperOrder>;
  readonly totals: Map<string, Decimal>;
  readonly fills: VenueFill[];
  readonly events: VenueEvent[];
  sequence: number;
};

export function newDraft(book: Book, terms: PaperTerms): Draft {
  return { book, terms, orders: new Map(), totals: new Map(), fills: [], events: [], sequence: book.sequence };
}

export const isChanged = (draft: Draft): boolean => draft.orders.size > 0;

/** Open orders as the draft sees them, in the order of placing; of one symbol, or of all. */
export function openOrders(draft: Draft, symbol: string | null): readonly PaperOrder[] {
  const open: PaperOrder[] = [];
  const add = (order: PaperOrder) => {
    if (order.state === "open" && (symbol === null || order.symbol === symbol)) open.push(order);
  };
  for (const [id, order] of draft.book.openOrders) add(draft.orders.get(id) ?? order);
  for (const [id, order] of draft.orders) if (!draft.book.openOrders.has(id)) add(order);
  return open;
}

/** The order if it is still open in the draft. */
export function openOrder(draft: Draft, clientOrderId: string): PaperOrder | null {
  const order = draft.orders.get(clientOrderId) ?? draft.book.openOrders.get(clientOrderId);
  return order?.state === "open" ? order : null;
}

export function putOrder(draft: Draft, order: PaperOrder): void {
  draft.orders.set(order.clientOrderId, order);
}

/** Next number behind an order or trade id, zero-padded so that text order is the order of events. */
export function nextId(draft: Draft, prefix: "po" | "pt"): string {
  draft.sequence += 1;
  return `${prefix}${String(draft.sequence).padStart(12, "0")}`;
}

const totalOf = (draft: Draft, currency: string): Decimal =>
  draft.totals.get(currency) ?? draft.book.totals.get(currency) ?? ZERO;

export function addToTotal(draft: Draft, currency: string, amount: Decimal): void {
  const total = totalOf(draft, currency).add(amount);
  invariant(!total.isNegative(), `${currency} balance would become ${total.toFixed()}`);
  draft.totals.set(currency, total);
}

/** What no open order has reserved; never negative. The order `except` does not count: to it, its own reservation is free. */
export function freeOf(draft: Draft, currency: string, except: PaperOrder | null = null): Decimal {
  const total = totalOf(draft, currency);
  return total.sub(lockedOf(draft, currency, except));
}

/** At most the total: fees rounded up on many partial fills can leave parts of 1e-8 less than the rest's reservation. */
function lockedOf(draft: Draft, currency: string, except: PaperOrder | null): Decimal {
  let locked: Decimal = ZERO;
  for (const order of openOrders(draft, null)) {
    if (order.clientOrderId === except?.clientOrderId) continue;
    const lock = lockOf(order, draft.terms.markets.get(order.symbol) ?? null);
    if (lock.currency === currency) locked = locked.add(lock.amount);
  }
  const total = totalOf(draft, currency);
  return locked.gt(total) ? total : locked;
}

export function balanceOf(draft: Draft, currency: string): VenueBalance {
  return { currency, total: totalOf(draft, currency), locked: lockedOf(draft, currency, null) };
}

/** The draft as the store writes it, with the newest bars it has settled. */
export function changeOf(draft: Draft, barClosedAtMs: ReadonlyMap<string, number>): PaperVenueChange {
  const currencies = new Set(draft.totals.keys());
  for (const order of draft.orders.values()) {
    const { base, quote } = currenciesOf(order.symbol);
    currencies.add(base).add(quote);
  }
  return {
    orders: [...draft.orders.values()],
    fills: draft.fills,
    balances: [...currencies].map((currency) => balanceOf(draft, currency)),
    barClosedAtMs: Object.fromEntries(barClosedAtMs),
    sequence: draft.sequence,
  };
}

/** Makes a committed draft the venue's state. */
export function applyDraft(draft: Draft): void {
  const { book } = draft;
  for (const [id, order] of draft.orders) {
    if (order.state === "open") book.openOrders.set(id, order);
    else book.openOrders.delete(id);
  }
  for (const [currency, total] of draft.totals) book.totals.set(currency, total);
  book.sequence = draft.sequence;
}

/** The public face of an order. */
export function toVenueOrder(order: PaperOrder): VenueOrder {
  const { timeInForce: _1, placedAtMs: _2, triggered: _3, attached: _4, groupId: _5, ...venueOrder } = order;
  return order.type === "market" ? { ...venueOrder, limitPrice: null } : venueOrder;
}

export function announceOrder(draft: Draft, order: PaperOrder): void {
  draft.events.push({ kind: "order", order: toVenueOrder(order) });
}
