import type { CancelIntent } from "@bottrader/contracts";
import type { DeliveryOutcome } from "@bottrader/ports";
import { cancelOrders } from "./cancel-orders.ts";
import type { Desk } from "./desk.ts";
import { protectPosition } from "./protect-position.ts";
import { stepIntent } from "./settle-intent.ts";

/** Takes back what has not filled yet of the symbol's entry; what has filled keeps its protection. */
export async function cancelEntry(desk: Desk, intent: CancelIntent): Promise<DeliveryOutcome> {
  const working = await desk.store.transact((tx) => tx.workingOrders(intent.symbol));
  const entries = working.filter((order) => order.leg === "entry");
  const cancelled = await cancelOrders(desk, intent.symbol, entries);
  if (!cancelled.ok) return { kind: "retry", reason: `ORDER_UNRESOLVED ${cancelled.error}` };
  await protectPosition(desk, intent.symbol);
  await desk.store.transact((tx) =>
    stepIntent(tx, intent.intentId, {
      state: "executed",
      reason: "INTENT_EXECUTED",
      record: { cancelled: entries.map((order) => order.clientOrderId) },
      nowMs: desk.clock.nowMs(),
    }),
  );
  desk.changed("orders", "intents");
  return { kind: "done" };
}
