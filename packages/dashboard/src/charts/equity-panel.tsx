import { useEffect, useMemo, useRef } from "preact/hooks";
import type { EquityPointView } from "../api/views.ts";
import { equityLines } from "../figures/equity-lines.ts";
import { formatPercent } from "../format/figures.ts";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { useTheme } from "../ui/theme.ts";
import { createEquityView, type EquityView } from "./create-equity-view.ts";
import { readPalette } from "./read-palette.ts";

const POINTS_MIN = 2;

export function EquityPanel() {
  return (
    <Panel resource="equity" title="Equity and drawdown">
      {(points) =>
        points.length < POINTS_MIN ? (
          <EmptyState title="No curve yet" detail="Equity is recorded as the market moves; two points make a line." />
        ) : (
          <EquityChart points={points} />
        )
      }
    </Panel>
  );
}

interface EquityChartProps {
  readonly points: readonly EquityPointView[];
}

function EquityChart({ points }: EquityChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EquityView | null>(null);
  const { theme } = useTheme();
  const lines = useMemo(() => equityLines(points), [points]);

  // The colours on the canvas change only with the theme.
  useEffect(() => {
    if (host.current === null) return undefined;
    const created = createEquityView(host.current, readPalette(host.current));
    view.current = created;
    return () => created.destroy();
  }, [theme]);

  // A new theme brings a new, empty view.
  useEffect(() => view.current?.show(lines), [lines, theme]);

  const now = lines.drawdown.at(-1)?.value ?? 0;
  const words = `Equity, ${lines.equity.length} points, now ${lines.equity.at(-1)?.value ?? "unknown"}, ${formatPercent(-now)} below its peak`;
  return (
    <figure class="chart">
      <figcaption class="chart-legend num">
        <span class="key key-equity">equity</span>
        <span class="key key-drawdown">drawdown, now {formatPercent(now)}</span>
      </figcaption>
      <div ref={host} class="chart-canvas chart-equity" role="img" aria-label={words} />
    </figure>
  );
}
