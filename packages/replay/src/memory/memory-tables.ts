/** The tables of both services in memory. */
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
  UnmatchedResolution,
} from "@bottrader/ports";
import { TERMINAL_INTENT_STATES, WORKING_ORDER_STATES } from "@bottrader/ports";
import { memoryTable, type StagedTable, stageTable } from "./memory-table.ts";

/** Every row of an index that has one group only. */
export const EVERY = "every";
export const LEDGER_VERSION = 1;

export type OutboxEntry = OutboxRow & { readonly publishedAtMs: number | null };
type BracketDecision = {
  readonly intentId: string;
  readonly atMs: number;
  readonly symbol: string;
  readonly record: Readonly<Record<string, unknown>>;
};

/** Without a resolution the review is open. */
export type MemoryUnmatched = UnmatchedRecord & { readonly resolution: UnmatchedResolution | null };

/** One symbol under one version of the ledger. */
export const sliceOf = (version: number, symbol: string): string => `${version} ${symbol}`;

const isWorking = (order: OrderRecord): boolean => WORKING_ORDER_STATES.includes(order.state);
const isLive = (intent: IntentRecord): boolean => !TERMINAL_INTENT_STATES.includes(intent.state);

export const outboxTable = () =>
  memoryTable((row: OutboxEntry) => row.intentId, {
    unpublished: (row) => (row.publishedAtMs === null ? EVERY : null),
  });

export const createTables = () => ({
  intents: memoryTable((row: IntentRecord) => row.intent.intentId, {
    live: (row) => (isLive(row) ? row.intent.symbol : null),
    unworked: (row) => (row.state === "received" || row.state === "planned" ? EVERY : null),
  }),
  /** The newest alert of each key; the older ones are history nobody asks for here. */
  alerts: memoryTable((row: AlertRecord) => row.dedupKey),
  alertOutbox: outboxTable(),
  orders: memoryTable((row: OrderRecord) => row.clientOrderId, {
    working: (row) => (isWorking(row) ? EVERY : null),
    workingOf: (row) => (isWorking(row) ? row.symbol : null),
    intent: (row) => row.intentId,
    position: (row) => row.positionId,
    slot: (row) => `${row.intentId} ${row.leg} ${row.attempt}`,
  }),
  fills: memoryTable((row: FillRecord) => row.tradeId, {
    order: (row) => row.clientOrderId,
    symbol: (row) => row.symbol,
  }),
  positions: memoryTable((row: PositionRecord) => row.positionId, {
    open: (row) => (row.state === "open" ? EVERY : null),
    openOf: (row) => (row.state === "open" ? row.symbol : null),
  }),
  lots: memoryTable((row: LotRecord) => row.buyTradeId, { symbol: (row) => row.symbol }),
  allocations: memoryTable((row: AllocationRecord) => `${row.version} ${row.sellTradeId} ${row.buyTradeId}`, {
    order: (row) => row.sellOrderId,
    version: (row) => String(row.version),
    slice: (row) => sliceOf(row.version, row.symbol),
  }),
  unmatched: memoryTable((row: MemoryUnmatched) => `${row.version} ${row.sellTradeId}`, {
    version: (row) => String(row.version),
    slice: (row) => sliceOf(row.version, row.symbol),
    sell: (row) => row.sellTradeId,
  }),
  reporting: memoryTable<{ readonly version: number }>(() => EVERY),
  trades: memoryTable((row: TradeRecord) => row.clientOrderId, { symbol: (row) => row.symbol }),
  equity: memoryTable((row: EquityRecord) => String(row.atMs)),
  tradingState: memoryTable<TradingStateRecord>(() => EVERY),
  bracketDecisions: memoryTable((row: BracketDecision) => `${row.intentId} ${row.atMs}`),
  exclusions: memoryTable((row: ExclusionRecord) => row.symbol),
  /** The newest lift of each lock. */
  lockLifts: memoryTable((row: LockLiftRecord) => `${row.kind} ${row.symbol ?? ""}`),
});

export type MemoryTables = ReturnType<typeof createTables>;

export type StagedTables = {
  readonly [N in keyof MemoryTables]: MemoryTables[N] extends { readonly keyOf: (row: infer R) => string }
    ? StagedTable<R>
    : never;
};

/** A transaction's view of every table. */
export const stageTables = (tables: MemoryTables): StagedTables => ({
  intents: stageTable(tables.intents),
  alerts: stageTable(tables.alerts),
  alertOutbox: stageTable(tables.alertOutbox),
  orders: stageTable(tables.orders),
  fills: stageTable(tables.fills),
  positions: stageTable(tables.positions),
  lots: stageTable(tables.lots),
  allocations: stageTable(tables.allocations),
  unmatched: stageTable(tables.unmatched),
  reporting: stageTable(tables.reporting),
  trades: stageTable(tables.trades),
  equity: stageTable(tables.equity),
  tradingState: stageTable(tables.tradingState),
  bracketDecisions: stageTable(tables.bracketDecisions),
  exclusions: stageTable(tables.exclusions),
  lockLifts: stageTable(tables.lockLifts),
});

/** Rows rising in time, those of one instant by id. */
export const inOrder = <R>(rows: readonly R[], timeOf: (row: R) => number, idOf: (row: R) => string): readonly R[] =>
  rows.toSorted((a, b) => timeOf(a) - timeOf(b) || (idOf(a) < idOf(b) ? -1 : 1));
