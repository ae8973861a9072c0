import { Decimal, ONE } from "../money/decimal.ts";
import { quantize } from "../money/quantize.ts";
import { type Price, price } from "../money/units.ts";

/**
 * Best prices assumed around a bar's close: half the spread on each side, rounded to the tick away from the mid price, bid
 * below ask by at least a tick. `spreadRatio` is a fraction of the price.
 */
export function quoteFromClose(
  close: number,
  spreadRatio: Decimal,
  tick: Price,
): { readonly bid: Price; readonly ask: Price } {
  const mid = new Decimal(close);
  const half = spreadRatio.div(2);
  const bid = price(Decimal.max(quantize(mid.mul(ONE.sub(half)), tick, "down"), tick));
  const ask = price(Decimal.max(quantize(mid.mul(ONE.add(half)), tick, "up"), bid.add(tick)));
  return { bid, ask };
}
