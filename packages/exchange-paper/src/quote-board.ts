import type { Market, QuoteTick } from "@bottrader/core";
import { type PaperBar, touchAfter } from "./bar-prices.ts";
import type { PaperRules } from "./paper-terms.ts";

export type QuoteBoard = {
  get(symbol: string): QuoteTick | null;
  /** Takes the tick; false when it is older than the one known. */
  putTick(tick: QuoteTick): boolean;
  /** Takes the prices a bar closed at, unless newer ones are known. */
  putBar(bar: PaperBar, closeTimeMs: number): void;
};

/** Best known prices in memory. A bar's quote is worked out when somebody asks for it: most are never asked for. */
export function createQuoteBoard(rules: PaperRules, marketOf: (symbol: string) => Market | null): QuoteBoard {
  const ticks = new Map<string, QuoteTick>();
  const bars = new Map<string, { readonly bar: PaperBar; readonly closeTimeMs: number }>();
  const newestAtMs = (symbol: string) => bars.get(symbol)?.closeTimeMs ?? ticks.get(symbol)?.atMs ?? -Infinity;

  return {
    get: (symbol) => {
      const pending = bars.get(symbol);
      const market = pending && marketOf(symbol);
      if (pending && market) {
        ticks.set(symbol, { symbol, ...touchAfter(rules, pending.bar.close, market.tick), atMs: pending.closeTimeMs });
        bars.delete(symbol);
      }
      return ticks.get(symbol) ?? null;
    },
    putTick: (tick) => {
      if (tick.atMs < newestAtMs(tick.symbol)) return false;
      bars.delete(tick.symbol);
      ticks.set(tick.symbol, tick);
      return true;
    },
    putBar: (bar, closeTimeMs) => {
      if (closeTimeMs > newestAtMs(bar.symbol)) bars.set(bar.symbol, { bar, closeTimeMs });
    },
  };
}
