import { type Aggregation, BarAggregator } from "./bar-aggregator.ts";
import type { Candle } from "./candle.ts";

/** The closed bars of the coarser timeframe in `candles` (rising in time). A last bar still forming is left out. */
export function aggregateBars(candles: readonly Candle[], aggregation: Aggregation): readonly Candle[] {
  const aggregator = new BarAggregator(aggregation);
  return candles.flatMap((candle) => aggregator.push(candle));
}
