/** Closed bars, wherever they come from. */
import type { Candle, Market } from "@bottrader/core";

export type BarBatch = {
  /** All bars of the batch closed at this instant. */
  readonly closeTimeMs: number;
  readonly bars: readonly { readonly symbol: string; readonly candle: Candle }[];
};

export type CandleSourceKind = "recorded" | "live" | "synthetic";

export interface CandleSource {
  readonly kind: CandleSourceKind;
  /** Venue the candles come from, lower case. */
  readonly exchange: string;
  readonly timeframe: string;
  readonly markets: readonly Market[];
  /** Number of batches of a recording; null where there is no end. */
  readonly batchesTotal: number | null;
  /** Bars closed at or before `untilMs`, oldest first, at most `count` batches: rebuilds indicators after a restart. */
  history(untilMs: number, count: number): AsyncIterable<BarBatch>;
  /** Batches closed after `afterMs`, oldest first; live and synthetic sources wait for bars to close. Ends with a recording or on `signal`. */
  batches(afterMs: number, signal: AbortSignal): AsyncIterable<BarBatch>;
}
