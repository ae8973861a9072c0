/**
 * Fills orders from one closed bar, the worst way the bar allows: open, then down to the low, then up to the high.
 *
 * Invariants
 * 1. An order placed after the bar opened is not filled by it; only legs born of a fill inside the bar may be.
 * 2. On the way down levels are met from the highest to the lowest, so a buy is filled before the stop below it.
 * 3. What was bought on the way down is not sold at a target in the same bar.
 * 4. All fills of the bar together stay within the share of its volume.
 */
import { type Decimal, type Market, type Price, type Qty, qty, quantize, ZERO } from "@bottrader/core";
import type { PaperOrder } from "@bottrader/ports";
import { marketPrice, type PaperBar, stopPrice } from "./bar-prices.ts";
import { cancelOpenOrder } from "./cancel-open-order.ts";
import { type Execution, fillOrder } from "./fill-order.ts";
import { remainingOf } from "./lock-of.ts";
import { triggerStop } from "./trigger-stop.ts";
import { type Draft, openOrder, openOrders } from "./venue-draft.ts";

type BarRun = {
  readonly draft: Draft;
  readonly market: Market;
  readonly bar: PaperBar;
  readonly closeTimeMs: number;
  /** What is left of the bar's volume for us. */
  volumeLeft: Qty;
  /** Legs that came to rest inside this bar. */
  readonly born: Set<string>;
  /** Size of a target that was bought on the way down. */
  readonly heldBack: Map<string, Decimal>;
};

/** Works the bar into the draft. Fills carry the bar's close as their time: the instant the venue learns of them. */
export function processBar(draft: Draft, bar: PaperBar, closeTimeMs: number): void {
  const market = draft.terms.markets.get(bar.symbol);
  if (!market) return;
  const share = qty(bar.volume.mul(draft.terms.rules.volumeShareMax));
  const volumeLeft = quantize(share, market.step, "down");
  const run: BarRun = { draft, market, bar, closeTimeMs, volumeLeft, born: new Set(), heldBack: new Map() };
  fillAtOpen(run);
  fillOnTheWayDown(run);
  fillOnTheWayUp(run);
}

/** Open orders this bar may fill. */
function eligible(run: BarRun): readonly PaperOrder[] {
  return openOrders(run.draft, run.bar.symbol).filter(
    (order) => order.placedAtMs <= run.bar.openTimeMs || run.born.has(order.clientOrderId),
  );
}

function fillAtOpen(run: BarRun): void {
  const waiting = eligible(run);
  // Exits first: the bar's volume protects before it buys.
  for (const side of ["sell", "buy"] as const) {
    for (const { clientOrderId } of waiting.filter((order) => order.side === side)) {
      const order = openOrder(run.draft, clientOrderId);
      if (!order) continue;
      const price = priceAtOpen(run, order);
      if (price === null) continue;
      take(run, triggerStop(run.draft, order), { price, liquidity: "taker" });
    }
  }
  for (const { clientOrderId, timeInForce } of waiting) {
    const rest = timeInForce === "ioc" ? openOrder(run.draft, clientOrderId) : null;
    if (rest) cancelOpenOrder(run.draft, rest);
  }
}

/** Price at which the order trades at the bar's open; null when it does not. */
function priceAtOpen(run: BarRun, order: PaperOrder): Price | null {
  const { rules } = run.draft.terms;
  const { open } = run.bar;
  if (order.stopPrice !== null && !order.triggered) {
    return open.lte(order.stopPrice) ? stopPrice(rules, open, { stop: order.stopPrice, tick: run.market.tick }) : null;
  }
  const limit = order.type === "limit" ? order.limitPrice : null;
  const isWorse = (price: Price) => limit !== null && (order.side === "buy" ? price.gt(limit) : price.lt(limit));
  if (isWorse(open)) return null;
  const price = marketPrice(rules, open, { side: order.side, tick: run.market.tick });
  return isWorse(price) ? null : price;
}

function fillOnTheWayDown(run: BarRun): void {
  const met = new Set<string>();
  // Bounded: each round meets one more of the symbol's open orders.
  for (let next = highestLevel(run, met); next; next = highestLevel(run, met)) {
    met.add(next.order.clientOrderId);
    if (next.order.side === "buy") {
      const bought = take(run, next.order, { price: next.level, liquidity: "maker" });
      const targetId = next.order.attached?.targetId;
      if (targetId !== undefined) run.heldBack.set(targetId, bought);
    } else {
      const { rules } = run.draft.terms;
      const price = stopPrice(rules, run.bar.open, { stop: next.level, tick: run.market.tick });
      take(run, triggerStop(run.draft, next.order), { price, liquidity: "taker" });
    }
  }
}

type Level = { readonly order: PaperOrder; readonly level: Price };

function highestLevel(run: BarRun, met: ReadonlySet<string>): Level | null {
  let highest: Level | null = null;
  for (const order of eligible(run)) {
    const level = met.has(order.clientOrderId) ? null : levelBelow(run, order);
    if (level !== null && (highest === null || level.gt(highest.level))) highest = { order, level };
  }
  return highest;
}

/** The price at which the fall to the low meets the order; null when it does not. */
function levelBelow(run: BarRun, order: PaperOrder): Price | null {
  const { low } = run.bar;
  if (order.stopPrice !== null) return !order.triggered && low.lte(order.stopPrice) ? order.stopPrice : null;
  if (order.side === "sell" || order.type !== "limit" || order.limitPrice === null) return null;
  const isTouched = run.draft.terms.rules.fillOnTouch && low.eq(order.limitPrice);
  return isTouched || low.lt(order.limitPrice) ? order.limitPrice : null;
}

function fillOnTheWayUp(run: BarRun): void {
  const { high } = run.bar;
  const reached: Level[] = [];
  for (const order of eligible(run)) {
    if (order.side !== "sell" || order.type !== "limit" || order.limitPrice === null) continue;
    const isTouched = run.draft.terms.rules.fillOnTouch && high.eq(order.limitPrice);
    if (isTouched || high.gt(order.limitPrice)) reached.push({ order, level: order.limitPrice });
  }
  reached.sort((a, b) => a.level.cmp(b.level));
  for (const { order, level } of reached) {
    const heldBack = run.heldBack.get(order.clientOrderId);
    const sizeMax = heldBack ? qty(remainingOf(order).sub(heldBack)) : remainingOf(order);
    take(run, order, { price: level, liquidity: "maker", sizeMax });
  }
}

type Take = Pick<Execution, "price" | "liquidity"> & { readonly sizeMax?: Qty };

/** Fills the order within the bar's volume and returns the size filled. */
function take(run: BarRun, order: PaperOrder, terms: Take): Decimal {
  const { price, liquidity, sizeMax = remainingOf(order) } = terms;
  const size = sizeMax.lt(run.volumeLeft) ? sizeMax : run.volumeLeft;
  if (size.lte(0)) return ZERO;
  const filled = fillOrder(run.draft, { order, price, liquidity, sizeMax: size, atMs: run.closeTimeMs });
  run.volumeLeft = qty(run.volumeLeft.sub(filled));
  if (order.attached && filled.gt(0)) run.born.add(order.attached.stopId).add(order.attached.targetId);
  return filled;
}
