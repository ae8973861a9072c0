/** The stores of both services in memory, over the same tables, as they share one database in production. */
import { createMemoryPaperStore } from "@bottrader/exchange-paper";
import type { OutboxStore, PaperVenueStore, SignalStore, TradeStore } from "@bottrader/ports";
import { createMemoryOutboxStore } from "./memory-outbox-store.ts";

import { createMemorySignalStore } from "./memory-signal-store.ts";
import { stageTable } from "./memory-table.ts";
import { createTables, outboxTable } from "./memory-tables.ts";
import { createMemoryTradeStore } from "./memory-trade-store.ts";

export type MemoryStores = {
  readonly trade: TradeStore;
  readonly signal: SignalStore;
  readonly outbox: { readonly alerts: OutboxStore; readonly signals: OutboxStore };
  readonly paper: PaperVenueStore;
};

/** Empty stores, trading active since `startMs`. They run the same conformance cards as Postgres. */
export function createMemoryStores(startMs: number): MemoryStores {
  const tables = createTables();
  const signalOutbox = outboxTable();
  const tradingState = stageTable(tables.tradingState);
  tradingState.put({ state: "active", sinceMs: startMs, by: "system", reason: "first start" });
  tradingState.commit();
  let sequence = 0n;
  const nextSequence = (): bigint => {
    sequence += 1n;
    return sequence;
  };
  return {
    trade: createMemoryTradeStore(tables, nextSequence),
    signal: createMemorySignalStore(tables, { outbox: signalOutbox, nextSequence }),
    outbox: {
      alerts: createMemoryOutboxStore(tables.alertOutbox, tables),
      signals: createMemoryOutboxStore(signalOutbox, tables),
    },
    paper: createMemoryPaperStore(),
  };
}
