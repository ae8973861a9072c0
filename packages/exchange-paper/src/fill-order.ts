/**
 * Books one fill with everything that follows from it.
 *
 * Invariants
 * 1. A fill moves exactly price·size and its fee: nothing is made or lost.
 * 2. The legs of a bracket cover exactly what its buy has filled and they have not sold.
 * 3. Once a leg has begun to sell, its buy buys no more (F13).
 */
import { Decimal, invariant, type Market, notional, type Price, type Qty, qty, quantize } from "@bottrader/core";
import type { AttachedBracket, PaperOrder, VenueFill } from "@bottrader/ports";
import { newLeg } from "./bracket-leg.ts";
import { cancelOpenOrder, cancelParentOf, siblingOf } from "./cancel-open-order.ts";
import { remainingOf } from "./lock-of.ts";
import { feeOn } from "./paper-terms.ts";
import { addToTotal, announceOrder, type Draft, freeOf, nextId, openOrder, putOrder } from "./venue-draft.ts";

export type Execution = {
  readonly order: PaperOrder;
  /** On the tick, already rounded against us. */
  readonly price: Price;
  readonly liquidity: VenueFill["liquidity"];
  /** Largest size to fill now; null for all that is left. */
  readonly sizeMax: Qty | null;
  readonly atMs: number;
};

/**
 * Fills as much of the order as `sizeMax` and, for a buy, the money allow; returns the size filled. A buy that the money does
 * not cover (a market order whose price ran away) is filled as far as it goes and its rest cancelled, as venues do.
 */
export function fillOrder(draft: Draft, execution: Execution): Qty {
  const { order, sizeMax } = execution;
  const market = draft.terms.markets.get(order.symbol);
  invariant(market !== undefined, `fill on ${order.symbol}, which is not listed`);
  const remaining = remainingOf(order);
  const wanted = sizeMax === null ? remaining : smaller(remaining, sizeMax);
  const size = order.side === "buy" ? affordableSize(draft, market, { ...execution, sizeMax: wanted }) : wanted;
  if (size.gt(0)) bookFill(draft, market, { ...execution, size });
  if (size.lt(wanted)) {
    const rest = openOrder(draft, order.clientOrderId);
    if (rest) cancelOpenOrder(draft, rest);
  }
  return size;
}

const smaller = (a: Qty, b: Qty): Qty => (a.lt(b) ? a : b);

function affordableSize(draft: Draft, market: Market, buy: Execution & { readonly sizeMax: Qty }): Qty {
  const { order, price, sizeMax } = buy;
  const feeRatio = feeRatioOf(market, buy.liquidity);
  const costOf = (size: Qty): Decimal => {
    const value = notional(price, size);
    return value.add(feeOn(value, feeRatio));
  };
  const available = freeOf(draft, market.quote, order);
  if (costOf(sizeMax).lte(available)) return sizeMax;
  const most = quantize(qty(available.div(price.mul(feeRatio.add(1)))), market.step, "down");
  // The fee is rounded up, which can cost one step more.
  return costOf(most).gt(available) ? qty(most.sub(market.step)) : most;
}

const feeRatioOf = (market: Market, liquidity: VenueFill["liquidity"]): Decimal =>
  liquidity === "maker" ? market.makerFeeRatio : market.takerFeeRatio;

function bookFill(draft: Draft, market: Market, execution: Execution & { readonly size: Qty }): void {
  const { order, price, size, liquidity, atMs } = execution;
  const value = notional(price, size);
  const fullFee = feeOn(value, feeRatioOf(market, liquidity));
  // Rounded up, the fee of a speck could exceed what the speck sold for.
  const fee = order.side === "sell" ? Decimal.min(fullFee, value) : fullFee;
  addToTotal(draft, market.base, order.side === "buy" ? size : size.neg());
  addToTotal(draft, market.quote, order.side === "buy" ? value.add(fee).neg() : value.sub(fee));

  const tradeId = nextId(draft, "pt");
  const { clientOrderId, symbol, side } = order;
  const fill: VenueFill = {
    tradeId,
    clientOrderId,
    symbol,
    side,
    price,
    size,
    fee,
    feeCurrency: market.quote,
    liquidity,
    atMs,
  };
  draft.fills.push(fill);
  draft.events.push({ kind: "fill", fill });

  const filledSize = qty(order.filledSize.add(size));
  const filled: PaperOrder = { ...order, filledSize, state: filledSize.eq(order.size) ? "filled" : "open" };
  putOrder(draft, filled);
  announceOrder(draft, filled);
  if (order.attached) growBracket(draft, filled, { bracket: order.attached, size, atMs });
  if (order.groupId !== null) settleGroup(draft, filled, size);
}

type Growth = { readonly bracket: AttachedBracket; readonly size: Qty; readonly atMs: number };

function growBracket(draft: Draft, buy: PaperOrder, growth: Growth): void {
  const { bracket, size } = growth;
  for (const leg of ["stop", "target"] as const) {
    const open = openOrder(draft, leg === "stop" ? bracket.stopId : bracket.targetId);
    const grown: PaperOrder = open
      ? { ...open, size: qty(open.size.add(size)) }
      : newLeg(draft, leg, { bracket, symbol: buy.symbol, size, groupId: buy.clientOrderId, placedAtMs: growth.atMs });
    putOrder(draft, grown);
    announceOrder(draft, grown);
  }
}

/** A leg that has filled ends its sibling; a partial fill leaves the sibling with what is still held. */
function settleGroup(draft: Draft, leg: PaperOrder, size: Qty): void {
  const sibling = siblingOf(draft, leg);
  cancelParentOf(draft, leg);
  if (!sibling) return;
  if (leg.state === "filled") {
    cancelOpenOrder(draft, sibling);
    return;
  }
  const reduced: PaperOrder = { ...sibling, size: qty(sibling.size.sub(size)) };
  putOrder(draft, reduced);
  announceOrder(draft, reduced);
}
