import type { Fees } from "@bottrader/contracts";
import { Decimal, type Market, price, qty, quote } from "@bottrader/core";
import type { CandleFileSurvey } from "./survey-candle-file.ts";

/** More decimals than any venue quotes are the noise of float arithmetic in whatever wrote the file. */
const PRICE_DECIMALS_MAX = 12;
const VOLUME_DECIMALS_MAX = 8;

/**
 * The market of a recorded symbol: increments are the finest decimals seen in its prices and its volumes, the least value of an order is
 * that of the exchange's spot market at the time of writing.
 */
export function recordedMarket({ source, decimals }: CandleFileSurvey, fees: Fees): Market {
  const { symbol, base, quote: quoteCurrency, exchange } = source.name;
  const step = qty(increment(Math.min(decimals.volume, VOLUME_DECIMALS_MAX)));
  return {
    symbol,
    base,
    quote: quoteCurrency,
    tick: price(increment(Math.min(decimals.price, PRICE_DECIMALS_MAX))),
    step,
    sizeMin: step,
    notionalMin: quote(exchange === "coinbase" ? 1 : 10),
    makerFeeRatio: fees.maker,
    takerFeeRatio: fees.taker,
  };
}

const increment = (decimals: number): Decimal => new Decimal(10).pow(-decimals);
