/** One bar. Prices in quote for one base, volume in base units, float64: candles feed indicators, money is computed in decimals. */
export type Candle = {
  /** Start of the bar, Unix milliseconds. */
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
};

/** Bars of `candles` (rising in time) that are closed at `nowMs`. The only way candles get into a score. */
export function closedBars(candles: readonly Candle[], intervalMs: number, nowMs: number): readonly Candle[] {
  const until = candles.findIndex((candle) => candle.openTimeMs + intervalMs > nowMs);
  return until === -1 ? candles : candles.slice(0, until);
}
