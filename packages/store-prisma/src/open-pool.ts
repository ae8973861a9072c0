/** The connection pool of one service. */
import { Pool } from "pg";
import type { Sql } from "./sql/sql.ts";

export type PoolOptions = {
  /** Connections at most; 6 are plenty for one service and cost the server 10 MB each. */
  readonly poolMax: number;
  /** Told about connections that break while nobody uses them; the pool replaces them by itself. */
  readonly onError: (error: Error) => void;
};

const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 60_000;
/** A statement that takes longer has lost its way; the caller gets an error and may try again. */
const STATEMENT_TIMEOUT_MS = 30_000;
const LOCK_TIMEOUT_MS = 10_000;
/** Ends the transaction of a process that hangs in the middle of it, so that it does not hold its rows forever. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;

export function openPool(url: string, { poolMax, onError }: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    max: poolMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    application_name: "bottrader",
  });
  pool.on("error", onError);
  // The pool listens only to idle connections; one that breaks between two statements of a transaction would end the process.
  pool.on("connect", (client) => client.on("error", onError));
  return pool;
}

/** Statements outside a transaction, each on whichever connection is free. */
export const poolSql = (pool: Pool): Sql => ({
  query: (text, params = []) => pool.query(text, [...params]),
});
