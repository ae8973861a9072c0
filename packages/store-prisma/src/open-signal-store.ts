/** The signal service's store on Postgres. */
import type { EvaluationRow, SignalCommit, SignalServiceState, SignalStore } from "@bottrader/ports";
import { selectRows, toJson } from "./sql/record-table.ts";
import type { Sql } from "./sql/sql.ts";
import { lastEvaluations, watchedPositions } from "./tables/signal-tables.ts";

/**
 * The whole commit in one statement, hence in one transaction and one round trip.
 *
 * A commit that is older than the cursor changes no state: its rows are known already. One without outbox rows need not wait for
 * the disk ($8): if the server dies, the bars are decided again from the older cursor and come out the same. The rows of an
 * outbox are promises to the other service and are always waited for.
 */
const COMMIT = `
  WITH setting AS MATERIALIZED (SELECT CASE WHEN $8 THEN set_config('synchronous_commit', 'off', true) END),
  moved AS (
    INSERT INTO signal_cursor AS c (session, cursor_at, batches_done) VALUES ($1, $2, $3)
    ON CONFLICT (session) DO UPDATE SET cursor_at = EXCLUDED.cursor_at, batches_done = EXCLUDED.batches_done
     WHERE c.cursor_at <= EXCLUDED.cursor_at
    RETURNING session
  ),
  bar AS MATERIALIZED (
    SELECT * FROM json_to_recordset($4) AS t (
      symbol text, timeframe text, open_time timestamptz(3), open float8, high float8, low float8, close float8, volume float8,
      buy_score float8, sell_score float8, action signal_action, trigger text, record jsonb
    )
  ),
  candle AS (
    INSERT INTO candles (symbol, timeframe, open_time, open, high, low, close, volume)
    SELECT symbol, timeframe, open_time, open, high, low, close, volume FROM bar ON CONFLICT DO NOTHING
  ),
  evaluation AS (
    INSERT INTO signal_evaluations (symbol, timeframe, open_time, buy_score, sell_score, action, trigger, record)
    SELECT symbol, timeframe, open_time, buy_score, sell_score, action, trigger, record FROM bar ON CONFLICT DO NOTHING
  ),
  signal AS (
    INSERT INTO signal_states (session, symbol, state)
    SELECT moved.session, s.key, s.value FROM moved, json_each($5) s
    ON CONFLICT (session, symbol) DO UPDATE SET state = EXCLUDED.state
  ),
  exit AS (
    INSERT INTO exit_states (position_id, state, verdicts, as_of)
    SELECT x.key, x.value -> 'state', x.value -> 'verdicts', $2 FROM moved, json_each($6) x
    ON CONFLICT (position_id) DO UPDATE SET state = EXCLUDED.state, verdicts = EXCLUDED.verdicts, as_of = EXCLUDED.as_of
  ),
  outbox AS (
    INSERT INTO signal_outbox (queue, intent_id, payload)
    SELECT o.value ->> 'queue', o.value ->> 'intentId', o.value -> 'payload'
      FROM json_array_elements($7) WITH ORDINALITY o (value, place) ORDER BY place
    ON CONFLICT (intent_id) DO NOTHING
  )
  SELECT count(*) FROM setting`;

export const openSignalStore = (sql: Sql): SignalStore => ({
  load: (session) => loadState(sql, session),
  commit: async (commit) => {
    await sql.query(COMMIT, commitParams(commit));
  },
  markFinished: async (session) => {
    await sql.query("UPDATE signal_cursor SET finished = true WHERE session = $1", [session]);
  },
  openPositions: () => selectRows(sql, watchedPositions, { tail: "ORDER BY symbol" }),
  settled: async (intentIds) => {
    if (intentIds.length === 0) return [];
    const text =
      "SELECT intent_id FROM v_intent_outcomes WHERE intent_id = ANY ($1::text[]) AND state NOT IN ('received', 'planned')";
    return (await sql.query(text, [intentIds])).rows.map((row) => String(row["intent_id"]));
  },
  lastEvaluations: (): Promise<readonly EvaluationRow[]> =>
    selectRows(sql, lastEvaluations, { tail: "ORDER BY symbol" }),
});

const commitParams = (commit: SignalCommit): readonly unknown[] => [
  commit.session,
  new Date(commit.cursorMs).toISOString(),
  commit.batchesDone,
  toJson(lastEvaluations, commit.evaluations),
  JSON.stringify(commit.signalStates),
  JSON.stringify(commit.exitStates),
  JSON.stringify(commit.outbox),
  commit.outbox.length === 0,
];

async function loadState(sql: Sql, session: string): Promise<SignalServiceState> {
  const [cursors, signals, exits] = await Promise.all([
    sql.query("SELECT cursor_at, batches_done, finished FROM signal_cursor WHERE session = $1", [session]),
    sql.query("SELECT symbol, state FROM signal_states WHERE session = $1", [session]),
    sql.query("SELECT position_id, state FROM v_exit_plans"),
  ]);
  const [cursor] = cursors.rows;
  return {
    cursorMs: cursor === undefined ? null : (cursor["cursor_at"] as Date).getTime(),
    batchesDone: Number(cursor?.["batches_done"] ?? 0),
    finished: cursor?.["finished"] === true,
    signalStates: Object.fromEntries(signals.rows.map((row) => [String(row["symbol"]), row["state"]])),
    exitStates: Object.fromEntries(exits.rows.map((row) => [String(row["position_id"]), row["state"]])),
  };
}
