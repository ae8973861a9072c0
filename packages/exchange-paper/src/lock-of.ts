import { type Decimal, type Market, notional, type Qty, qty, ZERO } from "@bottrader/core";
import type { PaperOrder } from "@bottrader/ports";
import { currenciesOf, feeOn } from "./paper-terms.ts";

type Lock = { readonly currency: string; readonly amount: Decimal };

export const remainingOf = (order: PaperOrder): Qty => qty(order.size.sub(order.filledSize));

/**
 * What an open order keeps of the balance. A buy keeps its quote value with the taker fee (a stored market buy carries in
 * `limitPrice` the price its money was set aside at); a sell keeps base, once for a group: its stop holds it, its target nothing.
 */
export function lockOf(order: PaperOrder, market: Market | null): Lock {
  const { base, quote } = currenciesOf(order.symbol);
  const remaining = remainingOf(order);
  if (order.side === "sell") {
    const isTarget = order.groupId !== null && order.type === "limit";
    return { currency: base, amount: isTarget ? ZERO : remaining };
  }
  if (order.limitPrice === null) return { currency: quote, amount: ZERO };
  const value = notional(order.limitPrice, remaining);
  return { currency: quote, amount: value.add(feeOn(value, market?.takerFeeRatio ?? ZERO)) };
}
