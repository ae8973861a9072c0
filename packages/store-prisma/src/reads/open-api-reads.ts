/** What the HTTP API shows, from Postgres. */
import type { Candle } from "@bottrader/core";
import type { ApiReads, EquityRecord, IntentRecord, Page, PageQuery, StoreCounts } from "@bottrader/ports";
import { decodeRow, selectRows } from "../sql/record-table.ts";
import { onlyRow, type Sql } from "../sql/sql.ts";
import { candles, exitPlans, unmatchedReviews } from "../tables/read-tables.ts";
import { lastEvaluations } from "../tables/signal-tables.ts";
import { alerts, equityPoints, intents, orders, positions, toIntentRecord, trades } from "../tables/trade-tables.ts";
import { readIntentStory } from "./intent-story.ts";
import { selectPage } from "./select-page.ts";

const WORKING = "state IN ('planned', 'sent', 'resting', 'partially_filled', 'unknown')";
const POINTS_MAX = 5_000;
const UNMATCHED_MAX = 1_000;

export const openApiReads = (sql: Sql): ApiReads => ({
  intents: (query) => readIntents(sql, query),
  intentStory: (intentId) => readIntentStory(sql, intentId),
  orders: ({ working = false, ...query }) =>
    selectPage(sql, orders, {
      query,
      timeColumn: "created_at",
      idColumn: "client_order_id",
      cursorOf: ({ createdAtMs, clientOrderId }) => ({ atMs: createdAtMs, id: clientOrderId }),
      ...(working ? { condition: WORKING } : {}),
    }),
  trades: (query) =>
    selectPage(sql, trades, {
      query,
      timeColumn: "exit_at",
      idColumn: "client_order_id",
      cursorOf: ({ exitAtMs, clientOrderId }) => ({ atMs: exitAtMs, id: clientOrderId }),
    }),
  alerts: (query) =>
    selectPage(sql, alerts, {
      query,
      timeColumn: "received_at",
      idColumn: "alert_id",
      cursorOf: ({ receivedAtMs, alertId }) => ({ atMs: receivedAtMs, id: alertId }),
    }),
  candles: (symbol, limit) => readCandles(sql, symbol, limit),
  lastSignals: () => selectRows(sql, lastEvaluations, { tail: "ORDER BY symbol" }),
  exitPlans: () => selectRows(sql, exitPlans, { tail: "ORDER BY symbol" }),
  openPositions: () => selectRows(sql, positions, { tail: "WHERE state = 'open' ORDER BY symbol" }),
  unmatched: () => {
    const tail = `WHERE version = (SELECT version FROM ledger_versions WHERE is_reporting)
                  ORDER BY sell_time DESC, sell_trade_id DESC LIMIT $1`;
    return selectRows(sql, unmatchedReviews, { tail, params: [UNMATCHED_MAX] });
  },
  equity: (limit) => readEquity(sql, limit),
  counts: () => readCounts(sql),
});

async function readIntents(sql: Sql, query: PageQuery): Promise<Page<IntentRecord>> {
  const { items, next } = await selectPage(sql, intents, {
    query,
    timeColumn: "received_at",
    idColumn: "intent_id",
    cursorOf: ({ receivedAtMs, intentId }) => ({ atMs: receivedAtMs, id: intentId }),
  });
  return { items: items.map(toIntentRecord), next };
}

/** The newest bar says which timeframe the symbol is traded on now. */
async function readCandles(sql: Sql, symbol: string, limit: number): Promise<readonly Candle[]> {
  const tail = `
    WHERE symbol = $1 AND timeframe = (SELECT timeframe FROM v_last_evaluations WHERE symbol = $1)
    ORDER BY open_time DESC LIMIT $2`;
  const newestFirst = await selectRows(sql, candles, { tail, params: [symbol, clampPoints(limit)] });
  return newestFirst.toReversed();
}

/** For each of `$1` instants spread over the curve the newest point until then: index look-ups only, however long the curve. */
const THINNED_EQUITY = `
  WITH span AS (SELECT min(at) AS lo, max(at) AS hi FROM equity_points),
       tick AS (
         SELECT greatest(lo, hi - (hi - lo) * (k::float8 / greatest($1 - 1, 1))) AS at
           FROM span, generate_series(0, $1 - 1) k WHERE lo IS NOT NULL
       )
  SELECT DISTINCT ${equityPoints.list.replace('"at"', 'point."at"')}
    FROM tick, LATERAL (SELECT * FROM equity_points p WHERE p.at <= tick.at ORDER BY p.at DESC LIMIT 1) point
   ORDER BY point."at"`;

async function readEquity(sql: Sql, limit: number): Promise<readonly EquityRecord[]> {
  const { rows } = await sql.query(THINNED_EQUITY, [clampPoints(limit)]);
  return rows.map((row) => decodeRow(equityPoints, row));
}

const COUNTS = `
  SELECT (SELECT count(*) FROM alert_outbox WHERE published_at IS NULL) AS "alertsUnpublished",
         (SELECT count(*) FROM signal_outbox WHERE published_at IS NULL) AS "signalsUnpublished",
         (SELECT count(*) FROM intents WHERE state IN ('received', 'planned', 'working')) AS "intentsLive",
         (SELECT count(*) FROM orders WHERE ${WORKING}) AS "ordersWorking",
         (SELECT count(*) FROM orders WHERE ${WORKING} AND state = 'unknown') AS "ordersUnresolved",
         (SELECT count(*) FROM positions WHERE state = 'open') AS "positionsOpen",
         (SELECT count(*) FROM positions WHERE state = 'open' AND protection = 'none') AS "positionsUnprotected",
         (SELECT count(*) FROM unmatched_sells WHERE review = 'open'
             AND version = (SELECT version FROM ledger_versions WHERE is_reporting)) AS "unmatchedOpen"`;

async function readCounts(sql: Sql): Promise<StoreCounts> {
  const row = onlyRow(await sql.query(COUNTS));
  const count = (name: keyof StoreCounts): number => Number(row[name]);
  return {
    alertsUnpublished: count("alertsUnpublished"),
    signalsUnpublished: count("signalsUnpublished"),
    intentsLive: count("intentsLive"),
    ordersWorking: count("ordersWorking"),
    ordersUnresolved: count("ordersUnresolved"),
    positionsOpen: count("positionsOpen"),
    positionsUnprotected: count("positionsUnprotected"),
    unmatchedOpen: count("unmatchedOpen"),
  };
}

const clampPoints = (limit: number): number => Math.min(Math.max(Math.trunc(limit), 1), POINTS_MAX);
