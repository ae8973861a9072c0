/** The whole story of one intent: alert, decision, bracket, orders with their transitions, fills, allocations and trades. */
import type { AllocationRecord, FillRecord, IntentStory, OrderRecord, OrderStory } from "@bottrader/ports";
import { selectRow, selectRows } from "../sql/record-table.ts";
import type { Sql } from "../sql/sql.ts";
import { type TransitionRow, transitions } from "../tables/read-tables.ts";
import {
  alerts,
  allocations,
  bracketDecisions,
  fills,
  intents,
  orders,
  toIntentRecord,
  trades,
} from "../tables/trade-tables.ts";

export async function readIntentStory(sql: Sql, intentId: string): Promise<IntentStory | null> {
  const intent = await selectRow(sql, intents, { tail: "WHERE intent_id = $1", params: [intentId] });
  if (intent === null) return null;
  const [alert, brackets, ownOrders] = await Promise.all([
    selectRow(sql, alerts, { tail: "WHERE intent_id = $1 ORDER BY received_at LIMIT 1", params: [intentId] }),
    selectRows(sql, bracketDecisions, { tail: "WHERE intent_id = $1 ORDER BY at", params: [intentId] }),
    selectRows(sql, orders, { tail: "WHERE intent_id = $1 ORDER BY created_at, client_order_id", params: [intentId] }),
  ]);
  return {
    alert,
    intent: toIntentRecord(intent),
    bracketDecisions: brackets.map(({ atMs, record }) => ({ atMs, record })),
    orders: await readOrderStories(sql, ownOrders),
  };
}

async function readOrderStories(sql: Sql, ownOrders: readonly OrderRecord[]): Promise<readonly OrderStory[]> {
  const params = [ownOrders.map(({ clientOrderId }) => clientOrderId)];
  const [moves, booked, allocated, closed] = await Promise.all([
    selectRows(sql, transitions, { tail: "WHERE client_order_id = ANY ($1::text[]) ORDER BY id", params }),
    selectRows(sql, fills, { tail: "WHERE client_order_id = ANY ($1::text[]) ORDER BY at, trade_id", params }),
    selectRows(sql, allocations, {
      tail: `WHERE sell_order_id = ANY ($1::text[]) AND version = (SELECT version FROM ledger_versions WHERE is_reporting)
             ORDER BY sell_time, sell_trade_id, buy_time, buy_trade_id`,
      params,
    }),
    selectRows(sql, trades, { tail: "WHERE client_order_id = ANY ($1::text[])", params }),
  ]);
  return ownOrders.map((order): OrderStory => {
    const isOwn = (row: Pick<TransitionRow | FillRecord, "clientOrderId">): boolean =>
      row.clientOrderId === order.clientOrderId;
    const isSoldBy = (row: AllocationRecord): boolean => row.sellOrderId === order.clientOrderId;
    return {
      order,
      transitions: moves
        .filter(isOwn)
        .map(({ fromState, toState, event, atMs }) => ({ fromState, toState, event, atMs })),
      fills: booked.filter(isOwn),
      allocations: allocated.filter(isSoldBy),
      trade: closed.find(isOwn) ?? null,
    };
  });
}
