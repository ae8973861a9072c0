import type { TradingState } from "@bottrader/contracts";
import type { TradingStateRecord } from "@bottrader/ports";
import type { Desk } from "./desk.ts";
import { takeBackEntry } from "./take-back-entry.ts";

/** Sets the kill switch. Anything but `active` also takes back entries that have not filled; positions keep their protection. */
export async function setTradingState(
  desk: Desk,
  change: { state: TradingState; by: string; reason: string },
): Promise<TradingStateRecord> {
  const record: TradingStateRecord = { ...change, sinceMs: desk.clock.nowMs() };
  await desk.store.transact((tx) => tx.setTradingState(record));
  desk.changed("status");
  if (change.state === "active") return record;
  const working = await desk.store.transact((tx) => tx.workingOrders(null));
  for (const order of working.filter((row) => row.leg === "entry")) {
    await desk.pump.alone(order.symbol, () => takeBackEntry(desk, order));
  }
  return record;
}
