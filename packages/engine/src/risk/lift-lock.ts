import { type ActiveLock, err, ok, type Result } from "@bottrader/core";
import type { LockLiftRecord } from "@bottrader/ports";
import type { Desk } from "../order/desk.ts";
import { filterSymbols } from "../order/filter-symbols.ts";
import { readEquity } from "../order/record-equity.ts";
import { readLocks } from "./read-locks.ts";

export type LiftFault =
  /** No lock of this id is in force. */
  | { readonly code: "LOCK_NONE" }
  /** In force, but not for an operator to lift here; `remedy` says what ends it. */
  | { readonly code: "LOCK_FIXED"; readonly lock: ActiveLock }
  /** The lock counts equity, and there is none to count from now. */
  | { readonly code: "EQUITY_UNKNOWN" };

/**
 * Lifts one lock in force: evidence up to now no longer counts for it. Stored with who and why, so that it holds after a restart.
 * Locks on equity start anew at the equity of this moment.
 */
export async function liftLock(
  desk: Desk,
  wish: { readonly id: string; readonly by: string; readonly note: string },
): Promise<Result<LockLiftRecord, LiftFault>> {
  const lock = (await readLocks(desk)).find(({ id }) => id === wish.id);
  if (lock === undefined) return err({ code: "LOCK_NONE" });
  if (lock.lift === null) return err({ code: "LOCK_FIXED", lock });
  const lift = { kind: lock.lift, symbol: lock.symbol, atMs: desk.clock.nowMs(), by: wish.by, note: wish.note };
  const isOfEquity = lift.kind === "dailyLoss" || lift.kind === "drawdown";
  const stored = isOfEquity ? await liftFromEquity(desk, lift) : await storeLift(desk, lift);
  if (stored === null) return err({ code: "EQUITY_UNKNOWN" });
  if (lift.kind === "symbolFilter") await filterSymbols(desk);
  desk.changed("status");
  return ok(stored);
}

async function storeLift(desk: Desk, lift: LockLiftRecord): Promise<LockLiftRecord> {
  await desk.store.transact((tx) => tx.insertLockLift(lift));
  return lift;
}

/** The point of the curve at the moment of the lift is what a restart counts from. Null when equity cannot be measured. */
async function liftFromEquity(desk: Desk, wanted: LockLiftRecord): Promise<LockLiftRecord | null> {
  const reading = await readEquity(desk);
  if (reading === null) return null;
  const { point } = reading;
  const lift = { ...wanted, atMs: point.atMs };
  await desk.store.transact(async (tx) => {
    await tx.insertEquity(point);
    await tx.insertLockLift(lift);
  });
  desk.equity.observe(point);
  if (lift.kind === "dailyLoss") desk.equity.restartDay(point.equity);
  else desk.equity.restartPeak(point.equity);
  return lift;
}
