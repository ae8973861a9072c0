import { Decimal, price, type QuoteTick } from "@bottrader/core";
import { z } from "zod";
import { numericText } from "./numeric-text.ts";

const ticker = z.object({ symbol: z.string(), bid: numericText, ask: numericText });

/**
 * Best prices out of ccxt's tickers. One without both prices, or crossed, is left out: an unknown price is not a price.
 * `askedAtMs` is when the question was sent, so that a quote is never taken for fresher than it is; ccxt's own time of a ticker is
 * the last trade's on some exchanges.
 */
export function readQuotes(tickers: readonly unknown[], askedAtMs: number): readonly QuoteTick[] {
  return tickers.flatMap((row) => {
    const parsed = ticker.safeParse(row);
    if (!parsed.success) return [];
    const bid = new Decimal(parsed.data.bid);
    const ask = new Decimal(parsed.data.ask);
    if (bid.lte(0) || ask.lte(bid)) return [];
    return [{ symbol: parsed.data.symbol, bid: price(bid), ask: price(ask), atMs: askedAtMs }];
  });
}
