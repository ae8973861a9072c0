/** Everything the order manager owns, in transactions. */
import type { QueueName } from "@bottrader/contracts";
import type { ClientOrderId, Quote } from "@bottrader/core";
import type { LedgerTx } from "./ledger-tx.ts";
import type {
  AlertRecord,
  AllocationRecord,
  EquityRecord,
  ExclusionRecord,
  FillRecord,
  IntentRecord,
  LockLiftRecord,
  LotRecord,
  OrderRecord,
  OutboxRow,
  PositionRecord,
  TradeRecord,
  TradingStateRecord,
  UnmatchedRecord,
} from "./records.ts";

/** One transaction. Reads see its own writes; nothing is visible to others before it commits. */
export interface TradeTx extends LedgerTx {
  /** False when the intent is already stored: a repeat. */
  insertIntent(record: IntentRecord): Promise<boolean>;
  intent(intentId: string): Promise<IntentRecord | null>;
  updateIntent(record: IntentRecord): Promise<void>;
  /** Intents of a symbol that have not ended. */
  liveIntents(symbol: string): Promise<readonly IntentRecord[]>;

  /**
   * The live alert with this key, if any (its window has not passed at `nowMs`). Holds the key until the transaction ends, so of
   * two equal alerts at once the second sees the first. Ask before `insertAlert`.
   */
  alertByKey(dedupKey: string, nowMs: number): Promise<AlertRecord | null>;
  insertAlert(alert: AlertRecord): Promise<void>;
  appendOutbox(queue: QueueName, intentId: string, payload: Readonly<Record<string, unknown>>): Promise<void>;

  insertOrder(order: OrderRecord): Promise<void>;
  order(clientOrderId: ClientOrderId): Promise<OrderRecord | null>;
  /** Writes the order and, when its state changed, a transition row with the event that caused it. */
  updateOrder(order: OrderRecord, event: string): Promise<void>;
  workingOrders(symbol: string | null): Promise<readonly OrderRecord[]>;
  ordersOfIntent(intentId: string): Promise<readonly OrderRecord[]>;

  /** False when the trade id is already booked. */
  insertFill(fill: FillRecord): Promise<boolean>;
  fillsOfOrder(clientOrderId: ClientOrderId): Promise<readonly FillRecord[]>;

  openPosition(symbol: string): Promise<PositionRecord | null>;
  openPositions(): Promise<readonly PositionRecord[]>;
  savePosition(position: PositionRecord): Promise<void>;

  /** Open lots of a symbol, oldest first. */
  lots(symbol: string): Promise<readonly LotRecord[]>;
  /** Replaces the symbol's open lots. */
  saveLots(symbol: string, lots: readonly LotRecord[]): Promise<void>;
  ledgerVersion(): Promise<number>;
  insertAllocations(allocations: readonly AllocationRecord[]): Promise<void>;
  insertUnmatched(rows: readonly UnmatchedRecord[]): Promise<void>;
  /** Inserts or replaces the trade of one exit order (its fills may come in parts). */
  saveTrade(trade: TradeRecord): Promise<void>;
  allocationsOfOrder(clientOrderId: ClientOrderId): Promise<readonly AllocationRecord[]>;

  tradingState(): Promise<TradingStateRecord>;
  setTradingState(record: TradingStateRecord): Promise<void>;
  insertEquity(point: EquityRecord): Promise<void>;
  saveBracketDecision(
    intentId: string,
    symbol: string,
    atMs: number,
    record: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  exclusions(): Promise<readonly ExclusionRecord[]>;
  saveExclusions(rows: readonly ExclusionRecord[]): Promise<void>;
  insertLockLift(lift: LockLiftRecord): Promise<void>;
  /** The newest lift of each lock, by kind and symbol. */
  lockLifts(): Promise<readonly LockLiftRecord[]>;
}

export type TradeQuery = {
  readonly sinceMs?: number;
  readonly untilMs?: number;
  readonly symbol?: string;
  readonly limit?: number;
};

export type EquityLandmarks = {
  readonly newest: EquityRecord;
  /** Highest equity of the points at or after `peakSinceMs`; null when there is none. */
  readonly peak: Quote | null;
  /** Equity at the last point before the UTC day of the newest one; null when there is none. */
  readonly dayStart: Quote | null;
};

export interface TradeStore {
  /**
   * Runs `work` in one transaction; a thrown error rolls it back. Work that met a conflict in the database is run again, so it
   * must have no effect but the transaction's own.
   */
  transact<T>(work: (tx: TradeTx) => Promise<T>): Promise<T>;
  /** Holds the symbol's chain across every replica while `work` runs. Not re-entrant. */
  withSymbol<T>(symbol: string, work: () => Promise<T>): Promise<T>;

  /** Rows of the window [sinceMs, untilMs], oldest first: the newest `limit` of them, and never more than 100,000. */
  trades(query: TradeQuery): Promise<readonly TradeRecord[]>;
  fills(query: TradeQuery): Promise<readonly FillRecord[]>;
  equityCurve(query: TradeQuery): Promise<readonly EquityRecord[]>;
  /** Intents in state `received` or `planned` that came before `beforeMs`: their job may have been lost. Oldest first. */
  stuckIntents(beforeMs: number): Promise<readonly IntentRecord[]>;
  /** Null before the first point. The peak is of all points when `peakSinceMs` is absent. */
  equityLandmarks(window?: { readonly peakSinceMs?: number }): Promise<EquityLandmarks | null>;
  /** Time of the newest booked fill; null before the first. */
  newestFillAtMs(): Promise<number | null>;
  /** Σ realised P&L of the reporting ledger version as decimal text. */
  realisedTotal(): Promise<string>;
}

/** The outbox of either service: written in the transaction of the decision, relayed until the queue has it. */
export interface OutboxStore {
  /** Rows not yet handed to the queue, oldest first. */
  unpublished(limit: number): Promise<readonly OutboxRow[]>;
  markPublished(sequences: readonly bigint[], atMs: number): Promise<void>;
  /** Rows published before `beforeMs` whose intent has no row at the order manager: the queue lost them. Oldest first. */
  lost(beforeMs: number, limit: number): Promise<readonly OutboxRow[]>;
}
