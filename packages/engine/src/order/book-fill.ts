/**
 * One fill on its way through the books: order → lots and allocations → position → trade, in one transaction.
 *
 * Invariants
 * 1. A trade id is booked once, however often and in whatever order the venue reports it.
 * 2. What is held is the sum of the open lots: size and cost of a position are derived, never counted separately.
 * 3. A fill that arrives after a sell it came before has its symbol allocated again, in the same transaction.
 * 4. A position that ends has an exit reason; a sell that finds no lot is listed as unmatched, not booked as profit.
 */
import {
  allocateSell,
  Decimal,
  invariant,
  isLateFill,
  type OrderFault,
  openLot,
  type Qty,
  qty,
  quote,
  ZERO,
} from "@bottrader/core";
import type { FillRecord, LotRecord, OrderRecord, PositionRecord, TradeTx, VenueFill } from "@bottrader/ports";
import { ledgerFill, rebuildSymbol } from "../ledger/rebuild-symbol.ts";
import { advanceOrder, fillEvent } from "./advance-order.ts";
import { bookTrade } from "./book-trade.ts";
import { hasEnded, putOrder, raiseFault } from "./book-venue-order.ts";
import type { Desk } from "./desk.ts";
import { holding } from "./holding.ts";

type Booking = { readonly tx: TradeTx; readonly desk: Desk; readonly order: OrderRecord; readonly fill: FillRecord };

type BookedFill = { readonly result: "foreign" | "repeat" | "booked"; readonly fault: OrderFault | null };

/** Books a fill; false when it is already booked or belongs to no order of ours. */
export async function bookFill(desk: Desk, fill: VenueFill): Promise<boolean> {
  const { result, fault } = await desk.store.transact(async (tx): Promise<BookedFill> => {
    const order = await tx.order(fill.clientOrderId);
    if (order === null) return { result: "foreign", fault: null };
    if (!(await tx.insertFill(fill))) return { result: "repeat", fault: null };
    const counted = await countFill(tx, order, fill);
    const booking = { tx, desk, order: counted.row, fill };
    await (fill.side === "buy" ? bookBuy(booking) : bookSell(booking));
    return { result: "booked", fault: counted.fault };
  });
  if (fault !== null) raiseFault(desk, fill.symbol, fault);
  if (result === "foreign") {
    const detail = `${fill.tradeId} of ${fill.clientOrderId}`;
    desk.anomaly({ code: "FILL_WITHOUT_ORDER", symbol: fill.symbol, detail });
  }
  if (result !== "booked") return false;
  desk.changed("orders", "positions", fill.side === "sell" ? "trades" : "intents");
  return true;
}

/** Moves the order on by a fill of its own. A fill is a fact: where the order machine cannot place it, it is booked all the same. */
async function countFill(
  tx: TradeTx,
  order: OrderRecord,
  fill: VenueFill,
): Promise<{ readonly row: OrderRecord; readonly fault: OrderFault | null }> {
  const fills = await tx.fillsOfOrder(order.clientOrderId);
  const filledSize = qty(Decimal.max(order.filledSize, Decimal.sum(ZERO, ...fills.map(({ size }) => size))));
  const event = `fill:${fill.tradeId}`;
  if (order.leg === "stop" || order.leg === "target") {
    const after = legAfterFill(order, { filledSize, atMs: fill.atMs });
    return { row: await putOrder(tx, { before: order, after, event }), fault: null };
  }
  const advanced = advanceOrder(order, { event: fillEvent(order, fill), fills, nowMs: fill.atMs });
  const after = advanced.ok ? advanced.value : { ...order, filledSize, updatedAtMs: fill.atMs };
  return { row: await putOrder(tx, { before: order, after, event }), fault: advanced.ok ? null : advanced.error };
}

/** How large a leg has become only the venue knows, so a fill never completes it: the venue says when it is done. */
function legAfterFill(leg: OrderRecord, { filledSize, atMs }: { filledSize: Qty; atMs: number }): OrderRecord {
  const size = qty(Decimal.max(leg.size, filledSize));
  return { ...leg, size, filledSize, state: hasEnded(leg.state) ? leg.state : "partially_filled", updatedAtMs: atMs };
}

/**
 * Whether a sell has been allocated that must have seen this fill first. Such a fill arrived late (a gap in the stream, filled by
 * reconciliation): booked on top, it would give a sell younger lots than its own, so the symbol is allocated again from all its fills.
 */
async function isLate(tx: TradeTx, fill: FillRecord): Promise<boolean> {
  const others = (await tx.sellsFrom(fill.symbol, fill.atMs)).filter(({ tradeId }) => tradeId !== fill.tradeId);
  const late = ledgerFill(fill, fill.side);
  return others.some((sell) => isLateFill(late, ledgerFill(sell, "sell")));
}

/** The symbol's open lots with the buy among them. */
async function lotsWithBuy({ tx, desk, fill }: Booking): Promise<readonly LotRecord[]> {
  if (await isLate(tx, fill)) return rebuildSymbol(tx, { symbol: fill.symbol, desk });
  const lot = openLot(ledgerFill(fill, "buy"));
  invariant(lot.ok, `the venue's fill ${fill.tradeId} cannot be booked: ${lot.ok ? "" : lot.error.code}`);
  const lots = [...(await tx.lots(fill.symbol)), lot.value];
  await tx.saveLots(fill.symbol, lots);
  return lots;
}

async function bookBuy(booking: Booking): Promise<void> {
  const { tx, desk, order, fill } = booking;
  const lots = await lotsWithBuy(booking);
  if (lots.length === 0) return;
  const legs = await bracketOf(tx, order);
  const isNative = desk.exchange.capabilities.bracket === "native";
  const current = (await tx.openPosition(fill.symbol)) ?? newPosition(order, fill);
  const plannedStop = legs.stop?.stopPrice ?? current.plannedStop;
  const position: PositionRecord = {
    ...current,
    ...holding(lots),
    version: current.version + 1,
    protection: isNative ? "native" : current.protection,
    plannedStop,
    stop: isNative ? plannedStop : current.stop,
    target: legs.target?.limitPrice ?? current.target,
  };
  await tx.savePosition(position);
  if (order.positionId === null) await tx.updateOrder({ ...order, positionId: position.positionId }, "position opened");
  if (isNative) await attachLegs(booking, legs, position.positionId);
}

type Legs = { readonly stop: OrderRecord | null; readonly target: OrderRecord | null };

/** The protective legs that were planned with an entry. */
async function bracketOf(tx: TradeTx, entry: OrderRecord): Promise<Legs> {
  const orders = await tx.ordersOfIntent(entry.intentId);
  const leg = (wanted: "stop" | "target"): OrderRecord | null =>
    orders.find((order) => order.leg === wanted && order.attempt === entry.attempt) ?? null;
  return { stop: leg("stop"), target: leg("target") };
}

/** At a native venue both legs rest for what has filled so far. */
async function attachLegs({ tx, order, fill }: Booking, legs: Legs, positionId: string): Promise<void> {
  for (const leg of [legs.stop, legs.target]) {
    if (leg === null || (leg.state !== "planned" && leg.state !== "resting")) continue;
    const size = qty(Decimal.min(order.filledSize, order.size));
    await tx.updateOrder({ ...leg, positionId, size, state: "resting", updatedAtMs: fill.atMs }, "attached");
  }
}

const newPosition = (order: OrderRecord, fill: FillRecord): PositionRecord => ({
  positionId: order.intentId.replace("int_", "pos_"),
  symbol: fill.symbol,
  state: "open",
  size: qty(0),
  cost: quote(0),
  entryPrice: fill.price,
  openedAtMs: fill.atMs,
  closedAtMs: null,
  trigger: order.trigger,
  entryIntentId: order.intentId,
  snapshotId: order.snapshotId,
  version: 0,
  protection: "none",
  stop: null,
  target: null,
  plannedStop: null,
  lowSeen: fill.price,
  highSeen: fill.price,
  exitReason: null,
});

/** The symbol's open lots without what was sold. */
async function lotsAfterSell({ tx, desk, fill }: Booking): Promise<readonly LotRecord[]> {
  const sold = allocateSell(ledgerFill(fill, "sell"), { lots: await tx.lots(fill.symbol) });
  invariant(sold.ok, `the venue's fill ${fill.tradeId} cannot be booked: ${sold.ok ? "" : sold.error.code}`);
  const { allocations, lotsAfter, unmatched } = sold.value;
  const version = await tx.ledgerVersion();
  await tx.insertAllocations(allocations.map((allocation) => ({ ...allocation, version })));
  if (unmatched !== null) {
    await tx.insertUnmatched([{ ...unmatched, version }]);
    desk.anomaly({
      code: "SELL_UNMATCHED",
      symbol: fill.symbol,
      detail: `${fill.tradeId} ${unmatched.size.toFixed()}`,
    });
  }
  await tx.saveLots(fill.symbol, lotsAfter);
  return lotsAfter;
}

async function bookSell(booking: Booking): Promise<void> {
  const { tx, desk, order, fill } = booking;
  const late = await isLate(tx, fill);
  const lotsAfter = late ? await rebuildSymbol(tx, { symbol: fill.symbol, desk }) : await lotsAfterSell(booking);
  const position = await tx.openPosition(fill.symbol);
  if (position === null) return;
  invariant(order.exitReason !== null, `sell ${order.clientOrderId} has no exit reason`);
  const held = holding(lotsAfter);
  const isClosed = held.size.isZero();
  await tx.savePosition({
    ...position,
    size: held.size,
    cost: held.cost,
    entryPrice: isClosed ? position.entryPrice : held.entryPrice,
    version: position.version + 1,
    state: isClosed ? "closed" : "open",
    closedAtMs: isClosed ? fill.atMs : null,
    protection: isClosed ? "none" : position.protection,
    exitReason: isClosed ? order.exitReason : position.exitReason,
  });
  if (!late) await bookTrade(tx, { desk, order, position });
}
