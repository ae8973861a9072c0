import type { ExclusionRecord } from "@bottrader/ports";
import { readLocks } from "../risk/read-locks.ts";
import type { Desk } from "./desk.ts";

/**
 * Re-evaluates the dynamic filter for every market and stores who is excluded and why; a symbol whose exclusion was lifted is not.
 * Entries only; exits never ask.
 */
export async function filterSymbols(desk: Desk): Promise<readonly ExclusionRecord[]> {
  const nowMs = desk.clock.nowMs();
  const excluded = (await readLocks(desk)).flatMap(({ kind, symbol, detail, sinceMs }): ExclusionRecord[] =>
    kind === "symbolFilter" && symbol !== null ? [{ symbol, reason: detail, sinceMs: sinceMs ?? nowMs }] : [],
  );
  await desk.store.transact((tx) => tx.saveExclusions(excluded));
  return excluded;
}
