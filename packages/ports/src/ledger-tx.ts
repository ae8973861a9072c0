/** The ledger as a whole, inside a transaction: what it is derived from, and how one version of it takes the place of another. */
import type { Allocation, ClientOrderId, Quote, Unmatched } from "@bottrader/core";
import type { FillRecord, PositionRecord, TradeRecord } from "./records.ts";

/** What one version of the ledger says of one symbol. */
export type LedgerTotals = {
  readonly symbol: string;
  readonly allocations: number;
  readonly unmatched: number;
  /** Σ pnl of the allocations. */
  readonly pnl: Quote;
};

export type LedgerSlice = {
  readonly version: number;
  readonly symbol: string;
  readonly allocations: readonly Allocation[];
  readonly unmatched: readonly Unmatched[];
};

export type UnmatchedResolution = {
  readonly sellTradeId: string;
  readonly note: string;
  readonly by: string;
  readonly atMs: number;
};

export interface LedgerTx {
  /** Lets no other transaction book a fill until this one ends. Ask first of all. */
  lockLedger(): Promise<void>;
  /** Symbols with fills, rising. */
  filledSymbols(): Promise<readonly string[]>;
  /** Every fill of a symbol, oldest first. */
  fillsOfSymbol(symbol: string): Promise<readonly FillRecord[]>;
  /** Sells of a symbol at or after `fromMs`. */
  sellsFrom(symbol: string, fromMs: number): Promise<readonly FillRecord[]>;
  position(positionId: string): Promise<PositionRecord | null>;
  tradesOfSymbol(symbol: string): Promise<readonly TradeRecord[]>;
  dropTrade(clientOrderId: ClientOrderId): Promise<void>;
  /** By symbol, rising; symbols the version says nothing about are not there. */
  ledgerTotals(version: number): Promise<readonly LedgerTotals[]>;
  /**
   * Replaces what a version, which is made when it is new, says of a symbol. A review that was resolved stays so while the unmatched
   * size is the same, in whichever version it was.
   */
  replaceLedger(slice: LedgerSlice): Promise<void>;
  /** Makes a version, which is made when it is new, the one that reports read. */
  reportVersion(version: number): Promise<void>;
  /** Ends the review of an unmatched sell of the reporting version; false when there is none that is open. */
  resolveUnmatched(resolution: UnmatchedResolution): Promise<boolean>;
}
