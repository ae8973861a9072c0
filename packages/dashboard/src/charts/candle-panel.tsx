import type { PositionView } from "@bottrader/contracts";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CandleRow, CandlesView } from "../api/views.ts";
import { chartMarks } from "../figures/chart-marks.ts";
import { formatPrice, priceDecimals } from "../format/figures.ts";
import { formatInstant } from "../format/time.ts";
import { useDesk, useDeskState, useSlot } from "../live/desk-context.ts";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { useTheme } from "../ui/theme.ts";
import { type CandleView, createCandleView, type Level } from "./create-candle-view.ts";
import { readPalette } from "./read-palette.ts";

/** Candles of the chosen symbol with what was done on them and where its position would end. */
export function CandlePanel() {
  return (
    <Panel resource="candles" title="Market" tools={<SymbolChoice />}>
      {(candles) =>
        candles.rows.length === 0 ? (
          <EmptyState title={`No bar of ${candles.symbol} yet`} detail="Bars show as the market closes them." />
        ) : (
          <CandleChart candles={candles} />
        )
      }
    </Panel>
  );
}

/** Chooses the symbol; until the operator does, the first open position's, else the market's first. */
function SymbolChoice() {
  const desk = useDesk();
  const symbol = useDeskState((state) => state.symbol);
  const { data: status } = useSlot("status");
  const { data: positions, fault } = useSlot("positions");
  const symbols = status?.market.symbols ?? [];
  const held = new Set(positions?.map((position) => position.symbol));
  const preferred = symbols.find((candidate) => held.has(candidate)) ?? symbols[0];
  const isReady = status !== null && (positions !== null || fault !== null);
  useEffect(() => {
    if (symbol === null && isReady && preferred !== undefined) desk.selectSymbol(preferred);
  }, [desk, symbol, isReady, preferred]);
  return (
    <select
      class="select"
      aria-label="Symbol of the chart"
      value={symbol ?? ""}
      disabled={symbols.length === 0}
      onChange={(event) => desk.selectSymbol(event.currentTarget.value)}
    >
      {symbols.map((candidate) => (
        <option key={candidate} value={candidate}>
          {candidate}
          {held.has(candidate) ? " · open position" : ""}
        </option>
      ))}
    </select>
  );
}

interface CandleChartProps {
  readonly candles: CandlesView;
}

function CandleChart({ candles }: CandleChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<CandleView | null>(null);
  const [hovered, setHovered] = useState<CandleRow | null>(null);
  const { theme } = useTheme();
  const { data: trades } = useSlot("trades");
  const { data: positions } = useSlot("positions");

  // The colours on the canvas change only with the theme.
  useEffect(() => {
    if (host.current === null) return undefined;
    const palette = readPalette(host.current);
    const created = createCandleView({ host: host.current, palette, onHover: setHovered });
    view.current = created;
    return () => created.destroy();
  }, [theme]);

  // A new theme brings a new, empty view.
  useEffect(() => {
    const { symbol, rows } = candles;
    const barTimesMs = rows.map((row) => row[0]);
    const position = positions?.find((open) => open.symbol === symbol);
    view.current?.show({
      candles,
      marks: chartMarks({ symbol, trades: trades ?? [], positions: positions ?? [], barTimesMs }),
      levels: position === undefined ? [] : levelsOf(position),
    });
  }, [candles, trades, positions, theme]);

  const row = hovered ?? candles.rows.at(-1);
  return (
    <figure class="chart">
      {row !== undefined && <Legend candles={candles} row={row} />}
      <div ref={host} class="chart-canvas chart-candles" role="img" aria-label={chartWords(candles)} />
    </figure>
  );
}

interface LegendProps {
  readonly candles: CandlesView;
  readonly row: CandleRow;
}

function Legend({ candles, row }: LegendProps) {
  const [ms, open, high, low, close, volume] = row;
  const price = (value: number): string => formatPrice(value.toFixed(priceDecimals(close)));
  return (
    <figcaption class="chart-legend num">
      <strong>{candles.symbol}</strong> {candles.timeframe}
      <span class="quiet">{formatInstant(ms)} UTC</span>
      <span>O {price(open)}</span>
      <span>H {price(high)}</span>
      <span>L {price(low)}</span>
      <span class={close >= open ? "tone-gain" : "tone-loss"}>
        C {price(close)} {close >= open ? "▲" : "▼"}
      </span>
      <span class="quiet">V {compactVolume.format(volume)}</span>
    </figcaption>
  );
}

const compactVolume = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });

function levelsOf(position: PositionView): readonly Level[] {
  const levels: Level[] = [{ kind: "entry", price: Number(position.entryPrice) }];
  const { stop, target } = position.protection;
  if (stop !== null) levels.push({ kind: "stop", price: Number(stop) });
  if (position.trailingStop !== null) levels.push({ kind: "trail", price: Number(position.trailingStop) });
  if (target !== null) levels.push({ kind: "target", price: Number(target) });
  return levels.filter(({ price }) => Number.isFinite(price));
}

function chartWords({ symbol, timeframe, rows }: CandlesView): string {
  const last = rows.at(-1);
  const close = last === undefined ? "" : `, last close ${last[4]}`;
  return `${rows.length} candles of ${symbol}, ${timeframe}${close}. Entries and exits are listed under trades.`;
}
