/** The signals of one candle file, bar by bar, as the signal service would have decided them. */
import { type Settings, signalRules } from "@bottrader/contracts";
import {
  BarAggregator,
  type Candle,
  createSignalEngine,
  ok,
  type Result,
  type SignalEvaluation,
  timeframeMs,
} from "@bottrader/core";
import type { CandleFile } from "@bottrader/replay";

/** Length of the bars to evaluate: the file's own unless the setting names a coarser one. Fault: it does not fit the file. */
export function evaluatedBarMs(
  settings: Settings,
  file: Pick<CandleFile, "intervalMs" | "timeframe">,
): Result<number, string> {
  const { SIGNAL_TIMEFRAME: asked } = settings;
  if (asked === "auto") return ok(file.intervalMs);
  const barMs = timeframeMs(asked);
  if (!barMs.ok) return barMs;
  if (barMs.value % file.intervalMs === 0) return barMs;
  return {
    ok: false,
    error: `SIGNAL_TIMEFRAME must be auto or a multiple of the file's ${file.timeframe}, not ${asked}: finer bars cannot be made`,
  };
}

/** One evaluation for each closed bar of `barMs` milliseconds. */
export async function* evaluateCandles(
  settings: Settings,
  barMs: number,
  file: Pick<CandleFile, "intervalMs" | "candles">,
): AsyncGenerator<SignalEvaluation, void, undefined> {
  const engine = createSignalEngine(signalRules(settings, barMs));
  const aggregator = new BarAggregator({ fromMs: file.intervalMs, toMs: barMs });
  const closedBy = (candle: Candle): readonly Candle[] =>
    barMs === file.intervalMs ? [candle] : aggregator.push(candle);
  let endMs = Number.NEGATIVE_INFINITY;
  for await (const candle of file.candles()) {
    for (const bar of closedBy(candle)) yield engine.onBar(bar);
    endMs = candle.openTimeMs + file.intervalMs;
  }
  for (const bar of aggregator.closeDue(endMs)) yield engine.onBar(bar);
}
