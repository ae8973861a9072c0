import type { Price, Quote } from "../money/units.ts";
import type { FilterVerdict } from "./filter-symbol.ts";
import type { LockLift } from "./lock-lift.ts";

/** The record of one symbol as the dynamic filter judged it. */
export type FilterRecord = {
  readonly verdict: FilterVerdict;
  /** Newest trade it was judged by; null when there was none. */
  readonly newestTradeAtMs: number | null;
};

/** Evidence for the locks, at one moment. Nothing may be left out: what is not known is null, and blocks. */
export type LockFacts = {
  readonly tradingState: "active" | "reducing" | "halted";
  readonly tradingStateSinceMs: number;
  /** False from the start of the process until books and venue agree, and whenever they are found to differ. */
  readonly isReconciled: boolean;
  /** Profit since `dayStartEquity`, realised and not, net of fees. */
  readonly dayPnl: Quote | null;
  /** At the start of the UTC day, or when the daily-loss lock was last lifted on it. */
  readonly dayStartEquity: Quote | null;
  readonly equity: Quote | null;
  /** Highest equity since the operator last resumed, or lifted the drawdown lock. */
  readonly peakEquity: Quote | null;
  /** Exits by a stop (`STOP_REASONS`), in any order, at least as far back as the longest window. */
  readonly stops: readonly { readonly symbol: string; readonly atMs: number }[];
  /** Losing trades since the last winning one, all symbols, oldest first. */
  readonly losses: readonly { readonly atMs: number }[];
  /** By symbol. A symbol that is not there has not been judged. */
  readonly filters: ReadonlyMap<string, FilterRecord>;
  /** What the operator lifted, in any order. */
  readonly lifts: readonly LockLift[];
};

/** What the caller read about one entry, at one moment. */
export type EntryFacts = LockFacts & {
  /** Orders on this symbol whose outcome is not known. */
  readonly unresolvedOrders: number;
  /** A position above dust on this symbol. */
  readonly hasPosition: boolean;
  /** Entries planned, sent or resting on this symbol, other than the one at the gate. */
  readonly workingEntries: number;
  /** Symbols with a position or a working entry, this one included where it has. */
  readonly openPositions: number;
  readonly quote: { readonly bid: Price; readonly ask: Price; readonly atMs: number } | null;
  /** Close of the newest closed bar of the signal timeframe. */
  readonly lastBarCloseMs: number | null;
  readonly barMs: number;
};
