/** Prices a bar is traded at, always on the tick and rounded against us. */
import { type Decimal, ONE, type Price, price, quantize } from "@bottrader/core";
import type { PaperRules } from "./paper-terms.ts";

/** One closed bar as the venue fills from it. Prices in quote for one base, volume in base. */
export type PaperBar = {
  readonly symbol: string;
  /** Start of the bar, Unix milliseconds. */
  readonly openTimeMs: number;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: Decimal;
};

const HALF = ONE.div(2);

/** What a market order pays or gets at `reference`: half the spread and the slippage worse. */
export function marketPrice(rules: PaperRules, reference: Price, order: { side: "buy" | "sell"; tick: Price }): Price {
  const cost = rules.spreadRatio.mul(HALF).add(rules.slippageRatio);
  return order.side === "buy"
    ? quantize(price(reference.mul(ONE.add(cost))), order.tick, "up")
    : downToTick(price(reference.mul(ONE.sub(cost))), order.tick);
}

/** What a stop gets that triggers while the price stands at `reference`: the worse of the two, minus slippage. */
export function stopPrice(rules: PaperRules, reference: Price, order: { stop: Price; tick: Price }): Price {
  const worse = order.stop.lt(reference) ? order.stop : reference;
  return downToTick(price(worse.mul(ONE.sub(rules.slippageRatio))), order.tick);
}

/** Best prices after a bar that closed at `close`: bid below ask, both at least one tick. */
export function touchAfter(rules: PaperRules, close: Price, tick: Price): { readonly bid: Price; readonly ask: Price } {
  const half = rules.spreadRatio.mul(HALF);
  const bid = downToTick(price(close.mul(ONE.sub(half))), tick);
  const ceiling = quantize(price(close.mul(ONE.add(half))), tick, "up");
  return { bid, ask: ceiling.gt(bid) ? ceiling : price(bid.add(tick)) };
}

/** Nothing trades below one tick. */
function downToTick(value: Price, tick: Price): Price {
  const floor = quantize(value, tick, "down");
  return floor.lt(tick) ? tick : floor;
}
