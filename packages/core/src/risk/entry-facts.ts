import type { Price, Quote } from "../money/units.ts";
import type { FilterVerdict } from "./filter-symbol.ts";

/** What the caller read, at one moment. Nothing may be left out: what is not known is null, and blocks. */
export type EntryFacts = {
  readonly tradingState: "active" | "reducing" | "halted";
  /** False from the start of the process until books and venue agree, and whenever they are found to differ. */
  readonly isReconciled: boolean;
  /** Orders on this symbol whose outcome is not known. */
  readonly unresolvedOrders: number;
  /** A position above dust on this symbol. */
  readonly hasPosition: boolean;
  /** Entries planned, sent or resting on this symbol, other than the one at the gate. */
  readonly workingEntries: number;
  /** Symbols with a position or a working entry, this one included where it has. */
  readonly openPositions: number;
  /** Profit of the UTC day, realised and not, net of fees. */
  readonly dayPnl: Quote | null;
  readonly dayStartEquity: Quote | null;
  readonly equity: Quote | null;
  /** Highest equity since the operator last resumed. */
  readonly peakEquity: Quote | null;
  /** Exits by a stop (`STOP_REASONS`), in any order, at least as far back as the longest window. */
  readonly stops: readonly { readonly symbol: string; readonly atMs: number }[];
  /** Losing trades since the last winning one, all symbols. */
  readonly consecutiveLosses: number;
  readonly lastLossAtMs: number | null;
  /** The last hourly verdict on this symbol; not excluded once the operator lifted it. */
  readonly filter: FilterVerdict | null;
  readonly quote: { readonly bid: Price; readonly ask: Price; readonly atMs: number } | null;
  /** Close of the newest closed bar of the signal timeframe. */
  readonly lastBarCloseMs: number | null;
  readonly barMs: number;
};
