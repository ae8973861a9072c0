/** Keeps the lowest and highest price a position has seen, for its MAE and MFE. Written only when there is a new extreme. */
import { Decimal, type Price, price } from "@bottrader/core";
import type { Desk } from "./desk.ts";

export type BarRange = { readonly symbol: string; readonly low: Price; readonly high: Price };

export async function noteExtremes(
  desk: Desk,
  bars: { closeTimeMs: number; ranges: readonly BarRange[] },
): Promise<void> {
  const open = await desk.store.transact((tx) => tx.openPositions());
  const moved = open.flatMap((position) => {
    const range = bars.ranges.find(({ symbol }) => symbol === position.symbol);
    // Bars are delivered again after a crash: those from before the position say nothing about it
    if (range === undefined || bars.closeTimeMs < position.openedAtMs) return [];
    const lowSeen = price(Decimal.min(position.lowSeen ?? range.low, range.low));
    const highSeen = price(Decimal.max(position.highSeen ?? range.high, range.high));
    const isNew = !position.lowSeen?.eq(lowSeen) || !position.highSeen?.eq(highSeen);
    return isNew ? [{ symbol: position.symbol, lowSeen, highSeen }] : [];
  });
  for (const { symbol, lowSeen, highSeen } of moved) {
    await desk.pump.alone(symbol, () =>
      desk.store.transact(async (tx) => {
        const position = await tx.openPosition(symbol);
        if (position !== null) await tx.savePosition({ ...position, lowSeen, highSeen });
      }),
    );
  }
}
