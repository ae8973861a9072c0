/** Orders, their transitions and fills inside a transaction. */
import { invariant } from "@bottrader/core";
import type { OrderRecord, TradeTx } from "@bottrader/ports";
import { encodeRow, insertNewRows, insertRows, listOf, selectRow, selectRows } from "../sql/record-table.ts";
import type { Sql } from "../sql/sql.ts";
import { fills, orders } from "../tables/trade-tables.ts";

type OrderStatements = Pick<
  TradeTx,
  "insertOrder" | "order" | "updateOrder" | "workingOrders" | "ordersOfIntent" | "insertFill" | "fillsOfOrder"
>;

const WORKING = "state IN ('planned', 'sent', 'resting', 'partially_filled', 'unknown')";

/** The order, and a transition row when the state is another one than before. `r` sees the row as it was. */
const UPDATE_ORDER = `
  WITH n AS (SELECT * FROM json_populate_record(NULL::orders, $1)),
       r AS (SELECT o.client_order_id, o.state FROM orders o JOIN n USING (client_order_id) FOR UPDATE OF o),
       u AS (
         UPDATE orders o SET (${orders.list}) = ROW (${listOf(orders, "n")})
           FROM n JOIN r USING (client_order_id) WHERE o.client_order_id = n.client_order_id
         RETURNING o.client_order_id
       ),
       t AS (
         INSERT INTO order_transitions (client_order_id, from_state, to_state, event, at)
         SELECT n.client_order_id, r.state, n.state, $2, n.updated_at FROM n JOIN r USING (client_order_id) WHERE r.state <> n.state
       )
  SELECT client_order_id FROM u`;

export const orderStatements = (sql: Sql): OrderStatements => ({
  insertOrder: async (order) => {
    await insertRows(sql, orders, [order]);
    await sql.query(
      "INSERT INTO order_transitions (client_order_id, to_state, event, at) VALUES ($1, $2, 'created', $3)",
      [order.clientOrderId, order.state, new Date(order.createdAtMs).toISOString()],
    );
  },
  order: (clientOrderId) => selectRow(sql, orders, { tail: "WHERE client_order_id = $1", params: [clientOrderId] }),
  updateOrder: async (order, event) => {
    const { rowCount } = await sql.query(UPDATE_ORDER, [JSON.stringify(encodeRow(orders, order)), event]);
    invariant(rowCount === 1, `order ${order.clientOrderId} is updated after it was inserted`);
  },
  workingOrders: (symbol) => workingOrders(sql, symbol),
  ordersOfIntent: (intentId) =>
    selectRows(sql, orders, { tail: "WHERE intent_id = $1 ORDER BY created_at, client_order_id", params: [intentId] }),
  insertFill: async (fill) => (await insertNewRows(sql, fills, [fill])) === 1,
  fillsOfOrder: (clientOrderId) =>
    selectRows(sql, fills, { tail: "WHERE client_order_id = $1 ORDER BY at, trade_id", params: [clientOrderId] }),
});

function workingOrders(sql: Sql, symbol: string | null): Promise<readonly OrderRecord[]> {
  if (symbol === null)
    return selectRows(sql, orders, { tail: `WHERE ${WORKING} ORDER BY created_at, client_order_id` });
  const tail = `WHERE symbol = $1 AND ${WORKING} ORDER BY created_at, client_order_id`;
  return selectRows(sql, orders, { tail, params: [symbol] });
}
