/** Alerts, intents and the alert outbox inside a transaction. */
import { invariant } from "@bottrader/core";
import type { TradeTx } from "@bottrader/ports";
import { insertNewRows, insertRows, selectRow, selectRows, updateRow, upsertRows } from "../sql/record-table.ts";
import type { Sql } from "../sql/sql.ts";
import { alerts, bracketDecisions, intents, toIntentRecord, toIntentRow } from "../tables/trade-tables.ts";

type InboxStatements = Pick<
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

/** `ON CONFLICT` without an update: the key belongs to an alert whose window has not passed. */
const CLAIM_KEY = `
  INSERT INTO alert_keys (dedup_key, dedup_until, alert_id) VALUES ($1, $2, $3)
  ON CONFLICT (dedup_key) DO UPDATE SET dedup_until = EXCLUDED.dedup_until, alert_id = EXCLUDED.alert_id
   WHERE alert_keys.dedup_until <= $4`;

export const inboxStatements = (sql: Sql): InboxStatements => ({
  insertIntent: async (record) => (await insertNewRows(sql, intents, [toIntentRow(record)])) === 1,
  intent: async (intentId) => {
    const row = await selectRow(sql, intents, { tail: "WHERE intent_id = $1", params: [intentId] });
    return row === null ? null : toIntentRecord(row);
  },
  updateIntent: (record) => updateRow(sql, intents, toIntentRow(record)),
  liveIntents: async (symbol) => {
    const tail = "WHERE symbol = $1 AND state IN ('received', 'planned', 'working') ORDER BY received_at, intent_id";
    return (await selectRows(sql, intents, { tail, params: [symbol] })).map(toIntentRecord);
  },
  alertByKey: async (dedupKey, nowMs) => {
    // Two equal alerts at once: the second waits here until the first has committed, and then sees it.
    await sql.query("SELECT pg_advisory_xact_lock(hashtextextended('bottrader:alert:' || $1, 0))", [dedupKey]);
    const tail = `WHERE alert_id = (SELECT alert_id FROM alert_keys WHERE dedup_key = $1 AND dedup_until > $2)`;
    return selectRow(sql, alerts, { tail, params: [dedupKey, new Date(nowMs).toISOString()] });
  },
  insertAlert: async (alert) => {
    await insertRows(sql, alerts, [alert]);
    const claim = await sql.query(CLAIM_KEY, [
      alert.dedupKey,
      new Date(alert.dedupUntilMs).toISOString(),
      alert.alertId,
      new Date(alert.receivedAtMs).toISOString(),
    ]);
    invariant(claim.rowCount === 1, `the key of alert ${alert.alertId} is free, because alertByKey was asked first`);
  },
  appendOutbox: async (queue, intentId, payload) => {
    await sql.query(
      "INSERT INTO alert_outbox (queue, intent_id, payload) VALUES ($1, $2, $3) ON CONFLICT (intent_id) DO NOTHING",
      [queue, intentId, JSON.stringify(payload)],
    );
  },
  saveBracketDecision: (...[intentId, symbol, atMs, record]) =>
    upsertRows(sql, bracketDecisions, [{ intentId, symbol, atMs, record }]),
});
