/** Durable state of the paper venue, as a real exchange would keep its own. */
import type { AttachedBracket, VenueBalance, VenueFill, VenueOrder } from "./exchange.ts";

export type PaperOrder = VenueOrder & {
  readonly timeInForce: "gtc" | "ioc";
  /** The bar whose close is this instant, or an earlier one, cannot fill the order. */
  readonly placedAtMs: number;
  /** A stop that has triggered and is being sold at the market. */
  readonly triggered: boolean;
  /** Protection to rest for each fill of this buy. */
  readonly attached: AttachedBracket | null;
  /** Orders of one group cancel each other; null for a plain order. */
  readonly groupId: string | null;
};

export type PaperVenueState = {
  readonly orders: readonly PaperOrder[];
  readonly balances: readonly VenueBalance[];
  /** Close time of the newest bar processed for each symbol. */
  readonly barClosedAtMs: Readonly<Record<string, number>>;
  /** Counter behind venue order ids and trade ids. */
  readonly sequence: number;
};

/** What one step of the venue changed; written in one transaction or not at all. */
export type PaperVenueChange = {
  readonly orders: readonly PaperOrder[];
  readonly fills: readonly VenueFill[];
  readonly balances: readonly VenueBalance[];
  readonly barClosedAtMs: Readonly<Record<string, number>>;
  readonly sequence: number;
};

export interface PaperVenueStore {
  /** Open orders, balances and counters; null when the venue has never been opened. */
  load(): Promise<PaperVenueState | null>;
  commit(change: PaperVenueChange): Promise<void>;
  findOrder(clientOrderId: string): Promise<PaperOrder | null>;
  fillsSince(sinceMs: number): Promise<readonly VenueFill[]>;
}
