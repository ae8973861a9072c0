/**
 * Values fees paid in a third coin by the account's own trades in that coin: the price of the latest fill of `COIN/QUOTE`, or of
 * `QUOTE/COIN` inverted, not after the fill that paid. Without such a fill the value is unknown.
 */
import { invariant } from "../invariant.ts";
import { quote } from "../money/units.ts";
import { compareFills, type LedgerFill, type ScaledFill, scaleFill } from "./fill.ts";
import type { FeeValue } from "./ledger-options.ts";
import { divideScaled, multiplyScaled, scaledToDecimal } from "./scaled.ts";
import type { ScaledFeeValue } from "./settle-fill.ts";

export function valueFeesFromFills(fills: readonly LedgerFill[]): FeeValue {
  const scaled = fills.map(scaleFill).flatMap((result) => (result.ok ? [result.value] : []));
  const valueFee = scaledFeesFromFills(scaled.sort(compareFills));
  return (fill) => {
    const result = scaleFill(fill);
    const value = result.ok ? valueFee(result.value) : null;
    return value === null ? null : quote(scaledToDecimal(value));
  };
}

type PricePoint = { readonly atMs: number; readonly price: bigint };

/** The same over scaled fills, which must be in ledger order. Only pairs whose base or quote pays fees are remembered. */
export function scaledFeesFromFills(fills: readonly ScaledFill[]): ScaledFeeValue {
  const wanted = new Set<string>();
  for (const { symbol, feeCurrency } of fills) {
    const currency = quoteOf(symbol);
    wanted.add(`${feeCurrency}/${currency}`).add(`${currency}/${feeCurrency}`);
  }
  const histories = new Map<string, PricePoint[]>();
  for (const { symbol, price, timestampMs } of fills) {
    if (!wanted.has(symbol) || price <= 0n) continue;
    const history = histories.get(symbol) ?? [];
    histories.set(symbol, history);
    history.push({ atMs: timestampMs, price });
  }
  return ({ symbol, fee, feeCurrency, timestampMs }) => {
    const currency = quoteOf(symbol);
    const direct = priceAt(histories.get(`${feeCurrency}/${currency}`), timestampMs);
    if (direct !== null) return multiplyScaled(fee, direct);
    const inverse = priceAt(histories.get(`${currency}/${feeCurrency}`), timestampMs);
    return inverse === null ? null : divideScaled(fee, inverse);
  };
}

const quoteOf = (symbol: string): string => symbol.slice(symbol.indexOf("/") + 1);

/** Latest price with a time not after `atMs`. */
function priceAt(history: readonly PricePoint[] | undefined, atMs: number): bigint | null {
  if (history === undefined) return null;
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const point = history[middle];
    invariant(point !== undefined, "the middle lies within the history");
    if (point.atMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return history[low - 1]?.price ?? null;
}
