/** Time-outs of orders that rest too long: an entry's remainder is taken back, an exit is sent again more urgently. */
import type { OrderRecord } from "@bottrader/ports";
import { hasEnded } from "./book-venue-order.ts";
import { cancelOrders } from "./cancel-orders.ts";
import type { Desk } from "./desk.ts";
import { protectPosition } from "./protect-position.ts";
import { takeBackEntry } from "./take-back-entry.ts";
import { idleExits, takeUpExit, takeUpIdleExits } from "./take-up-exit.ts";

/** Acts on every working order past its time and on exits that lost theirs. Each symbol is handled inside its chain. */
export async function urgeOrders(desk: Desk): Promise<void> {
  const nowMs = desk.clock.nowMs();
  const { working, positions } = await desk.store.transact(async (tx) => ({
    working: await tx.workingOrders(null),
    positions: await tx.openPositions(),
  }));
  for (const order of working) {
    const ageMs = nowMs - order.createdAtMs;
    if (order.leg === "entry" && ageMs >= desk.rules.entryTimeoutMs) {
      await desk.pump.alone(order.symbol, () => takeBackEntry(desk, order));
    }
    if (order.leg === "exit" && order.urgency !== "market" && ageMs >= desk.rules.exitTimeoutMs) {
      await desk.pump.alone(order.symbol, () => sendAgain(desk, order));
    }
  }
  for (const { symbol } of positions) {
    if ((await idleExits(desk, symbol)).length > 0) await desk.pump.alone(symbol, () => takeUpIdleExits(desk, symbol));
  }
}

async function sendAgain(desk: Desk, order: OrderRecord): Promise<void> {
  const current = await desk.store.transact((tx) => tx.order(order.clientOrderId));
  // Filled, or replaced by a more urgent exit, since the list was read
  if (current === null || hasEnded(current.state)) return;
  const cancelled = await cancelOrders(desk, order.symbol, [order]);
  if (cancelled.ok) await takeUpExit(desk, order.intentId);
  else desk.anomaly({ code: "ORDER_UNRESOLVED", symbol: order.symbol, detail: order.clientOrderId });
  await protectPosition(desk, order.symbol);
}
