/** Everything one service has on Postgres, behind one handle. */
import type { ApiReads, OutboxStore, PaperVenueStore, SignalStore, TradeStore } from "@bottrader/ports";
import { type ConfigSnapshots, openConfigSnapshots } from "./open-config-snapshots.ts";
import { type MarketSessions, openMarketSessions } from "./open-market-sessions.ts";
import { openOutboxStore } from "./open-outbox-store.ts";
import { openPaperVenueStore } from "./open-paper-venue-store.ts";
import { openPool, type PoolOptions, poolSql } from "./open-pool.ts";
import { openSignalStore } from "./open-signal-store.ts";
import { openApiReads } from "./reads/open-api-reads.ts";
import { type ExitPrices, openExitPrices } from "./reads/open-exit-prices.ts";
import type { Sql } from "./sql/sql.ts";
import { createSymbolLocks } from "./symbol-locks.ts";
import { openTradeStore } from "./trade/open-trade-store.ts";

export type DatabaseOptions = PoolOptions & {
  /** How long `withSymbol` waits for another replica before it gives up; 30 s when absent. */
  readonly symbolWaitMs?: number;
};

export type DatabaseHealth = { readonly ok: true } | { readonly ok: false; readonly detail: string };

export type Database = {
  readonly trade: TradeStore;
  readonly signal: SignalStore;
  readonly outbox: { readonly alerts: OutboxStore; readonly signals: OutboxStore };
  readonly paper: PaperVenueStore;
  readonly reads: ApiReads;
  readonly exitPrices: ExitPrices;
  readonly snapshots: ConfigSnapshots;
  readonly sessions: MarketSessions;
  /** Whether the server answers a query now. */
  health(): Promise<DatabaseHealth>;
  /** Waits for the symbols in hand, then closes every connection. */
  close(): Promise<void>;
};

/**
 * Opens the database of a service. Connects on first use, so a server that is not up yet is no error here; the schema must have
 * been brought up to date by `applyMigrations`.
 */
export function openDatabase(url: string, { poolMax, onError, symbolWaitMs }: DatabaseOptions): Database {
  const pool = openPool(url, { poolMax, onError });
  const locks = createSymbolLocks(url, { onError, ...(symbolWaitMs === undefined ? {} : { waitMs: symbolWaitMs }) });
  const sql = poolSql(pool);
  return {
    trade: openTradeStore(pool, locks),
    signal: openSignalStore(sql),
    outbox: { alerts: openOutboxStore(sql, "alert_outbox"), signals: openOutboxStore(sql, "signal_outbox") },
    paper: openPaperVenueStore(sql),
    reads: openApiReads(sql),
    exitPrices: openExitPrices(sql),
    snapshots: openConfigSnapshots(sql),
    sessions: openMarketSessions(sql),
    health: () => checkHealth(sql),
    close: async () => {
      await locks.close();
      await pool.end();
    },
  };
}

async function checkHealth(sql: Sql): Promise<DatabaseHealth> {
  try {
    await sql.query("SELECT 1");
    return { ok: true };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
