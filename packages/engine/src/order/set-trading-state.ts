import type { TradingState } from "@bottrader/contracts";
import type { TradingStateRecord } from "@bottrader/ports";
import type { Desk } from "./desk.ts";
import { readEquity } from "./record-equity.ts";
import { takeBackEntry } from "./take-back-entry.ts";

type StateChange = { readonly state: TradingState; readonly by: string; readonly reason: string };

/**
 * Sets the kill switch. Anything but `active` also takes back entries that have not filled; positions keep their protection.
 * `active` is the operator's word that what was lost is known: drawdown is counted from the equity of that moment.
 */
export async function setTradingState(desk: Desk, change: StateChange): Promise<TradingStateRecord> {
  const record: TradingStateRecord = { ...change, sinceMs: desk.clock.nowMs() };
  if (change.state === "active") {
    await resume(desk, record);
    return record;
  }
  await desk.store.transact((tx) => tx.setTradingState(record));
  desk.changed("status");
  const working = await desk.store.transact((tx) => tx.workingOrders(null));
  for (const order of working.filter((row) => row.leg === "entry")) {
    await desk.pump.alone(order.symbol, () => takeBackEntry(desk, order));
  }
  return record;
}

/** Does not wait for an equity that cannot be measured: the next point of the curve is then the new peak. */
async function resume(desk: Desk, record: TradingStateRecord): Promise<void> {
  const point = (await readEquity(desk))?.point ?? null;
  const { by, reason, sinceMs } = record;
  await desk.store.transact(async (tx) => {
    await tx.setTradingState(record);
    if (point !== null) await tx.insertEquity(point);
    const note = reason === "" ? "resumed" : `resumed: ${reason}`;
    await tx.insertLockLift({ kind: "drawdown", symbol: null, atMs: point?.atMs ?? sinceMs, by, note });
  });
  if (point !== null) desk.equity.observe(point);
  desk.equity.restartPeak(point?.equity ?? null);
  desk.changed("status");
}
