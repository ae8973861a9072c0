import type { Desk } from "./desk.ts";
import { isTooSmall, measureCover } from "./protect-position.ts";

export type Exposure = { readonly symbol: string; readonly uncovered: string };

/**
 * The independent watchdog: open positions above the venue's minimum that neither a stop nor an exit covers, straight from the
 * venue's own list of open orders, whatever the books say.
 */
export async function findUnprotected(desk: Desk): Promise<readonly Exposure[]> {
  const open = await desk.exchange.fetchOpenOrders();
  const { positions, working } = await desk.store.transact(async (tx) => ({
    positions: await tx.openPositions(),
    working: await tx.workingOrders(null),
  }));
  if (!open.ok) return positions.map((position) => ({ symbol: position.symbol, uncovered: position.size.toFixed() }));
  const alive = new Map<string, (typeof open.value)[number]>(open.value.map((order) => [order.clientOrderId, order]));
  return positions.flatMap((position) => {
    const atVenue = working.flatMap((order) => {
      const there = alive.get(order.clientOrderId);
      if (order.symbol !== position.symbol || order.side !== "sell" || there === undefined) return [];
      return [{ ...order, size: there.size, filledSize: there.filledSize, state: "resting" as const }];
    });
    const { uncovered } = measureCover(position, atVenue);
    if (uncovered.lte(0) || isTooSmall(desk, position, uncovered)) return [];
    return [{ symbol: position.symbol, uncovered: uncovered.toFixed() }];
  });
}
