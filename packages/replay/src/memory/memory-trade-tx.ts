/** One transaction over the tables in memory, with the uniqueness Postgres enforces. */
import { invariant, LIFTABLE_LOCKS, type LockLift } from "@bottrader/core";
import type { AllocationRecord, IntentRecord, LedgerTx, LotRecord, OrderRecord, TradeTx } from "@bottrader/ports";
import { fillsInOrder, memoryLedgerTx, reportingVersion } from "./memory-ledger-tx.ts";
import { EVERY, inOrder, type StagedTables } from "./memory-tables.ts";

type InboxTx = Pick<
  TradeTx,
  | "insertIntent"
  | "intent"
  | "updateIntent"
  | "liveIntents"
  | "alertByKey"
  | "insertAlert"
  | "appendOutbox"
  | "saveBracketDecision"
>;
type OrderTx = Pick<
  TradeTx,
  "insertOrder" | "order" | "updateOrder" | "workingOrders" | "ordersOfIntent" | "insertFill" | "fillsOfOrder"
>;
type AccountTx = Pick<
  TradeTx,
  "tradingState" | "setTradingState" | "insertEquity" | "exclusions" | "saveExclusions" | "insertLockLift" | "lockLifts"
>;
type BookTx = Omit<TradeTx, keyof InboxTx | keyof OrderTx | keyof AccountTx | keyof LedgerTx>;

export const memoryTradeTx = (staged: StagedTables, nextSequence: () => bigint): TradeTx => ({
  ...inboxTx(staged, nextSequence),
  ...orderTx(staged),
  ...bookTx(staged),
  ...memoryLedgerTx(staged),
  ...accountTx(staged),
});

export const intentsInOrder = (rows: readonly IntentRecord[]): readonly IntentRecord[] =>
  inOrder(
    rows,
    ({ receivedAtMs }) => receivedAtMs,
    ({ intent }) => intent.intentId,
  );

const ordersInOrder = (rows: readonly OrderRecord[]): readonly OrderRecord[] =>
  inOrder(
    rows,
    ({ createdAtMs }) => createdAtMs,
    ({ clientOrderId }) => clientOrderId,
  );

const lotsInOrder = (rows: readonly LotRecord[]): readonly LotRecord[] =>
  inOrder(
    rows,
    ({ buyTimeMs }) => buyTimeMs,
    ({ buyTradeId }) => buyTradeId,
  );

const allocationsInOrder = (rows: readonly AllocationRecord[]): readonly AllocationRecord[] =>
  inOrder(
    rows,
    ({ sellTimeMs }) => sellTimeMs,
    ({ sellTradeId, buyTimeMs, buyTradeId }) => `${sellTradeId} ${String(buyTimeMs).padStart(16, "0")} ${buyTradeId}`,
  );

const inboxTx = (staged: StagedTables, nextSequence: () => bigint): InboxTx => ({
  insertIntent: async (record) => {
    if (staged.intents.get(record.intent.intentId) !== null) return false;
    staged.intents.put(record);
    return true;
  },
  intent: async (intentId) => staged.intents.get(intentId),
  updateIntent: async (record) => {
    const { intentId } = record.intent;
    invariant(staged.intents.get(intentId) !== null, `intent ${intentId} is updated after it was inserted`);
    staged.intents.put(record);
  },
  liveIntents: async (symbol) => intentsInOrder(staged.intents.group("live", symbol)),
  alertByKey: async (dedupKey, nowMs) => {
    const alert = staged.alerts.get(dedupKey);
    return alert !== null && alert.dedupUntilMs > nowMs ? alert : null;
  },
  insertAlert: async (alert) => {
    const holder = staged.alerts.get(alert.dedupKey);
    const isFree = holder === null || holder.dedupUntilMs <= alert.receivedAtMs;
    invariant(isFree, `the key of alert ${alert.alertId} is free, because alertByKey was asked first`);
    staged.alerts.put(alert);
  },
  appendOutbox: async (queue, intentId, payload) => {
    if (staged.alertOutbox.get(intentId) !== null) return;
    staged.alertOutbox.put({ sequence: nextSequence(), queue, intentId, payload, publishedAtMs: null });
  },
  saveBracketDecision: async (...[intentId, symbol, atMs, record]) => {
    staged.bracketDecisions.put({ intentId, symbol, atMs, record });
  },
});

const orderTx = (staged: StagedTables): OrderTx => ({
  insertOrder: async (order) => {
    const { clientOrderId, intentId, leg, attempt } = order;
    invariant(staged.orders.get(clientOrderId) === null, `order ${clientOrderId} is inserted once`);
    const rivals = staged.orders.group("slot", `${intentId} ${leg} ${attempt}`);
    invariant(rivals.length === 0, `attempt ${attempt} of leg ${leg} of ${intentId} is one order`);
    staged.orders.put(order);
  },
  order: async (clientOrderId) => staged.orders.get(clientOrderId),
  updateOrder: async (order) => {
    const { clientOrderId } = order;
    invariant(staged.orders.get(clientOrderId) !== null, `order ${clientOrderId} is updated after it was inserted`);
    staged.orders.put(order);
  },
  workingOrders: async (symbol) =>
    ordersInOrder(symbol === null ? staged.orders.group("working", EVERY) : staged.orders.group("workingOf", symbol)),
  ordersOfIntent: async (intentId) => ordersInOrder(staged.orders.group("intent", intentId)),
  insertFill: async (fill) => {
    if (staged.fills.get(fill.tradeId) !== null) return false;
    staged.fills.put(fill);
    return true;
  },
  fillsOfOrder: async (clientOrderId) => fillsInOrder(staged.fills.group("order", clientOrderId)),
});

const bookTx = (staged: StagedTables): BookTx => ({
  openPosition: async (symbol) => staged.positions.group("openOf", symbol)[0] ?? null,
  openPositions: async () => staged.positions.group("open", EVERY).toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1)),
  savePosition: async (position) => {
    const { positionId, symbol, state } = position;
    const others = staged.positions.group("openOf", symbol).filter((other) => other.positionId !== positionId);
    invariant(state === "closed" || others.length === 0, `${symbol} has one open position`);
    staged.positions.put(position);
  },
  lots: async (symbol) => lotsInOrder(staged.lots.group("symbol", symbol)),
  saveLots: async (symbol, lots) => {
    for (const { buyTradeId } of staged.lots.group("symbol", symbol)) staged.lots.remove(buyTradeId);
    for (const lot of lots) staged.lots.put(lot);
  },
  ledgerVersion: async () => reportingVersion(staged),
  insertAllocations: async (allocations) => {
    for (const row of allocations) {
      const key = `${row.version} ${row.sellTradeId} ${row.buyTradeId}`;
      invariant(staged.allocations.get(key) === null, `allocation ${key} is inserted once`);
      staged.allocations.put(row);
    }
  },
  insertUnmatched: async (rows) => {
    for (const row of rows) {
      const key = `${row.version} ${row.sellTradeId}`;
      invariant(staged.unmatched.get(key) === null, `unmatched sell ${key} is inserted once`);
      staged.unmatched.put({ ...row, resolution: null });
    }
  },
  saveTrade: async (trade) => staged.trades.put(trade),
  allocationsOfOrder: async (clientOrderId) =>
    allocationsInOrder(
      staged.allocations.group("order", clientOrderId).filter(({ version }) => version === reportingVersion(staged)),
    ),
});

const accountTx = (staged: StagedTables): AccountTx => ({
  tradingState: async () => {
    const state = staged.tradingState.get(EVERY);
    invariant(state !== null, "the trading state is there from the start");
    return state;
  },
  setTradingState: async (record) => staged.tradingState.put(record),
  insertEquity: async (point) => staged.equity.put(point),
  exclusions: async () => staged.exclusions.all().toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1)),
  saveExclusions: async (rows) => {
    for (const { symbol } of staged.exclusions.all()) staged.exclusions.remove(symbol);
    for (const row of rows) staged.exclusions.put(row);
  },
  insertLockLift: async (lift) => {
    const before = staged.lockLifts.get(`${lift.kind} ${lift.symbol ?? ""}`);
    if (before === null || before.atMs <= lift.atMs) staged.lockLifts.put(lift);
  },
  lockLifts: async () => staged.lockLifts.all().toSorted(byLock),
});

/** In the order the kinds are declared, those on everything first. */
const byLock = (a: LockLift, b: LockLift): number =>
  LIFTABLE_LOCKS.indexOf(a.kind) - LIFTABLE_LOCKS.indexOf(b.kind) || ((a.symbol ?? "") < (b.symbol ?? "") ? -1 : 1);
