/** Candles for tests: recorded ones where the data folder is present, a seeded random walk where it is not. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { Candle } from "../../src/market/candle.ts";

const DATA = new URL("../../../../../shared/data/candles/", import.meta.url);

export function recordedCandles(path: string, barMs: number): readonly Candle[] {
  const file = fileURLToPath(new URL(path, DATA));
  if (!existsSync(file)) return walkingCandles({ bars: 4_000, barMs, seed: path.length });
  const [, ...lines] = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  return lines.map((line) => {
    const [openTimeMs = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = line.split(",").map(Number);
    return { openTimeMs, open, high, low, close, volume };
  });
}

export type Walk = { readonly bars: number; readonly barMs: number; readonly seed: number; readonly start?: number };

/** A random walk that swings between calm and wild stretches, the same for the same seed. */
export function walkingCandles({ bars, barMs, seed, start = 100 }: Walk): readonly Candle[] {
  const random = seededRandom(seed);
  const candles: Candle[] = [];
  let close = start;
  for (let i = 0; i < bars; i += 1) {
    const open = close;
    const step = Math.floor(i / 90) % 3 === 0 ? 0.02 : 0.003;
    close = open * (1 + step * (random() - 0.5) * 2);
    const high = Math.max(open, close) * (1 + step * 0.3 * random());
    const low = Math.min(open, close) * (1 - step * 0.3 * random());
    candles.push({ openTimeMs: (i + 1) * barMs, open, high, low, close, volume: 1 + 50 * random() });
  }
  return candles;
}

/** Bars that open and close at the given prices, one after the other. */
export function candlesOfCloses(closes: readonly number[], barMs = 60_000): readonly Candle[] {
  return closes.map((close, i) => {
    const open = closes[i - 1] ?? close;
    return {
      openTimeMs: (i + 1) * barMs,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      volume: 10,
    };
  });
}

/** Numbers in [0, 1) by a linear congruential generator (Numerical Recipes). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
