import {
  Decimal,
  err,
  type Market,
  notional,
  ok,
  type Price,
  price,
  type Qty,
  qty,
  quantize,
  type Result,
} from "@bottrader/core";
import type { OrderRequest, PaperOrder, VenueFault } from "@bottrader/ports";
import { checkOrder, type Placing } from "./check-request.ts";
import { lockOf } from "./lock-of.ts";
import { type Draft, freeOf, nextId, putOrder } from "./venue-draft.ts";
import { quoteMissing, refused } from "./venue-faults.ts";

/** How much further than the worst known price a market buy sets money aside, when there is so much. */
const MARKET_CUSHION_RATIO = new Decimal("0.01");

/** The resting order, or why the venue refuses it. Ids must have been checked. */
export function placeOrder(draft: Draft, placing: Placing<OrderRequest>): Result<PaperOrder, VenueFault> {
  const { request, quote, placedAtMs } = placing;
  const market = draft.terms.markets.get(request.symbol);
  if (!market) return err(refused("SYMBOL_UNKNOWN", `${request.symbol} is not listed`));
  const fault = checkOrder(market, request, quote);
  if (fault) return err(fault);
  const isMarketBuy = request.type === "market" && request.side === "buy";
  if (isMarketBuy && !quote) return err(quoteMissing(request.symbol));
  const limitPrice = isMarketBuy && quote ? moneyPrice(draft, market, { ask: quote.ask, size: request.size }) : null;

  const order: PaperOrder = {
    clientOrderId: request.clientOrderId,
    venueOrderId: nextId(draft, "po"),
    symbol: request.symbol,
    side: request.side,
    type: request.type,
    size: request.size,
    filledSize: qty(0),
    limitPrice: limitPrice ?? request.limitPrice,
    stopPrice: null,
    state: "open",
    createdAtMs: placedAtMs,
    timeInForce: request.timeInForce,
    placedAtMs,
    triggered: false,
    attached: request.attached,
    groupId: null,
  };
  const lock = lockOf(order, market);
  const free = freeOf(draft, lock.currency);
  if (lock.amount.gt(free)) {
    const detail = `${lock.amount.toFixed()} ${lock.currency} needed, ${free.toFixed()} free`;
    return err(refused("FUNDS_SHORT", detail));
  }
  putOrder(draft, order);
  return ok(order);
}

/**
 * Price at which a market buy sets money aside: with the cushion when the balance has it, less when it has less, but never less
 * than the ask with slippage.
 */
function moneyPrice(draft: Draft, market: Market, buy: { readonly ask: Price; readonly size: Qty }): Price {
  const { rules } = draft.terms;
  const least = quantize(price(buy.ask.mul(rules.slippageRatio.add(1))), market.tick, "up");
  const most = quantize(price(least.mul(MARKET_CUSHION_RATIO.add(1))), market.tick, "up");
  const free = freeOf(draft, market.quote);
  if (notional(most, buy.size).mul(market.takerFeeRatio.add(1)).lt(free)) return most;
  const affordable = price(free.div(buy.size.mul(market.takerFeeRatio.add(1))));
  // One tick less, because the fee is rounded up.
  const reduced = price(quantize(affordable, market.tick, "down").sub(market.tick));
  return reduced.gt(least) ? reduced : least;
}
