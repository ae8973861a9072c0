/** Equity above, the fall below its running peak underneath, on one time axis. */
import { BaselineSeries, createChart, LineSeries, type UTCTimestamp } from "lightweight-charts";
import type { EquityLines, LinePoint } from "../figures/equity-lines.ts";
import { chartFrame } from "./chart-frame.ts";
import type { Palette } from "./read-palette.ts";

export interface EquityView {
  readonly show: (lines: EquityLines) => void;
  readonly destroy: () => void;
}

/** Small enough for every point of the history to fit on a phone. */
const MIN_BAR_SPACING = 0.05;

const toSeries = (points: readonly LinePoint[]) =>
  points.map(({ time, value }) => ({ time: time as UTCTimestamp, value }));

/** Builds an empty chart in `host`; `show` fills it and shows all of it. */
export function createEquityView(host: HTMLElement, palette: Palette): EquityView {
  const chart = createChart(host, { ...chartFrame(palette), handleScale: false, handleScroll: false });
  chart.timeScale().applyOptions({ rightOffset: 0, minBarSpacing: MIN_BAR_SPACING });
  const equity = chart.addSeries(LineSeries, {
    color: palette.info,
    lineWidth: 2,
    priceLineVisible: false,
    priceFormat: { type: "price", precision: 2, minMove: 0.01 },
  });
  const drawdown = chart.addSeries(
    BaselineSeries,
    {
      baseValue: { type: "price", price: 0 },
      bottomLineColor: palette.loss,
      bottomFillColor1: palette.lossSoft,
      bottomFillColor2: palette.lossSoft,
      lineWidth: 1,
      priceLineVisible: false,
      priceFormat: { type: "custom", minMove: 0.0001, formatter: (value: number) => `${(value * 100).toFixed(1)} %` },
    },
    1,
  );
  chart.panes()[0]?.setStretchFactor(3);
  chart.panes()[1]?.setStretchFactor(1);
  return {
    show: (lines) => {
      equity.setData(toSeries(lines.equity));
      drawdown.setData(toSeries(lines.drawdown));
      chart.timeScale().fitContent();
    },
    destroy: () => chart.remove(),
  };
}
