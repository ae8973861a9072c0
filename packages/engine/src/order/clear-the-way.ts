import type { ExitIntent } from "@bottrader/contracts";
import type { Result } from "@bottrader/core";
import { cancelOrders } from "./cancel-orders.ts";
import type { Desk } from "./desk.ts";
import { stepIntent } from "./settle-intent.ts";

/**
 * Cancels what stands in an exit's way: a less urgent exit, the rest of an entry, the bracket. Fails with the id of the first
 * order whose end could not be confirmed. Only inside the symbol's chain.
 */
export async function clearTheWay(desk: Desk, intent: ExitIntent): Promise<Result<true, string>> {
  const working = await desk.store.transact((tx) => tx.workingOrders(intent.symbol));
  const cancelled = await cancelOrders(desk, intent.symbol, working);
  if (!cancelled.ok) return cancelled;
  const superseded = working.filter((order) => order.leg === "exit" && order.intentId !== intent.intentId);
  const step = {
    state: "superseded",
    reason: "INTENT_SUPERSEDED",
    record: { by: intent.intentId },
    nowMs: desk.clock.nowMs(),
  } as const;
  await desk.store.transact(async (tx) => {
    for (const { intentId } of superseded) await stepIntent(tx, intentId, step);
  });
  return cancelled;
}
