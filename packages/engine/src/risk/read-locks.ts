import { type ActiveLock, activeLocks } from "@bottrader/core";
import type { Desk } from "../order/desk.ts";
import { readEquity } from "../order/record-equity.ts";
import { readLockFacts } from "./lock-facts.ts";

/** Every lock in force now, by the gate's own checks. What cannot be measured now is listed as the lock it is at the gate. */
export async function readLocks(desk: Desk): Promise<readonly ActiveLock[]> {
  const nowMs = desk.clock.nowMs();
  const symbols = desk.exchange.markets().map(({ symbol }) => symbol);
  const reading = await readEquity(desk);
  const tradingState = await desk.store.transact((tx) => tx.tradingState());
  const facts = await readLockFacts(desk, { symbols, equity: reading?.point ?? null, tradingState, nowMs });
  return activeLocks({ facts, rules: desk.rules.risk, symbols, nowMs });
}
