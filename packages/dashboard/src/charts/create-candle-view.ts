/**
 * Candles with volume, the levels of the open position, and a mark for each entry and exit.
 *
 * Invariants
 * 1. The view is moved to the newest bars only when another symbol or timeframe comes up; an update leaves it where the operator put it.
 * 2. A stop or target stretches the price axis only as long as the candles stay readable.
 */
import {
  type AutoscaleInfo,
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IPriceLine,
  LineStyle,
  type MouseEventParams,
  type SeriesMarker,
  type UTCTimestamp,
} from "lightweight-charts";
import type { CandleRow, CandlesView } from "../api/views.ts";
import type { ChartMark } from "../figures/chart-marks.ts";
import { priceDecimals } from "../format/figures.ts";
import { chartFrame } from "./chart-frame.ts";
import type { Palette } from "./read-palette.ts";

export interface Level {
  readonly kind: "entry" | "stop" | "target" | "trail";
  readonly price: number;
}

interface CandleScene {
  readonly candles: CandlesView;
  readonly marks: readonly ChartMark[];
  readonly levels: readonly Level[];
}

export interface CandleView {
  readonly show: (scene: CandleScene) => void;
  readonly destroy: () => void;
}

interface CandleViewOptions {
  readonly host: HTMLElement;
  readonly palette: Palette;
  /** The bar under the pointer, or null when it left the chart. */
  readonly onHover: (row: CandleRow | null) => void;
}

const BARS_SHOWN = 160;

const toTime = (ms: number): UTCTimestamp => Math.floor(ms / 1_000) as UTCTimestamp;

/** Builds an empty chart in `host`; `show` fills it. */
export function createCandleView({ host, palette, onHover }: CandleViewOptions): CandleView {
  const chart = createChart(host, chartFrame(palette));
  let levels: readonly Level[] = [];
  let lines: readonly IPriceLine[] = [];
  let rowsByTime: ReadonlyMap<number, CandleRow> = new Map();
  let shownKey = "";

  const candleSeries = chart.addSeries(CandlestickSeries, {
    upColor: palette.gain,
    wickUpColor: palette.gain,
    borderUpColor: palette.gain,
    downColor: palette.loss,
    wickDownColor: palette.loss,
    borderDownColor: palette.loss,
    autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => withLevels(original(), levels),
  });
  candleSeries.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0.22 } });
  const volumeSeries = chart.addSeries(HistogramSeries, {
    priceScaleId: "volume",
    priceFormat: { type: "volume" },
    lastValueVisible: false,
    priceLineVisible: false,
  });
  volumeSeries.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
  const markers = createSeriesMarkers(candleSeries, []);
  const followPointer = ({ time }: MouseEventParams): void =>
    onHover(typeof time === "number" ? (rowsByTime.get(time) ?? null) : null);
  chart.subscribeCrosshairMove(followPointer);

  return {
    show: (scene) => {
      const { rows, symbol, timeframe } = scene.candles;
      levels = scene.levels;
      rowsByTime = new Map(rows.map((row) => [toTime(row[0]), row]));
      const decimals = priceDecimals(rows.at(-1)?.[4] ?? 0);
      candleSeries.applyOptions({ priceFormat: { type: "price", precision: decimals, minMove: 10 ** -decimals } });
      candleSeries.setData(rows.map(([ms, open, high, low, close]) => ({ time: toTime(ms), open, high, low, close })));
      volumeSeries.setData(rows.map((row) => volumeBar(row, palette)));
      markers.setMarkers(scene.marks.map((mark) => seriesMarker(mark, palette)));
      for (const line of lines) candleSeries.removePriceLine(line);
      lines = levels.map((level) => candleSeries.createPriceLine(priceLine(level, palette)));
      const key = `${symbol} ${timeframe}`;
      if (key === shownKey || rows.length === 0) return;
      shownKey = key;
      chart.timeScale().setVisibleLogicalRange({ from: rows.length - BARS_SHOWN, to: rows.length + 4 });
    },
    destroy: () => chart.remove(),
  };
}

function volumeBar([ms, open, , , close, volume]: CandleRow, palette: Palette) {
  return { time: toTime(ms), value: volume, color: close >= open ? palette.gainSoft : palette.lossSoft };
}

function seriesMarker({ time, kind, text }: ChartMark, palette: Palette): SeriesMarker<UTCTimestamp> {
  const at = time as UTCTimestamp;
  if (kind === "entry") return { time: at, position: "belowBar", shape: "arrowUp", color: palette.info, text };
  const color = kind === "gain" ? palette.gain : palette.loss;
  return { time: at, position: "aboveBar", shape: "arrowDown", color, text };
}

function priceLine({ kind, price }: Level, palette: Palette) {
  const looks = {
    entry: { color: palette.info, lineStyle: LineStyle.Dotted },
    stop: { color: palette.loss, lineStyle: LineStyle.Solid },
    trail: { color: palette.warn, lineStyle: LineStyle.Dashed },
    target: { color: palette.gain, lineStyle: LineStyle.Solid },
  }[kind];
  return { price, title: kind, lineWidth: 1 as const, axisLabelVisible: true, ...looks };
}

/** Takes in each level that lies within one height of the candles shown. */
function withLevels(info: AutoscaleInfo | null, levels: readonly Level[]): AutoscaleInfo | null {
  if (info === null || info.priceRange === null) return info;
  const { minValue, maxValue } = info.priceRange;
  const height = maxValue - minValue;
  const near = levels
    .map(({ price }) => price)
    .filter((price) => price > minValue - height && price < maxValue + height);
  return {
    ...info,
    priceRange: { minValue: Math.min(minValue, ...near), maxValue: Math.max(maxValue, ...near) },
  };
}
