/** What the venue refuses before it takes an order. Pure: the same request at the same prices gets the same answer. */
import { type Decimal, type Market, notional, type Price, type Qty, type QuoteTick } from "@bottrader/core";
import type { AttachedBracket, OcoRequest, OrderRequest, VenueFault } from "@bottrader/ports";
import { refused } from "./venue-faults.ts";

export type Placing<Request> = {
  readonly request: Request;
  readonly quote: QuoteTick | null;
  readonly placedAtMs: number;
};

const isMultiple = (value: Decimal, increment: Decimal): boolean => value.mod(increment).isZero();

/** Null when the order is well formed for the market and would not stop out at once. Funds and ids are checked elsewhere. */
export function checkOrder(market: Market, request: OrderRequest, quote: QuoteTick | null): VenueFault | null {
  const { attached, limitPrice, size } = request;
  return (
    checkForm(request) ??
    checkSize(market, size) ??
    (limitPrice && checkPrice(market, limitPrice)) ??
    checkNotional(market, size, limitPrice ?? touchOf(request, quote)) ??
    (attached && checkBracket(market, attached, lower(limitPrice, quote?.bid)))
  );
}

function touchOf({ side }: OrderRequest, quote: QuoteTick | null): Price | null {
  if (!quote) return null;
  return side === "buy" ? quote.ask : quote.bid;
}

/** Null when the group is well formed. `bid` is the price the stop must lie below. */
export function checkOco(market: Market, request: OcoRequest, bid: Price): VenueFault | null {
  return (
    checkSize(market, request.size) ??
    checkBracket(market, request, bid) ??
    checkNotional(market, request.size, request.stopPrice)
  );
}

function checkForm({ attached, limitPrice, side, type }: OrderRequest): VenueFault | null {
  if ((type === "limit") !== (limitPrice !== null)) {
    return refused("ORDER_REJECTED", "a limit order needs a limit price, a market order takes none");
  }
  return attached && side === "sell" ? refused("ORDER_REJECTED", "protection can be attached to a buy only") : null;
}

function checkSize(market: Market, size: Qty): VenueFault | null {
  if (size.lte(0) || size.lt(market.sizeMin)) {
    return refused("SIZE_BELOW_MIN", `size ${size.toFixed()} is below ${market.sizeMin.toFixed()}`);
  }
  if (isMultiple(size, market.step)) return null;
  return refused("SIZE_OFF_STEP", `size ${size.toFixed()} is not a multiple of ${market.step.toFixed()}`);
}

function checkPrice(market: Market, price: Price): VenueFault | null {
  if (price.gt(0) && isMultiple(price, market.tick)) return null;
  return refused("PRICE_OFF_TICK", `price ${price.toFixed()} is not a positive multiple of ${market.tick.toFixed()}`);
}

function checkNotional(market: Market, size: Qty, price: Price | null): VenueFault | null {
  if (price === null) return null;
  const value = notional(price, size);
  if (value.gte(market.notionalMin)) return null;
  return refused("SIZE_BELOW_MIN", `value ${value.toFixed()} is below ${market.notionalMin.toFixed()}`);
}

function checkBracket(market: Market, bracket: AttachedBracket, ceiling: Price | null): VenueFault | null {
  const { stopPrice, targetPrice } = bracket;
  const offTick = checkPrice(market, stopPrice) ?? checkPrice(market, targetPrice);
  if (offTick) return offTick;
  if (ceiling !== null && stopPrice.gte(ceiling)) {
    return refused("STOP_CROSSED", `stop ${stopPrice.toFixed()} is not below ${ceiling.toFixed()}`);
  }
  if (targetPrice.gt(stopPrice)) return null;
  return refused("ORDER_REJECTED", `target ${targetPrice.toFixed()} is not above stop ${stopPrice.toFixed()}`);
}

function lower(a: Price | null, b: Price | undefined): Price | null {
  if (a === null || b === undefined) return a ?? b ?? null;
  return a.lt(b) ? a : b;
}
