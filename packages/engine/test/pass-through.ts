import type { PaperVenue } from "@bottrader/exchange-paper";
import type { Exchange, PlaceOutcome } from "@bottrader/ports";

/** The venue as a plain object, so that a test can put a single call of its own in place. */
export const passThrough = (venue: PaperVenue): Exchange => ({
  capabilities: venue.capabilities,
  markets: () => venue.markets(),
  market: (symbol) => venue.market(symbol),
  quote: (symbol) => venue.quote(symbol),
  onEvent: (listener) => venue.onEvent(listener),
  placeOrder: (request) => venue.placeOrder(request),
  placeOco: (request) => venue.placeOco(request),
  cancelOrder: (symbol, id) => venue.cancelOrder(symbol, id),
  fetchOrder: (symbol, id) => venue.fetchOrder(symbol, id),
  fetchOpenOrders: () => venue.fetchOpenOrders(),
  fetchFills: (sinceMs) => venue.fetchFills(sinceMs),
  fetchBalances: () => venue.fetchBalances(),
});

export type VenueFaults = { -readonly [Call in keyof Exchange]?: Exchange[Call] };

/** A venue some of whose calls a test replaces while it runs; an empty `faults` is the venue itself. */
export function faultyVenue(): { readonly faults: VenueFaults; readonly wrapVenue: (venue: PaperVenue) => Exchange } {
  const faults: VenueFaults = {};
  const wrapVenue = (venue: PaperVenue): Exchange =>
    new Proxy(passThrough(venue), { get: (plain, name) => Reflect.get({ ...plain, ...faults }, name) });
  return { faults, wrapVenue };
}

export const ANSWER_LOST: PlaceOutcome = { phase: "unknown", code: "TIMEOUT", detail: "no answer" };
export const REFUSED: PlaceOutcome = {
  phase: "refused",
  code: "ORDER_REJECTED",
  retryable: false,
  detail: "not today",
};
export const UNREADABLE = { ok: false, detail: "venue down" } as const;
