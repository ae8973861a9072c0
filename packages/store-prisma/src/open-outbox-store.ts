/** An outbox on Postgres; both services have one of the same shape. */
import type { OutboxRow, OutboxStore } from "@bottrader/ports";
import type { Sql, SqlRow } from "./sql/sql.ts";

export type OutboxTable = "alert_outbox" | "signal_outbox";

const COLUMNS = "sequence, queue, intent_id, payload";

export const openOutboxStore = (sql: Sql, table: OutboxTable): OutboxStore => ({
  unpublished: async (limit) => {
    const text = `SELECT ${COLUMNS} FROM ${table} WHERE published_at IS NULL ORDER BY sequence LIMIT $1`;
    return (await sql.query(text, [limit])).rows.map(toOutboxRow);
  },
  markPublished: async (sequences, atMs) => {
    if (sequences.length === 0) return;
    const text = `UPDATE ${table} SET published_at = $2 WHERE sequence = ANY ($1::bigint[])`;
    await sql.query(text, [sequences.map(String), new Date(atMs).toISOString()]);
  },
  lost: async (beforeMs, limit) => {
    const text = `
      SELECT ${COLUMNS} FROM ${table} o
       WHERE published_at < $1
         AND NOT EXISTS (SELECT FROM v_intent_outcomes i WHERE i.intent_id = o.intent_id)
       ORDER BY sequence LIMIT $2`;
    return (await sql.query(text, [new Date(beforeMs).toISOString(), limit])).rows.map(toOutboxRow);
  },
});

const toOutboxRow = (row: SqlRow): OutboxRow => ({
  sequence: BigInt(String(row["sequence"])),
  queue: String(row["queue"]),
  intentId: String(row["intent_id"]),
  payload: row["payload"] as OutboxRow["payload"],
});
