/**
 * One transaction on a connection of its own.
 *
 * Invariants
 * 1. A thrown error rolls everything back.
 * 2. A transaction the server broke off to resolve a conflict is run again, a bounded number of times; no other error is.
 * 3. Work done under a symbol's chain that was lost in the meantime is not committed.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import type { Sql } from "./sql/sql.ts";

const ATTEMPTS_MAX = 5;
const BACKOFF_MS = 10;
/** serialization_failure and deadlock_detected: the server promises that nothing was done and that a repeat may succeed. */
const CONFLICT_CODES: readonly string[] = ["40001", "40P01"];

export type TransactOptions<T> = {
  readonly work: (sql: Sql) => Promise<T>;
  /** Called just before the commit; throws when the work may no longer be committed. */
  readonly beforeCommit: () => void;
};

export async function transact<T>(pool: Pool, options: TransactOptions<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(pool, options);
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !isConflict(error)) throw error;
      await delay(BACKOFF_MS * 2 ** attempt);
    }
  }
}

async function once<T>(pool: Pool, { work, beforeCommit }: TransactOptions<T>): Promise<T> {
  const client = await pool.connect();
  let isBroken = false;
  try {
    await client.query("BEGIN ISOLATION LEVEL READ COMMITTED");
    const result = await work({ query: (text, params = []) => client.query(text, [...params]) });
    beforeCommit();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    isBroken = !(await rolledBack(client));
    throw error;
  } finally {
    client.release(isBroken);
  }
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query("ROLLBACK");
    return true;
  } catch {
    return false;
  }
}

const isConflict = (error: unknown): boolean =>
  error instanceof Error && "code" in error && CONFLICT_CODES.includes(String(error.code));
