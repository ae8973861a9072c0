/**
 * What the order manager does when the market has moved on: time-outs, extremes, equity, the symbol filter.
 *
 * Runs on market time, so a recording played at any speed gives the same decisions.
 */

import type { Desk } from "./desk.ts";
import { filterSymbols } from "./filter-symbols.ts";
import { type BarRange, noteExtremes } from "./note-extremes.ts";
import { recordEquity } from "./record-equity.ts";
import { urgeOrders } from "./urge-orders.ts";

const HOUR_MS = 3_600_000;

export type MarketStep = {
  readonly closeTimeMs: number;
  readonly ranges: readonly BarRange[];
  readonly equityEveryMs: number;
};

export async function stepMarket(desk: Desk, step: MarketStep): Promise<void> {
  const previousMs = desk.market.lastBarCloseMs;
  desk.market.lastBarCloseMs = Math.max(previousMs ?? 0, step.closeTimeMs);
  await urgeOrders(desk);
  await noteExtremes(desk, step);
  if (isNewPeriod(previousMs, step.closeTimeMs, step.equityEveryMs)) await recordEquity(desk);
  if (isNewPeriod(previousMs, step.closeTimeMs, HOUR_MS)) await filterSymbols(desk);
}

const isNewPeriod = (beforeMs: number | null, nowMs: number, everyMs: number): boolean =>
  beforeMs === null || Math.floor(beforeMs / everyMs) < Math.floor(nowMs / everyMs);
