/**
 * Exits that nobody works for any more: their order ran out of time and was cancelled, the venue cancelled it, or a process died
 * between two orders. What is left is sold more urgently.
 *
 * The ladder is limit → marketable limit → market; an order at the market that ends short ends the intent, so there is no loop.
 */
import type { DeliveryOutcome, IntentRecord } from "@bottrader/ports";
import type { Desk } from "./desk.ts";
import { exitPosition } from "./exit-position.ts";
import { endUnsold, hasWorkingOrder, isSettled } from "./settle-intent.ts";

const MORE_URGENT = { limit: "marketable_limit", marketable_limit: "market" } as const;

/** Takes up every idle exit of a symbol. Without a price it waits for one. Only inside the symbol's chain. */
export async function takeUpIdleExits(desk: Desk, symbol: string): Promise<void> {
  if (desk.exchange.quote(symbol) === null) return;
  for (const record of await idleExits(desk, symbol)) await takeUpExit(desk, record.intent.intentId);
}

/** Exits of a symbol whose intent lives on though none of its orders does. */
export const idleExits = (desk: Desk, symbol: string): Promise<readonly IntentRecord[]> =>
  desk.store.transact(async (tx) => {
    const idle: IntentRecord[] = [];
    for (const record of await tx.liveIntents(symbol)) {
      if (record.intent.type !== "exit" || record.state !== "working") continue;
      if (!(await hasWorkingOrder(tx, record))) idle.push(record);
    }
    return idle;
  });

/** Sends the next, more urgent order of an exit, or ends it when there is none. Only inside the symbol's chain. */
export async function takeUpExit(desk: Desk, intentId: string): Promise<DeliveryOutcome> {
  const { record, orders, position } = await desk.store.transact(async (tx) => {
    const found = await tx.intent(intentId);
    const symbol = found?.intent.symbol ?? "";
    return { record: found, orders: await tx.ordersOfIntent(intentId), position: await tx.openPosition(symbol) };
  });
  if (record?.intent.type !== "exit" || isSettled(record.state)) return { kind: "done" };
  const last = orders.toSorted((a, b) => a.attempt - b.attempt).at(-1)?.urgency ?? "market";
  if (last !== "market" && position !== null) return exitPosition(desk, record.intent, MORE_URGENT[last]);
  const nowMs = desk.clock.nowMs();
  await desk.store.transact((tx) => endUnsold(tx, intentId, nowMs));
  desk.changed("intents");
  return { kind: "done" };
}
