/**
 * The closed bars of every symbol in one window.
 *
 * One bad symbol never stops the others: after a grace it is left out and its bars are a gap. When no symbol can be had, nothing
 * is given up; the window is asked for again, slower and slower, until it comes or the caller has had enough.
 */
import type { Candle } from "@bottrader/core";
import type { BarBatch } from "@bottrader/ports";
import { type BarFetch, type BarWindow, type FetchedBars, fetchBars } from "./fetch-bars.ts";

/** How long the bars that have come wait for those that have not. */
const GRACE_MS = 5_000;

export type WindowPlan = BarFetch & {
  readonly symbols: readonly string[];
  /** Rounds of asking when not one symbol answers. */
  readonly attemptsMax: number;
};

/** Batches oldest first; null when no symbol could be had, or on abort. */
export async function fetchWindow(window: BarWindow, plan: WindowPlan): Promise<readonly BarBatch[] | null> {
  const { venue, log, signal } = plan;
  const startedMs = venue.clock.nowMs();
  const got = new Map<string, FetchedBars>();
  for (let attempt = 1; !isAborted(signal); attempt += 1) {
    const open = plan.symbols.filter((symbol) => got.get(symbol)?.isComplete !== true);
    const faults = await askFor(open, { window, plan, got });
    if (isAborted(signal)) return null;
    if (plan.symbols.every((symbol) => got.get(symbol)?.isComplete === true)) break;
    const isOutOfPatience = got.size > 0 ? venue.clock.nowMs() - startedMs >= GRACE_MS : attempt >= plan.attemptsMax;
    const isHopeless = faults.length === open.length && faults.every((fault) => !fault.retryable);
    if (isOutOfPatience || (isHopeless && got.size > 0)) break;
    await venue.gate.backOff(attempt, signal);
  }
  if (isAborted(signal)) return null;
  const missing = plan.symbols.filter((symbol) => !got.has(symbol));
  if (missing.length > 0) log.warn({ symbols: missing, ...window }, "no candles to be had");
  return got.size === 0 ? null : toBatches(window, plan, got);
}

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

type Round = { readonly window: BarWindow; readonly plan: WindowPlan; readonly got: Map<string, FetchedBars> };

async function askFor(symbols: readonly string[], { window, plan, got }: Round) {
  const faults: {
    readonly symbol: string;
    readonly code: string;
    readonly detail: string;
    readonly retryable: boolean;
  }[] = [];
  await Promise.all(
    symbols.map(async (symbol) => {
      const fetched = await fetchBars(symbol, window, plan);
      if (fetched.ok) got.set(symbol, fetched.value);
      else faults.push({ symbol, ...fetched.error });
    }),
  );
  const [first] = faults;
  if (first !== undefined && first.code !== "ABORTED")
    plan.log.warn({ ...first, failed: faults.length }, "candles not fetched");
  return faults;
}

function toBatches(
  { fromMs, toMs }: BarWindow,
  plan: WindowPlan,
  got: ReadonlyMap<string, FetchedBars>,
): readonly BarBatch[] {
  const { intervalMs } = plan.timeframe;
  const byOpenTime = new Map<number, { readonly symbol: string; readonly candle: Candle }[]>();
  for (let openTimeMs = fromMs; openTimeMs < toMs; openTimeMs += intervalMs) byOpenTime.set(openTimeMs, []);
  for (const symbol of plan.symbols) {
    for (const candle of got.get(symbol)?.bars ?? []) byOpenTime.get(candle.openTimeMs)?.push({ symbol, candle });
  }
  return [...byOpenTime]
    .filter(([, bars]) => bars.length > 0)
    .map(([openTimeMs, bars]) => ({ closeTimeMs: openTimeMs + intervalMs, bars }));
}
