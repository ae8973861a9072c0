/**
 * Values fees in a third coin while fills stream by: the price of the latest fill of `COIN/QUOTE`, or of `QUOTE/COIN` inverted. It
 * gives what `scaledFeesFromFills` gives, provided that every fill up to the end of a fill's millisecond is noted before the fill
 * is valued; memory follows the number of symbols.
 */
import type { ScaledFill } from "./fill.ts";
import { divideScaled, multiplyScaled } from "./scaled.ts";
import type { ScaledFeeValue } from "./settle-fill.ts";

export type RunningFeeValues = {
  /** Remembers the price of a fill; fills are noted in ledger order. */
  note(fill: Pick<ScaledFill, "symbol" | "price">): void;
  readonly valueFee: ScaledFeeValue;
};

export function runningFeeValues(): RunningFeeValues {
  const prices = new Map<string, bigint>();
  return {
    note: ({ symbol, price }) => {
      if (price > 0n) prices.set(symbol, price);
    },
    valueFee: ({ symbol, fee, feeCurrency }) => {
      const currency = symbol.slice(symbol.indexOf("/") + 1);
      const direct = prices.get(`${feeCurrency}/${currency}`);
      if (direct !== undefined) return multiplyScaled(fee, direct);
      const inverse = prices.get(`${currency}/${feeCurrency}`);
      return inverse === undefined ? null : divideScaled(fee, inverse);
    },
  };
}
