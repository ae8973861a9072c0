/** The ledger as a whole inside a transaction: its sources, its versions and their reviews. */
import { type Quote, quote } from "@bottrader/core";
import type { LedgerTx, UnmatchedRecord } from "@bottrader/ports";
import { insertRows, selectRow, selectRows, toJson } from "../sql/record-table.ts";
import type { Sql } from "../sql/sql.ts";
import { allocations, fills, positions, trades, unmatchedSells } from "../tables/trade-tables.ts";
import { REPORTING_VERSION } from "./ledger-statements.ts";

/** Bookings insert a fill before they read anything of the ledger, so whoever waits here sees the new version afterwards. */
const LOCK_LEDGER = "LOCK TABLE fills IN SHARE ROW EXCLUSIVE MODE";

const TOTALS = `
  SELECT symbol, coalesce(sum(allocations), 0)::int AS allocations, coalesce(sum(unmatched), 0)::int AS unmatched,
         coalesce(sum(pnl), 0) AS pnl
    FROM (
      SELECT symbol, count(*) AS allocations, 0 AS unmatched, sum(pnl) AS pnl FROM allocations WHERE version = $1 GROUP BY symbol
      UNION ALL
      SELECT symbol, 0, count(*), 0 FROM unmatched_sells WHERE version = $1 GROUP BY symbol
    ) part GROUP BY symbol ORDER BY symbol COLLATE "C"`;

const ADD_VERSION = "INSERT INTO ledger_versions (version, is_reporting) VALUES ($1, false) ON CONFLICT DO NOTHING";

const REVIEW_COLUMNS = "review, reviewed_by, reviewed_at, review_note";

/** The newest resolution of each sell whose unmatched size is the same as before. */
const KEEP_REVIEWS = `
  WITH known AS (
    DELETE FROM unmatched_sells WHERE version = $1 AND symbol = $2
    RETURNING sell_trade_id, size, ${REVIEW_COLUMNS}
  ), others AS (
    SELECT sell_trade_id, size, ${REVIEW_COLUMNS} FROM unmatched_sells WHERE symbol = $2 AND version <> $1
  ), resolved AS (
    SELECT DISTINCT ON (sell_trade_id, size) * FROM (TABLE known UNION ALL TABLE others) every
     WHERE review = 'resolved' ORDER BY sell_trade_id, size, reviewed_at DESC
  )
  SELECT sell_trade_id, size, review, reviewed_by, reviewed_at, review_note FROM resolved`;

const INSERT_UNMATCHED = `
  INSERT INTO unmatched_sells (${unmatchedSells.list}, ${REVIEW_COLUMNS})
  SELECT ${unmatchedSells.list
    .split(", ")
    .map((column) => `n.${column}`)
    .join(", ")}, coalesce(r.review, 'open'), r.reviewed_by, r.reviewed_at, r.review_note
    FROM json_populate_recordset(NULL::unmatched_sells, $1) n
    LEFT JOIN json_populate_recordset(NULL::unmatched_sells, $2) r
      ON r.sell_trade_id = n.sell_trade_id AND r.size = n.size`;

const RESOLVE = `
  UPDATE unmatched_sells SET review = 'resolved', review_note = $2, reviewed_by = $3, reviewed_at = $4
   WHERE sell_trade_id = $1 AND review = 'open' AND version = ${REPORTING_VERSION}`;

export const recomputeStatements = (sql: Sql): LedgerTx => ({
  lockLedger: async () => {
    await sql.query(LOCK_LEDGER);
  },
  filledSymbols: async () =>
    (await sql.query('SELECT symbol FROM fills GROUP BY symbol ORDER BY symbol COLLATE "C"')).rows.map(({ symbol }) =>
      String(symbol),
    ),
  fillsOfSymbol: (symbol) =>
    selectRows(sql, fills, { tail: "WHERE symbol = $1 ORDER BY at, trade_id", params: [symbol] }),
  sellsFrom: (symbol, fromMs) => {
    const tail = "WHERE symbol = $1 AND side = 'sell' AND at >= $2 ORDER BY at, trade_id";
    return selectRows(sql, fills, { tail, params: [symbol, new Date(fromMs).toISOString()] });
  },
  position: (positionId) => selectRow(sql, positions, { tail: "WHERE position_id = $1", params: [positionId] }),
  tradesOfSymbol: (symbol) =>
    selectRows(sql, trades, { tail: "WHERE symbol = $1 ORDER BY exit_at, client_order_id", params: [symbol] }),
  dropTrade: async (clientOrderId) => {
    await sql.query("DELETE FROM trades WHERE client_order_id = $1", [clientOrderId]);
  },
  ledgerTotals: async (version) =>
    (await sql.query(TOTALS, [version])).rows.map((row) => ({
      symbol: String(row["symbol"]),
      allocations: Number(row["allocations"]),
      unmatched: Number(row["unmatched"]),
      pnl: readQuote(row["pnl"]),
    })),
  replaceLedger: async ({ version, symbol, ...slice }) => {
    await sql.query(ADD_VERSION, [version]);
    await sql.query("DELETE FROM allocations WHERE version = $1 AND symbol = $2", [version, symbol]);
    await insertRows(
      sql,
      allocations,
      slice.allocations.map((allocation) => ({ ...allocation, version })),
    );
    const reviews = (await sql.query(KEEP_REVIEWS, [version, symbol])).rows;
    const rows = slice.unmatched.map((unmatched): UnmatchedRecord => ({ ...unmatched, version }));
    if (rows.length > 0) await sql.query(INSERT_UNMATCHED, [toJson(unmatchedSells, rows), JSON.stringify(reviews)]);
  },
  reportVersion: async (version) => {
    await sql.query(ADD_VERSION, [version]);
    // One after the other: the index allows one reporting version at any moment
    await sql.query("UPDATE ledger_versions SET is_reporting = false WHERE is_reporting AND version <> $1", [version]);
    await sql.query("UPDATE ledger_versions SET is_reporting = true WHERE version = $1", [version]);
  },
  resolveUnmatched: async ({ sellTradeId, note, by, atMs }) =>
    (await sql.query(RESOLVE, [sellTradeId, note, by, new Date(atMs).toISOString()])).rowCount === 1,
});

/** The driver gives numerics as text, so no digit is lost. */
const readQuote = (raw: unknown): Quote => quote(String(raw));
