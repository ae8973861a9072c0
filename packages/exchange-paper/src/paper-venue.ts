import type { Decimal, Market, QuoteTick } from "@bottrader/core";
import type { Clock, Exchange, PaperVenueStore } from "@bottrader/ports";
import type { PaperBar } from "./bar-prices.ts";
import type { PaperRules } from "./paper-terms.ts";

export type PaperBarBatch = {
  /** All bars of the batch closed at this instant, Unix milliseconds. */
  readonly closeTimeMs: number;
  /** In the order in which they compete for the balances. */
  readonly bars: readonly PaperBar[];
};

export type PaperVenue = Exchange & {
  /**
   * Settles closed bars and resolves once the listeners have taken every event. A bar at or before the newest one settled for
   * its symbol changes nothing but may supply the quote after a restart. Rejects when the store does not answer (deliver the
   * batch again) or when a listener threw. Not to be called from a listener.
   */
  onBars(batch: PaperBarBatch): Promise<void>;
  /** Settles one best-price tick of a live feed, in the manner of `onBars`. Older, crossed, empty and unlisted ones are ignored (F48). */
  onQuote(tick: QuoteTick): Promise<void>;
  /**
   * No further bars will come: market orders and limits that cross fill at the last bid or ask at once, those waiting now and
   * those placed later, without slippage or a limit of volume. The next new bar ends this.
   */
  endSession(): Promise<void>;
  /** Replaces the listing. Orders on a symbol that is no longer listed stay open and can only be cancelled. */
  setMarkets(markets: readonly Market[]): void;
};

export type PaperVenueOptions = {
  readonly store: PaperVenueStore;
  readonly markets: readonly Market[];
  /** By currency; used when the store has never been opened. */
  readonly startingBalances: Readonly<Record<string, Decimal>>;
  readonly rules: PaperRules;
  /** The tape's clock for a recording: an order can be filled by bars that open at or after it was placed. */
  readonly clock: Clock;
};
