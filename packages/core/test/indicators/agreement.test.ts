import { ATR, EMA, BollingerBands as OtherBands, MACD as OtherMacd, ROC, RSI, SMA } from "trading-signals";
import { describe, expect, test } from "vitest";
import { AverageTrueRange } from "../../src/indicators/average-true-range.ts";
import { BollingerBands } from "../../src/indicators/bollinger-bands.ts";
import { ExponentialMean } from "../../src/indicators/exponential-mean.ts";
import { Macd } from "../../src/indicators/macd.ts";
import { RateOfChange } from "../../src/indicators/rate-of-change.ts";
import { RelativeStrength } from "../../src/indicators/relative-strength.ts";
import { RollingExtreme } from "../../src/indicators/rolling-extreme.ts";
import { RollingMean } from "../../src/indicators/rolling-mean.ts";
import { RollingRange } from "../../src/indicators/rolling-range.ts";
import type { Candle } from "../../src/market/candle.ts";
import {
  batchAtr,
  batchDeviation,
  batchEma,
  batchHighest,
  batchLowest,
  batchMacd,
  batchMedian,
  batchRoc,
  batchRsi,
  batchSma,
} from "./batch-indicators.ts";
import { recordedCandles } from "./candle-series.ts";

const RELATIVE = 1e-9;
/** Another library seeds its averages differently; after this many bars the seed is forgotten to 1e-9. */
const SEED_FORGOTTEN = 1_000;

const SERIES = [
  ["binance-5m-2021/BINANCE_BTC-USDT_5m.csv.gz", 300_000],
  ["binance-5m-2021/BINANCE_REEF-USDT_5m.csv.gz", 300_000],
  ["binance-1m-2023/BINANCE_DOGE-USDT_1m.csv.gz", 60_000],
  ["coinbase-1m/COINBASE_ETH-USD_1m.csv.gz", 60_000],
] as const;

type Values = readonly (number | null | undefined)[];
type Agreement = { readonly from?: number; readonly scale?: readonly number[] };

/**
 * Largest difference, relative to the value, or to `scale` where the value is itself a difference of larger numbers. Infinite
 * where only one side knows a value.
 */
function worstDifference(actual: readonly number[], expected: Values, { from = 0, scale }: Agreement = {}): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  actual.forEach((left, i) => {
    const right = expected[i] ?? Number.NaN;
    if (i < from || left === right || (Number.isNaN(left) && Number.isNaN(right))) return;
    const difference = Math.abs(left - right) / (scale?.[i] ?? Math.abs(right));
    worst = Math.max(worst, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  });
  return worst;
}

function stream(candles: readonly Candle[], each: (candle: Candle) => number): readonly number[] {
  return candles.map(each);
}

describe.each(SERIES)("on %s", (path, barMs) => {
  const candles = recordedCandles(path, barMs);
  const closes = candles.map((candle) => candle.close);
  const volumes = candles.map((candle) => candle.volume);

  test("the moving average of volume agrees with the batch and with the other library", () => {
    const mean = new RollingMean(20);
    const other = new SMA(20);
    const streamed = stream(candles, ({ volume }) => {
      mean.update(volume);
      return mean.value;
    });
    // An average of volumes is as exact as the largest of them.
    const scale = batchHighest(volumes, 20).map((highest) => highest || 1);
    expect(worstDifference(streamed, batchSma(volumes, 20), { scale })).toBeLessThan(RELATIVE);
    expect(
      worstDifference(
        streamed,
        volumes.map((volume) => other.add(volume)),
        { scale },
      ),
    ).toBeLessThan(RELATIVE);
  });

  test("the exponential average agrees with the batch and with the other library", () => {
    const mean = new ExponentialMean(50);
    const other = new EMA(50);
    const streamed = stream(candles, ({ close }) => {
      mean.update(close);
      return mean.value;
    });
    expect(worstDifference(streamed, batchEma(closes, 50))).toBeLessThan(RELATIVE);
    expect(
      worstDifference(
        streamed,
        closes.map((close) => other.add(close)),
        { from: SEED_FORGOTTEN },
      ),
    ).toBeLessThan(RELATIVE);
  });

  test("the Bollinger bands agree with the batch and with the other library", () => {
    const bands = new BollingerBands(20, 2);
    const other = new OtherBands(20, 2);
    const rows = candles.map(({ close }) => {
      bands.update(close);
      return { upper: bands.upper, middle: bands.middle, lower: bands.lower };
    });
    const means = batchSma(closes, 20);
    const deviations = batchDeviation(closes, 20);
    expect(
      worstDifference(
        rows.map((row) => row.middle),
        means,
      ),
    ).toBeLessThan(RELATIVE);
    expect(
      worstDifference(
        rows.map((row) => row.upper),
        means.map((mean, i) => mean + 2 * (deviations[i] ?? 0)),
      ),
    ).toBeLessThan(RELATIVE);
    expect(
      worstDifference(
        rows.map((row) => row.lower),
        means.map((mean, i) => mean - 2 * (deviations[i] ?? 0)),
      ),
    ).toBeLessThan(RELATIVE);
    const others = closes.map((close) => other.add(close));
    expect(
      worstDifference(
        rows.map((row) => row.upper),
        others.map((band) => band?.upper),
      ),
    ).toBeLessThan(RELATIVE);
    expect(
      worstDifference(
        rows.map((row) => row.lower),
        others.map((band) => band?.lower),
      ),
    ).toBeLessThan(RELATIVE);
  });

  test("MACD agrees with the batch from its first value and with the other library", () => {
    const macd = new Macd({ fast: 12, slow: 26, signal: 9 });
    const other = new OtherMacd(new EMA(12), new EMA(26), new EMA(9));
    const rows = candles.map(({ close }) => {
      macd.update(close);
      return { line: macd.line, signal: macd.signal, histogram: macd.histogram };
    });
    const batch = batchMacd(closes, { fast: 12, slow: 26, signal: 9 });
    expect(
      worstDifference(
        rows.map((row) => row.line),
        batch.line,
        { scale: closes },
      ),
    ).toBeLessThan(RELATIVE);
    expect(
      worstDifference(
        rows.map((row) => row.signal),
        batch.signal,
        { scale: closes },
      ),
    ).toBeLessThan(RELATIVE);
    const others = closes.map((close) => other.add(close));
    const late = { from: SEED_FORGOTTEN, scale: closes };
    expect(
      worstDifference(
        rows.map((row) => row.line),
        others.map((row) => row?.macd),
        late,
      ),
    ).toBeLessThan(RELATIVE);
    expect(
      worstDifference(
        rows.map((row) => row.histogram),
        others.map((row) => row?.histogram),
        late,
      ),
    ).toBeLessThan(RELATIVE);
  });

  test("RSI agrees with the batch from its first value and with the other library", () => {
    const rsi = new RelativeStrength(14);
    const other = new RSI(14);
    const streamed = stream(candles, ({ close }) => {
      rsi.update(close);
      return rsi.value;
    });
    expect(worstDifference(streamed, batchRsi(closes, 14))).toBeLessThan(RELATIVE);
    expect(
      worstDifference(
        streamed,
        closes.map((close) => other.add(close)),
      ),
    ).toBeLessThan(RELATIVE);
  });

  test("ROC agrees with the batch and with the other library", () => {
    const roc = new RateOfChange(5);
    const other = new ROC(5);
    const streamed = stream(candles, ({ close }) => {
      roc.update(close);
      return roc.value;
    });
    expect(worstDifference(streamed, batchRoc(closes, 5))).toBeLessThan(RELATIVE);
    const others = closes.map((close) => other.add(close)).map((ratio) => (ratio === null ? null : 100 * ratio));
    expect(worstDifference(streamed, others, { scale: closes.map(() => 1) })).toBeLessThan(RELATIVE);
  });

  test("ATR agrees with the batch from its first value and with the other library", () => {
    const atr = new AverageTrueRange(14);
    const other = new ATR(14);
    const streamed = stream(candles, ({ high, low, close }) => {
      atr.update(high, low, close);
      return atr.value;
    });
    expect(worstDifference(streamed, batchAtr(candles, 14))).toBeLessThan(RELATIVE);
    expect(
      worstDifference(
        streamed,
        candles.map((candle) => other.add(candle)),
        { from: SEED_FORGOTTEN },
      ),
    ).toBeLessThan(RELATIVE);
  });

  test("the extremes and the median range agree with the batch", () => {
    const highest = new RollingExtreme(20, "highest");
    const lowest = new RollingExtreme(20, "lowest");
    const ranges = new RollingRange(20);
    const rows = candles.map(({ high, low }) => {
      highest.update(high);
      lowest.update(low);
      ranges.update(high, low);
      return { highest: highest.value, lowest: lowest.value, median: ranges.median() };
    });
    const highs = batchHighest(
      candles.map((candle) => candle.high),
      20,
    );
    const lows = batchLowest(
      candles.map((candle) => candle.low),
      20,
    );
    expect(
      worstDifference(
        rows.map((row) => row.highest),
        highs,
      ),
    ).toBeLessThan(RELATIVE);
    expect(
      worstDifference(
        rows.map((row) => row.lowest),
        lows,
      ),
    ).toBeLessThan(RELATIVE);
    const spread = highs.map((high, i) => high - (lows[i] ?? Number.NaN));
    expect(
      worstDifference(
        rows.slice(38).map((row) => row.median),
        batchMedian(spread.slice(19), 20).slice(19),
      ),
    ).toBeLessThan(RELATIVE);
    expect(rows.slice(0, 38).every((row) => Number.isNaN(row.median))).toBe(true);
  });
});
