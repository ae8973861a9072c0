import type { ExclusionRecord } from "@bottrader/ports";
import { judgeSymbol } from "./account-facts.ts";
import type { Desk } from "./desk.ts";

const DAY_MS = 86_400_000;

/** Re-evaluates the dynamic filter for every market and stores who is excluded and why. Entries only; exits never ask. */
export async function filterSymbols(desk: Desk): Promise<readonly ExclusionRecord[]> {
  const nowMs = desk.clock.nowMs();
  const trades = await desk.store.trades({ sinceMs: nowMs - desk.rules.risk.filter.lookbackDays * DAY_MS });
  const excluded = desk.exchange.markets().flatMap(({ symbol }): ExclusionRecord[] => {
    const verdict = judgeSymbol(desk, { symbol, trades, nowMs });
    if (!verdict.excluded) return [];
    return [{ symbol, reason: verdict.reasons.map(({ detail }) => detail).join("; "), sinceMs: nowMs }];
  });
  await desk.store.transact((tx) => tx.saveExclusions(excluded));
  return excluded;
}
