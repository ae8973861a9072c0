/**
 * The guardian: whatever is held and not being sold rests behind a stop.
 *
 * Invariants
 * 1. Stops and exits in progress together never cover more than is held.
 * 2. A stop that the market has already passed is not placed but carried out: the position is sold.
 */
import { clientOrderId, Decimal, type Qty, qty, quantize, ZERO } from "@bottrader/core";
import type { OrderRecord, PositionRecord, ProtectionKind, TradeTx } from "@bottrader/ports";
import { bookReports } from "./book-venue-order.ts";
import { cancelOrders } from "./cancel-orders.ts";
import type { Desk } from "./desk.ts";

/** Checks the open position of a symbol and covers what is uncovered. Only inside the symbol's chain. */
export async function protectPosition(desk: Desk, symbol: string): Promise<void> {
  const { position, working } = await readCover(desk, symbol);
  if (position === null) {
    await dropOrphans(desk, symbol, working);
    return;
  }
  const cover = measureCover(position, working);
  if (cover.uncovered.lte(0) || isTooSmall(desk, position, cover.uncovered)) {
    await noteProtection(desk, position, cover.kind);
    return;
  }
  const stale = working.filter((order) => order.leg === "stop" || order.leg === "target");
  if (stale.length > 0) {
    const cancelled = await cancelOrders(desk, symbol, stale);
    if (!cancelled.ok) {
      desk.anomaly({ code: "POSITION_UNPROTECTED", symbol, detail: `cannot replace ${cancelled.error}` });
      return;
    }
  }
  // Read again: what the cancelled legs or an exit sold meanwhile needs no cover any more
  const now = stale.length > 0 ? await readCover(desk, symbol) : { position, working };
  if (now.position === null) return;
  await restBracket(desk, now.position, qty(measureCover(now.position, now.working).uncovered));
}

const readCover = (desk: Desk, symbol: string) =>
  desk.store.transact(async (tx) => ({
    position: await tx.openPosition(symbol),
    working: await tx.workingOrders(symbol),
  }));

type Cover = { readonly uncovered: Decimal; readonly kind: ProtectionKind };

export function measureCover(position: PositionRecord, working: readonly OrderRecord[]): Cover {
  const open = (leg: OrderRecord["leg"]): Decimal =>
    Decimal.sum(
      ZERO,
      ...working
        // The children of an entry exist at the venue only for what has filled
        .filter((order) => order.leg === leg && (leg === "exit" || order.state !== "planned"))
        .map((order) => order.size.sub(order.filledSize)),
    );
  const stopped = open("stop");
  const exiting = open("exit");
  const isNative = working.some((order) => order.leg === "stop" && order.attempt === 0);
  const kind = stopped.gt(0) ? (isNative ? "native" : "oco") : "none";
  return { uncovered: position.size.sub(stopped).sub(exiting), kind };
}

/** True for dust: the venue would not take an order of this size at the present price. */
export function isTooSmall(
  desk: Pick<Desk, "exchange">,
  position: Pick<PositionRecord, "symbol">,
  size: Decimal,
): boolean {
  const market = desk.exchange.market(position.symbol);
  const bid = desk.exchange.quote(position.symbol)?.bid;
  if (market === null || bid === undefined) return false;
  return size.lt(market.sizeMin) || size.mul(bid).lt(market.notionalMin);
}

async function restBracket(desk: Desk, position: PositionRecord, uncovered: Qty): Promise<void> {
  const { plannedStop: stop, target } = position;
  const market = desk.exchange.market(position.symbol);
  const size = market === null ? uncovered : quantize(uncovered, market.step, "down");
  const bid = desk.exchange.quote(position.symbol)?.bid;
  if (stop === null || target === null || size.lte(0)) return;
  if (bid?.lte(stop)) {
    await sellNow(desk, position, size);
    return;
  }
  const rows = await desk.store.transact(async (tx) => {
    const legs = await plannedLegs(tx, { position, size, nowMs: desk.clock.nowMs() });
    for (const leg of legs) await tx.insertOrder(leg);
    return legs;
  });
  const [stopRow, targetRow] = rows;
  const outcome = await desk.exchange.placeOco({
    symbol: position.symbol,
    size,
    stopId: stopRow.clientOrderId,
    stopPrice: stop,
    targetId: targetRow.clientOrderId,
    targetPrice: target,
  });
  const nowMs = desk.clock.nowMs();
  if (outcome.phase === "accepted") {
    await bookReports(desk, outcome.orders);
    await noteProtection(desk, position, "oco");
    desk.changed("orders", "positions");
    return;
  }
  const state = outcome.phase === "unknown" ? "unknown" : "refused";
  await desk.store.transact(async (tx) => {
    for (const row of rows)
      await tx.updateOrder({ ...row, state, updatedAtMs: nowMs }, `${outcome.code} ${outcome.detail}`);
  });
  desk.anomaly({ code: "PROTECTION_REFUSED", symbol: position.symbol, detail: `${outcome.code} ${outcome.detail}` });
  await noteProtection(desk, position, "none");
  if (outcome.phase === "refused" && outcome.code === "STOP_CROSSED") await sellNow(desk, position, size);
}

async function plannedLegs(
  tx: TradeTx,
  input: { position: PositionRecord; size: Qty; nowMs: number },
): Promise<readonly [OrderRecord, OrderRecord]> {
  const { position, size, nowMs } = input;
  const earlier = await tx.ordersOfIntent(position.entryIntentId);
  const attempt = 1 + Math.max(0, ...earlier.filter((order) => order.leg === "stop").map((order) => order.attempt));
  const common = {
    intentId: position.entryIntentId,
    positionId: position.positionId,
    symbol: position.symbol,
    side: "sell",
    attempt,
    size,
    filledSize: qty(0),
    state: "planned",
    venueOrderId: null,
    trigger: position.trigger,
    urgency: null,
    snapshotId: position.snapshotId,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  } as const;
  return [
    {
      ...common,
      clientOrderId: clientOrderId(position.entryIntentId, "stop", attempt),
      leg: "stop",
      type: "stop",
      limitPrice: null,
      stopPrice: position.plannedStop,
      exitReason: "BRACKET_SL",
    },
    {
      ...common,
      clientOrderId: clientOrderId(position.entryIntentId, "target", attempt),
      leg: "target",
      type: "limit",
      limitPrice: position.target,
      stopPrice: null,
      exitReason: "BRACKET_TP",
    },
  ];
}

/** A crossed stop is a signal: sell at the market, booked under the bracket's stop. */
async function sellNow(desk: Desk, position: PositionRecord, size: Qty): Promise<void> {
  const nowMs = desk.clock.nowMs();
  const order = await desk.store.transact(async (tx) => {
    const earlier = await tx.ordersOfIntent(position.entryIntentId);
    const attempt = earlier.filter((row) => row.leg === "exit").length;
    const row: OrderRecord = {
      clientOrderId: clientOrderId(position.entryIntentId, "exit", attempt),
      intentId: position.entryIntentId,
      positionId: position.positionId,
      symbol: position.symbol,
      side: "sell",
      leg: "exit",
      attempt,
      type: "market",
      size,
      filledSize: qty(0),
      limitPrice: null,
      stopPrice: null,
      state: "planned",
      venueOrderId: null,
      trigger: position.trigger,
      exitReason: "BRACKET_SL",
      urgency: "market",
      snapshotId: position.snapshotId,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    };
    await tx.insertOrder(row);
    return row;
  });
  const outcome = await desk.exchange.placeOrder({ ...order, type: "market", timeInForce: "gtc", attached: null });
  if (outcome.phase === "accepted") {
    await bookReports(desk, outcome.orders);
    return;
  }
  const state = outcome.phase === "unknown" ? "unknown" : "refused";
  const detail = `${outcome.code} ${outcome.detail}`;
  await desk.store.transact((tx) => tx.updateOrder({ ...order, state, updatedAtMs: nowMs }, detail));
  desk.anomaly({ code: "POSITION_UNPROTECTED", symbol: position.symbol, detail });
}

async function noteProtection(desk: Desk, position: PositionRecord, kind: ProtectionKind): Promise<void> {
  if (position.protection === kind) return;
  await desk.store.transact(async (tx) => {
    const current = await tx.openPosition(position.symbol);
    if (current === null) return;
    await tx.savePosition({ ...current, protection: kind, stop: kind === "none" ? null : current.plannedStop });
  });
  desk.changed("positions");
}

/** Sells that rest without a position behind them could open a short on a venue that allows one: they are cancelled. */
async function dropOrphans(desk: Desk, symbol: string, working: readonly OrderRecord[]): Promise<void> {
  const hasEntry = working.some((order) => order.leg === "entry");
  const orphans = working.filter((order) => order.side === "sell" && !(hasEntry && order.state === "planned"));
  if (orphans.length > 0) await cancelOrders(desk, symbol, orphans);
}
