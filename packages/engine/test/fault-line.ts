/** Where a process may die: every call of the desk to its store or venue, before it has happened or right after. */
import type { PaperVenue } from "@bottrader/exchange-paper";
import type { Exchange, TradeStore } from "@bottrader/ports";
import { passThrough } from "./pass-through.ts";

export type Moment = "before" | "after";

export type FaultLine = {
  /** Calls made since `arm`. */
  readonly calls: () => number;
  /** The process dies at the n-th call from now on; 0 is never. */
  readonly arm: (nth: number, moment: Moment) => void;
  /** Looks on: calls made meanwhile neither count nor die. */
  readonly aside: <T>(look: () => Promise<T>) => Promise<T>;
  readonly wrapStore: (store: TradeStore) => TradeStore;
  readonly wrapVenue: (venue: PaperVenue) => Exchange;
};

export class ProcessDied extends Error {}

export function createFaultLine(): FaultLine {
  let calls = 0;
  let fatal: { readonly nth: number; readonly moment: Moment } | null = null;
  /** What belongs to an earlier process is dead: it makes no calls any more. */
  let process = 0;
  let isDead = false;
  let isAside = false;

  const through =
    (born: number) =>
    async <T>(call: () => Promise<T>): Promise<T> => {
      if (isAside) return call();
      if (isDead || born !== process) throw new ProcessDied();
      calls += 1;
      const isFatal = fatal !== null && calls === fatal.nth;
      if (isFatal) isDead = true;
      if (isFatal && fatal?.moment === "before") throw new ProcessDied();
      const result = await call();
      if (isFatal) throw new ProcessDied();
      return result;
    };

  return {
    calls: () => calls,
    arm: (nth, moment) => {
      calls = 0;
      fatal = { nth, moment };
    },
    aside: async (look) => {
      isAside = true;
      try {
        return await look();
      } finally {
        isAside = false;
      }
    },
    wrapStore: (store) => {
      process += 1;
      isDead = false;
      const call = through(process);
      return { ...store, transact: (work) => call(() => store.transact(work)) };
    },
    wrapVenue: (venue) => {
      const call = through(process);
      return {
        ...passThrough(venue),
        placeOrder: (request) => call(() => venue.placeOrder(request)),
        placeOco: (request) => call(() => venue.placeOco(request)),
        cancelOrder: (symbol, id) => call(() => venue.cancelOrder(symbol, id)),
        fetchOrder: (symbol, id) => call(() => venue.fetchOrder(symbol, id)),
        fetchOpenOrders: () => call(() => venue.fetchOpenOrders()),
        fetchFills: (sinceMs) => call(() => venue.fetchFills(sinceMs)),
        fetchBalances: () => call(() => venue.fetchBalances()),
      };
    },
  };
}
