/** The paper venue's own books on Postgres. */
import type { PaperVenueChange, PaperVenueState, PaperVenueStore } from "@bottrader/ports";
import { replaceOnConflict, selectRow, selectRows, toJson } from "./sql/record-table.ts";
import type { Sql } from "./sql/sql.ts";
import {
  paperBalances,
  paperBars,
  paperFills,
  paperOrders,
  toPaperOrder,
  toPaperOrderRow,
} from "./tables/paper-tables.ts";

const upsert = (table: { readonly name: string; readonly list: string }, param: string, conflict: string): string =>
  `INSERT INTO ${table.name} (${table.list}) SELECT ${table.list} FROM json_populate_recordset(NULL::${table.name}, ${param}) ${conflict}`;

/** One step of the venue in one statement. A repeated step changes nothing: its fills keep their ids, the rest is replaced by itself. */
const COMMIT = `
  WITH placed AS (${upsert(paperOrders, "$1", replaceOnConflict(paperOrders))}),
       filled AS (${upsert(paperFills, "$2", "ON CONFLICT (trade_id) DO NOTHING")}),
       held AS (${upsert(paperBalances, "$3", replaceOnConflict(paperBalances))}),
       settled AS (${upsert(paperBars, "$4", replaceOnConflict(paperBars))})
  INSERT INTO paper_counters (name, value) VALUES ('sequence', $5)
  ON CONFLICT (name) DO UPDATE SET value = greatest(paper_counters.value, EXCLUDED.value)`;

export const openPaperVenueStore = (sql: Sql): PaperVenueStore => ({
  load: () => load(sql),
  commit: async (change) => {
    await sql.query(COMMIT, commitParams(change));
  },
  findOrder: async (clientOrderId) => {
    const row = await selectRow(sql, paperOrders, { tail: "WHERE client_order_id = $1", params: [clientOrderId] });
    return row === null ? null : toPaperOrder(row);
  },
  fillsSince: (sinceMs) =>
    selectRows(sql, paperFills, {
      tail: "WHERE at >= $1 ORDER BY at, trade_id",
      params: [new Date(sinceMs).toISOString()],
    }),
});

const commitParams = (change: PaperVenueChange): readonly unknown[] => [
  toJson(paperOrders, change.orders.map(toPaperOrderRow)),
  toJson(paperFills, change.fills),
  toJson(paperBalances, change.balances),
  toJson(
    paperBars,
    Object.entries(change.barClosedAtMs).map(([symbol, closedAtMs]) => ({ symbol, closedAtMs })),
  ),
  change.sequence,
];

async function load(sql: Sql): Promise<PaperVenueState | null> {
  const counters = await sql.query("SELECT value FROM paper_counters WHERE name = 'sequence'");
  const [counter] = counters.rows;
  if (counter === undefined) return null;
  const orders = await selectRows(sql, paperOrders, { tail: "WHERE state = 'open' ORDER BY client_order_id" });
  const balances = await selectRows(sql, paperBalances, { tail: "ORDER BY currency" });
  const bars = await selectRows(sql, paperBars, { tail: "ORDER BY symbol" });
  return {
    orders: orders.map(toPaperOrder),
    balances,
    barClosedAtMs: Object.fromEntries(bars.map(({ symbol, closedAtMs }) => [symbol, closedAtMs])),
    sequence: Number(counter["value"]),
  };
}
