import { BarAggregator, type Candle } from "@bottrader/core";
import { DAY_MS, MINUTE_MS, type SyntheticSymbol, syntheticDay } from "./synthetic-day.ts";

/** Bars of `intervalMs` (whole minutes) that close after `afterMs`, oldest first, without end. One day of minutes is held at a time. */
export function* syntheticBars(
  symbol: SyntheticSymbol,
  { intervalMs, afterMs }: { readonly intervalMs: number; readonly afterMs: number },
): Generator<Candle, never, undefined> {
  const aggregator = new BarAggregator({ fromMs: MINUTE_MS, toMs: intervalMs });
  // The aggregator leaves out an interval whose beginning it has not seen, so it starts two intervals early.
  const firstMs = afterMs - 2 * intervalMs;
  for (let day = Math.floor(firstMs / DAY_MS); ; day += 1) {
    for (const minute of syntheticDay(symbol, day)) {
      if (minute.openTimeMs < firstMs) continue;
      for (const bar of aggregator.push(minute)) {
        if (bar.openTimeMs + intervalMs > afterMs) yield bar;
      }
    }
  }
}
