import { type Price, type QuoteTick, quantize } from "@bottrader/core";
import type { PaperOrder } from "@bottrader/ports";
import { stopPrice } from "./bar-prices.ts";
import { cancelOpenOrder } from "./cancel-open-order.ts";
import { type Execution, fillOrder } from "./fill-order.ts";
import { triggerStop } from "./trigger-stop.ts";
import { type Draft, openOrder, openOrders } from "./venue-draft.ts";

type Deal = Pick<Execution, "price" | "liquidity">;

/**
 * Fills orders of the symbol from one best-price tick of a live feed: market orders and limits that cross when they first meet
 * a tick at the touch, resting limits at their own price once the other side trades through it, stops once the bid is at or
 * below them. Only orders placed before the tick take part. `previousAtMs` is the time of the tick before, null for none.
 */
export function processQuote(draft: Draft, tick: QuoteTick, previousAtMs: number | null): void {
  const waiting = openOrders(draft, tick.symbol).filter((order) => order.placedAtMs < tick.atMs);
  for (const side of ["sell", "buy"] as const) {
    for (const { clientOrderId } of waiting.filter((order) => order.side === side)) {
      const order = openOrder(draft, clientOrderId);
      if (!order) continue;
      const hasRested = previousAtMs !== null && order.placedAtMs < previousAtMs;
      const deal =
        hasRested && order.type === "limit" ? restingDeal(draft, order, tick) : touchDeal(draft, order, tick);
      if (deal) fillOrder(draft, { order: triggerStop(draft, order), ...deal, sizeMax: null, atMs: tick.atMs });
      const rest = order.timeInForce === "ioc" ? openOrder(draft, clientOrderId) : null;
      if (rest) cancelOpenOrder(draft, rest);
    }
  }
}

/** Fills at the touch, at once, what would trade there: market orders, triggered stops and limits that cross. */
export function fillAtTouch(draft: Draft, tick: QuoteTick, atMs: number): void {
  for (const { clientOrderId, type, triggered } of openOrders(draft, tick.symbol)) {
    const order = type === "stop" && !triggered ? null : openOrder(draft, clientOrderId);
    const deal = order && touchDeal(draft, order, tick);
    if (order && deal) fillOrder(draft, { order, ...deal, sizeMax: null, atMs });
  }
}

function touchDeal(draft: Draft, order: PaperOrder, tick: QuoteTick): Deal | null {
  const increment = draft.terms.markets.get(order.symbol)?.tick;
  if (!increment) return null;
  const touch = order.side === "buy" ? quantize(tick.ask, increment, "up") : quantize(tick.bid, increment, "down");
  if (order.stopPrice !== null && !order.triggered) {
    if (touch.gt(order.stopPrice)) return null;
    const price = stopPrice(draft.terms.rules, touch, { stop: order.stopPrice, tick: increment });
    return { price, liquidity: "taker" };
  }
  if (order.type === "limit" && order.limitPrice !== null && !isReached(order, order.limitPrice, touch)) return null;
  return { price: touch, liquidity: "taker" };
}

function restingDeal(draft: Draft, order: PaperOrder, tick: QuoteTick): Deal | null {
  const touch = order.side === "buy" ? tick.ask : tick.bid;
  if (order.limitPrice === null || !isReached(order, order.limitPrice, touch)) return null;
  if (touch.eq(order.limitPrice) && !draft.terms.rules.fillOnTouch) return null;
  return { price: order.limitPrice, liquidity: "maker" };
}

const isReached = (order: PaperOrder, limit: Price, touch: Price): boolean =>
  order.side === "buy" ? touch.lte(limit) : touch.gte(limit);
