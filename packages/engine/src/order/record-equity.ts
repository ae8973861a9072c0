import type { Decimal } from "@bottrader/core";
import type { EquityRecord } from "@bottrader/ports";
import type { Desk } from "./desk.ts";
import { equityGap, measureEquity } from "./equity-book.ts";

export type EquityReading = { readonly point: EquityRecord; readonly gap: Decimal };

/** Measures equity now and stores it as a point of the curve; null while it cannot be measured. */
export async function recordEquity(desk: Desk): Promise<EquityReading | null> {
  const reading = await readEquity(desk);
  if (reading === null) return null;
  await desk.store.transact((tx) => tx.insertEquity(reading.point));
  desk.equity.observe(reading.point);
  desk.changed("equity");
  return reading;
}

/** Measures equity now without storing it. */
export async function readEquity(
  desk: Pick<Desk, "store" | "exchange" | "equity" | "clock">,
): Promise<EquityReading | null> {
  const positions = await desk.store.transact((tx) => tx.openPositions());
  const point = await measureEquity({
    exchange: desk.exchange,
    store: desk.store,
    positions,
    currency: desk.equity.currency,
    nowMs: desk.clock.nowMs(),
  });
  return point === null ? null : { point, gap: equityGap(desk.equity.starting, point) };
}
