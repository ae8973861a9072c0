import type { Candle } from "@bottrader/core";
import { seededRandom } from "./seeded-random.ts";

export type CandleSeriesOptions = {
  readonly seed: number;
  readonly count: number;
  readonly startMs?: number;
  readonly intervalMs?: number;
  readonly startPrice?: number;
  /** Largest move of one bar's close, as a fraction. */
  readonly moveRatio?: number;
};

/** 2024-01-01T00:00:00Z */
const START_MS = 1_704_067_200_000;

/** A random walk without gaps whose bars are consistent: each opens at the last close and contains open and close. */
export function candleSeries(options: CandleSeriesOptions): readonly Candle[] {
  const { seed, count, startMs = START_MS, intervalMs = 60_000, startPrice = 100, moveRatio = 0.01 } = options;
  const random = seededRandom(seed);
  const candles: Candle[] = [];
  let open = startPrice;
  for (let index = 0; index < count; index += 1) {
    const close = round(open * (1 + (random() * 2 - 1) * moveRatio));
    const high = round(Math.max(open, close) * (1 + random() * moveRatio));
    const low = round(Math.min(open, close) * (1 - random() * moveRatio));
    candles.push({
      openTimeMs: startMs + index * intervalMs,
      open,
      high,
      low,
      close,
      volume: round(1 + random() * 99),
    });
    open = close;
  }
  return candles;
}

const round = (value: number): number => Number(value.toPrecision(8));
