/** The order manager's store on Postgres. */
import { Decimal, quote, toDecimalText } from "@bottrader/core";
import type { TradeQuery, TradeStore, TradeTx } from "@bottrader/ports";
import type { Pool } from "pg";
import { poolSql } from "../open-pool.ts";
import { decodeRow, selectRows } from "../sql/record-table.ts";
import { onlyRow, type Sql } from "../sql/sql.ts";
import type { SymbolLocks } from "../symbol-locks.ts";
import { equityPoints, fills, intents, toIntentRecord, trades } from "../tables/trade-tables.ts";
import { transact } from "../transact.ts";
import { inboxStatements } from "./inbox-statements.ts";
import { ledgerStatements } from "./ledger-statements.ts";
import { orderStatements } from "./order-statements.ts";
import { recomputeStatements } from "./recompute-statements.ts";

/** Rows of one answer at most; a report that needs more pages by time. */
const LIMIT_MAX = 100_000;

/** The newest point with the peak and the last point of an earlier UTC day beside it. */
const LANDMARKS = `
  SELECT ${equityPoints.list},
         (SELECT max(equity) FROM equity_points WHERE at >= $1) AS peak,
         (SELECT equity FROM equity_points WHERE at < date_trunc('day', newest.at, 'UTC') ORDER BY at DESC LIMIT 1) AS day_start
    FROM equity_points newest ORDER BY at DESC LIMIT 1`;

const tradeTx = (sql: Sql): TradeTx => ({
  ...inboxStatements(sql),
  ...orderStatements(sql),
  ...ledgerStatements(sql),
  ...recomputeStatements(sql),
});

export function openTradeStore(pool: Pool, locks: SymbolLocks): TradeStore {
  const sql = poolSql(pool);
  return {
    transact: (work) => transact(pool, { work: (tx) => work(tradeTx(tx)), beforeCommit: () => locks.assertHeld() }),
    withSymbol: (symbol, work) => locks.run(symbol, work),
    trades: async (query) =>
      (
        await selectRows(sql, trades, newest(query, { time: "exit_at", id: "client_order_id", bySymbol: true }))
      ).toReversed(),
    fills: async (query) =>
      (await selectRows(sql, fills, newest(query, { time: "at", id: "trade_id", bySymbol: true }))).toReversed(),
    equityCurve: async (query) =>
      (await selectRows(sql, equityPoints, newest(query, { time: "at", id: "at", bySymbol: false }))).toReversed(),
    stuckIntents: async (beforeMs) => {
      const tail = "WHERE state IN ('received', 'planned') AND received_at < $1 ORDER BY received_at, intent_id";
      return (await selectRows(sql, intents, { tail, params: [new Date(beforeMs).toISOString()] })).map(toIntentRecord);
    },
    equityLandmarks: async ({ peakSinceMs } = {}) => {
      const since = peakSinceMs === undefined ? "-infinity" : new Date(peakSinceMs).toISOString();
      const [row] = (await sql.query(LANDMARKS, [since])).rows;
      if (row === undefined) return null;
      return {
        newest: decodeRow(equityPoints, row),
        peak: typeof row["peak"] === "string" ? quote(row["peak"]) : null,
        dayStart: typeof row["day_start"] === "string" ? quote(row["day_start"]) : null,
      };
    },
    newestFillAtMs: async () => {
      const [row] = await selectRows(sql, fills, { tail: "ORDER BY at DESC, trade_id DESC LIMIT 1" });
      return row?.atMs ?? null;
    },
    realisedTotal: async () => {
      const text = `SELECT coalesce(sum(pnl), 0) AS total FROM allocations
                     WHERE version = (SELECT version FROM ledger_versions WHERE is_reporting)`;
      return toDecimalText(new Decimal(String(onlyRow(await sql.query(text))["total"])));
    },
  };
}

type Columns = { readonly time: string; readonly id: string; readonly bySymbol: boolean };

/** The newest rows of the window [since, until], newest first. */
function newest(
  { sinceMs, untilMs, symbol, limit = LIMIT_MAX }: TradeQuery,
  { time, id, bySymbol }: Columns,
): { readonly tail: string; readonly params: readonly unknown[] } {
  const params: unknown[] = [Math.min(limit, LIMIT_MAX)];
  const conditions = ["true"];
  const where = (text: string, value: unknown): void => {
    params.push(value);
    conditions.push(`${text} $${params.length}`);
  };
  if (sinceMs !== undefined) where(`${time} >=`, new Date(sinceMs).toISOString());
  if (untilMs !== undefined) where(`${time} <=`, new Date(untilMs).toISOString());
  if (bySymbol && symbol !== undefined) where("symbol =", symbol);
  return { tail: `WHERE ${conditions.join(" AND ")} ORDER BY ${time} DESC, ${id} DESC LIMIT $1`, params };
}
