import type { Decimal } from "@bottrader/core";
import type { PaperOrder, PaperVenueStore, VenueFill } from "@bottrader/ports";

/** The venue's state in memory: for replays, and for tests that reopen a venue from it. */
export function createMemoryPaperStore(): PaperVenueStore {
  const orders = new Map<string, PaperOrder>();
  const openIds = new Set<string>();
  const fills = new Map<string, VenueFill>();
  const balances = new Map<string, { readonly total: Decimal; readonly locked: Decimal }>();
  const barClosedAtMs: Record<string, number> = {};
  let sequence: number | null = null;

  return {
    load: async () => {
      if (sequence === null) return null;
      return {
        orders: [...openIds].flatMap((id) => orders.get(id) ?? []),
        balances: [...balances].map(([currency, balance]) => ({ currency, ...balance })),
        barClosedAtMs: { ...barClosedAtMs },
        sequence,
      };
    },
    commit: async (change) => {
      for (const order of change.orders) {
        orders.set(order.clientOrderId, order);
        if (order.state === "open") openIds.add(order.clientOrderId);
        else openIds.delete(order.clientOrderId);
      }
      for (const fill of change.fills) fills.set(fill.tradeId, fill);
      for (const { currency, total, locked } of change.balances) balances.set(currency, { total, locked });
      Object.assign(barClosedAtMs, change.barClosedAtMs);
      sequence = change.sequence;
    },
    findOrder: async (clientOrderId) => orders.get(clientOrderId) ?? null,
    fillsSince: async (sinceMs) => {
      const since = [...fills.values()].filter((fill) => fill.atMs >= sinceMs);
      return since.sort((a, b) => a.atMs - b.atMs || (a.tradeId < b.tradeId ? -1 : 1));
    },
  };
}
