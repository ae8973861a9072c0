import type { Decimal } from "../money/decimal.ts";
import type { Price, Qty, Quote } from "../money/units.ts";

/** What a venue allows on one symbol. Increments need not be powers of ten. */
export type Market = {
  /** Unified name, `BTC/USD`. */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** Smallest price increment. */
  readonly tick: Price;
  /** Smallest size increment. */
  readonly step: Qty;
  readonly sizeMin: Qty;
  readonly notionalMin: Quote;
  /** Fee as a fraction of notional: 0.001 is 0.1 %. */
  readonly makerFeeRatio: Decimal;
  readonly takerFeeRatio: Decimal;
};

/** Best prices of one symbol at one moment. */
export type QuoteTick = {
  readonly symbol: string;
  readonly bid: Price;
  readonly ask: Price;
  readonly atMs: number;
};
