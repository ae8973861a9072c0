/** Positions, lots, allocations, trades and the account inside a transaction. */
import { invariant } from "@bottrader/core";
import type { TradeTx } from "@bottrader/ports";
import { insertRows, replaceOnConflict, selectRow, selectRows, toJson, upsertRows } from "../sql/record-table.ts";
import { onlyRow, type Sql } from "../sql/sql.ts";
import {
  allocations,
  equityPoints,
  lockLifts,
  lots,
  positions,
  symbolExclusions,
  trades,
  tradingState,
  unmatchedSells,
} from "../tables/trade-tables.ts";

type LedgerStatements = Pick<
  TradeTx,
  | "openPosition"
  | "openPositions"
  | "savePosition"
  | "lots"
  | "saveLots"
  | "ledgerVersion"
  | "insertAllocations"
  | "insertUnmatched"
  | "saveTrade"
  | "allocationsOfOrder"
  | "tradingState"
  | "setTradingState"
  | "insertEquity"
  | "exclusions"
  | "saveExclusions"
  | "insertLockLift"
  | "lockLifts"
>;

export const REPORTING_VERSION = "(SELECT version FROM ledger_versions WHERE is_reporting)";

/** Lots that are gone from the list are gone from the table; the rest are inserted or brought up to date. */
const REPLACE_LOTS = `
  WITH n AS (SELECT * FROM json_populate_recordset(NULL::lots, $2)),
       gone AS (DELETE FROM lots WHERE symbol = $1 AND buy_trade_id NOT IN (SELECT buy_trade_id FROM n))
  INSERT INTO lots (${lots.list}) SELECT ${lots.list} FROM n ${replaceOnConflict(lots)}`;

const REPLACE_EXCLUSIONS = `
  WITH n AS (SELECT * FROM json_populate_recordset(NULL::symbol_exclusions, $1)),
       gone AS (DELETE FROM symbol_exclusions WHERE symbol NOT IN (SELECT symbol FROM n))
  INSERT INTO symbol_exclusions (${symbolExclusions.list}) SELECT ${symbolExclusions.list} FROM n ${replaceOnConflict(symbolExclusions)}`;

const NEWEST_LIFTS = `
  WHERE id IN (SELECT DISTINCT ON (kind, symbol) id FROM lock_lifts ORDER BY kind, symbol, at DESC, id DESC)
  ORDER BY kind, symbol NULLS FIRST`;

export const ledgerStatements = (sql: Sql): LedgerStatements => ({
  openPosition: (symbol) =>
    selectRow(sql, positions, { tail: "WHERE symbol = $1 AND state = 'open'", params: [symbol] }),
  openPositions: () => selectRows(sql, positions, { tail: "WHERE state = 'open' ORDER BY symbol" }),
  savePosition: (position) => upsertRows(sql, positions, [position]),
  lots: (symbol) =>
    selectRows(sql, lots, { tail: "WHERE symbol = $1 ORDER BY buy_time, buy_trade_id", params: [symbol] }),
  saveLots: async (symbol, rows) => {
    await sql.query(REPLACE_LOTS, [symbol, toJson(lots, rows)]);
  },
  ledgerVersion: async () => Number(onlyRow(await sql.query(`SELECT ${REPORTING_VERSION} AS version`))["version"]),
  insertAllocations: (rows) => insertRows(sql, allocations, rows),
  insertUnmatched: (rows) => insertRows(sql, unmatchedSells, rows),
  saveTrade: (trade) => upsertRows(sql, trades, [trade]),
  allocationsOfOrder: (clientOrderId) => {
    const tail = `WHERE sell_order_id = $1 AND version = ${REPORTING_VERSION} ORDER BY sell_time, sell_trade_id, buy_time, buy_trade_id`;
    return selectRows(sql, allocations, { tail, params: [clientOrderId] });
  },
  tradingState: async () => {
    const row = await selectRow(sql, tradingState, { tail: "WHERE id = 1" });
    invariant(row !== null, "the trading state has its row since the first migration");
    const { state, sinceMs, by, reason } = row;
    return { state, sinceMs, by, reason };
  },
  setTradingState: (record) => upsertRows(sql, tradingState, [{ id: 1, ...record }]),
  insertEquity: (point) => upsertRows(sql, equityPoints, [point]),
  exclusions: () => selectRows(sql, symbolExclusions, { tail: "ORDER BY symbol" }),
  saveExclusions: async (rows) => {
    await sql.query(REPLACE_EXCLUSIONS, [toJson(symbolExclusions, rows)]);
  },
  insertLockLift: (lift) => insertRows(sql, lockLifts, [lift]),
  lockLifts: () => selectRows(sql, lockLifts, { tail: NEWEST_LIFTS }),
});
