/** The equity curve: starting equity + realised + unrealised, and what is read from it. */
import { invariant } from "../invariant.ts";
import type { Decimal } from "../money/decimal.ts";
import { type Quote, quote } from "../money/units.ts";
import type { Trade } from "./trade.ts";

const DAY_MS = 86_400_000;

export type EquityPoint = { readonly atMs: number; readonly equity: Quote };

/** Equity after each exit, from realised P&L alone: the curve of a list of trades without a price history. */
export function equityFromTrades(startingEquity: Quote, trades: readonly Trade[]): readonly EquityPoint[] {
  let equity = startingEquity;
  return [...trades]
    .sort((a, b) => a.exitTimeMs - b.exitTimeMs)
    .map((trade) => {
      equity = quote(equity.add(trade.pnl));
      return { atMs: trade.exitTimeMs, equity };
    });
}

/**
 * Largest fall below the running peak as a fraction of the peak, within [0, 1]. The peak begins at the starting equity.
 * Equity at or below zero at the start, or below zero anywhere, cannot happen to unlevered spot: it throws, because a curve that
 * starts at the wrong capital makes every other number wrong too (P29).
 */
export function maxDrawdown(startingEquity: Quote, curve: readonly EquityPoint[]): number {
  invariant(startingEquity.gt(0), "starting equity is above zero");
  let peak: Decimal = startingEquity;
  let deepest = 0;
  for (const { equity, atMs } of curve) {
    invariant(!equity.isNegative() || equity.isZero(), `equity ${equity.toFixed()} at ${atMs} is not below zero`);
    if (equity.gt(peak)) peak = equity;
    else deepest = Math.max(deepest, peak.sub(equity).div(peak).toNumber());
  }
  return deepest;
}

/**
 * Returns of the UTC days of the curve as fractions, the first against the starting equity. A day without a point keeps the equity
 * of the day before it. Ends at equity zero, from which there is no return.
 */
export function dailyReturns(startingEquity: Quote, curve: readonly EquityPoint[]): readonly number[] {
  const closes = new Map<number, Quote>();
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { atMs, equity } of curve) {
    const day = Math.floor(atMs / DAY_MS);
    closes.set(day, equity);
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  const returns: number[] = [];
  let before = startingEquity;
  for (let day = first; day <= last && before.gt(0); day += 1) {
    const close = closes.get(day) ?? before;
    returns.push(close.div(before).sub(1).toNumber());
    before = close;
  }
  return returns;
}
