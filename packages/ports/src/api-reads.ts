/**
 * What the HTTP API shows, read from the store in bounded pieces.
 *
 * Pages are newest first. Every read takes its own snapshot: rows written between two pages are newer than the cursor and are
 * neither repeated nor skipped.
 */
import type { Candle } from "@bottrader/core";
import type { PageCursor } from "./page-cursor.ts";
import type {
  AlertRecord,
  AllocationRecord,
  EquityRecord,
  FillRecord,
  IntentRecord,
  OrderRecord,
  OrderRecordState,
  PositionRecord,
  TradeRecord,
  UnmatchedRecord,
} from "./records.ts";
import type { EvaluationRow } from "./signal-store.ts";

export type PageQuery = {
  readonly symbol?: string;
  /** Rows at or after this time. */
  readonly sinceMs?: number;
  /** Rows of one page, 1 to 1,000; 100 when absent. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: PageCursor;
};

export type OrderQuery = PageQuery & {
  /** True: only orders that are or may be at the venue. */
  readonly working?: boolean;
};

export type Page<T> = {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly next: PageCursor | null;
};

export type OrderTransitionRecord = {
  readonly fromState: OrderRecordState | null;
  readonly toState: OrderRecordState;
  readonly event: string;
  readonly atMs: number;
};

export type OrderStory = {
  readonly order: OrderRecord;
  readonly transitions: readonly OrderTransitionRecord[];
  readonly fills: readonly FillRecord[];
  /** Allocations of the reporting ledger version; empty for a buy. */
  readonly allocations: readonly AllocationRecord[];
  readonly trade: TradeRecord | null;
};

/** Everything that came of one intent, in the order it happened. */
export type IntentStory = {
  readonly alert: AlertRecord | null;
  readonly intent: IntentRecord;
  readonly bracketDecisions: readonly {
    readonly atMs: number;
    readonly record: Readonly<Record<string, unknown>>;
  }[];
  readonly orders: readonly OrderStory[];
};

export type ExitPlanRecord = {
  readonly positionId: string;
  readonly symbol: string;
  readonly state: unknown;
  readonly verdicts: unknown;
  /** Close of the newest bar the verdicts know. */
  readonly asOfMs: number;
};

export type UnmatchedReview = UnmatchedRecord & {
  readonly review: "open" | "resolved";
  /** Who ended the review, when and why; null while it is open. */
  readonly reviewedBy: string | null;
  readonly reviewedAtMs: number | null;
  readonly reviewNote: string | null;
};

/** Numbers for metrics and readiness. */
export type StoreCounts = {
  readonly alertsUnpublished: number;
  readonly signalsUnpublished: number;
  readonly intentsLive: number;
  readonly ordersWorking: number;
  /** Orders whose fate at the venue is not known. */
  readonly ordersUnresolved: number;
  readonly positionsOpen: number;
  readonly positionsUnprotected: number;
  readonly unmatchedOpen: number;
};

export interface ApiReads {
  /** By the time they were received. */
  intents(query: PageQuery): Promise<Page<IntentRecord>>;
  intentStory(intentId: string): Promise<IntentStory | null>;
  /** By the time they were created. */
  orders(query: OrderQuery): Promise<Page<OrderRecord>>;
  /** By the time of the exit. */
  trades(query: PageQuery): Promise<Page<TradeRecord>>;
  /** By the time they were received. */
  alerts(query: PageQuery): Promise<Page<AlertRecord>>;
  /** The newest `limit` bars of the symbol's newest timeframe, oldest first. */
  candles(symbol: string, limit: number): Promise<readonly Candle[]>;
  lastSignals(): Promise<readonly EvaluationRow[]>;
  /** Exit plans of the open positions. */
  exitPlans(): Promise<readonly ExitPlanRecord[]>;
  openPositions(): Promise<readonly PositionRecord[]>;
  /** Sells of the reporting ledger version that found no buy, newest first, at most 1,000. */
  unmatched(): Promise<readonly UnmatchedReview[]>;
  /** The whole curve, evenly thinned in time to at most `limit` points, oldest first; the newest point is always there. */
  equity(limit: number): Promise<readonly EquityRecord[]>;
  counts(): Promise<StoreCounts>;
}
