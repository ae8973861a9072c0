/**
 * An exchange's public candles as a source of bars.
 *
 * Invariants
 * 1. Only bars that are closed by the exchange's clock come out, oldest first, each once.
 * 2. What the exchange does not give is a gap: counted, said, and never filled.
 * 3. Faults of the feed end nothing: `batches` goes on until its signal. They are told in the log.
 */
import type { Fees } from "@bottrader/contracts";
import { err, type Market, ok, type QuoteTick, type Result } from "@bottrader/core";
import type { BarBatch, CandleSource } from "@bottrader/ports";
import { callOptions, connectVenue, measureClock, type Venue, type VenueOptions } from "./connect-venue.ts";
import type { FeedFault } from "./feed-fault.ts";
import type { FeedLog, Sleep } from "./feed-gate.ts";
import { type FeedTimeframe, feedTimeframe } from "./feed-timeframe.ts";
import { type BarWindow, barsPerRequest } from "./fetch-bars.ts";
import { fetchQuotes } from "./fetch-quotes.ts";
import { fetchWindow } from "./fetch-window.ts";
import { GapLog, type LiveGaps } from "./gap-log.ts";
import { indexMarkets, readMarket } from "./read-market.ts";

export type LiveOptions = VenueOptions & {
  /** Unified names, `BTC/USD`. */
  readonly symbols: readonly string[];
  readonly timeframe: string;
  /** Wins over the fees the exchange publishes for its first tier. */
  readonly fees?: Fees;
};

export type LiveCandles = CandleSource & {
  readonly kind: "live";
  /** Bars that have not come since `batches` began. */
  gaps(): readonly LiveGaps[];
  /** Best prices now, stamped with our time of asking; a symbol without both prices is left out. */
  fetchQuotes(symbols: readonly string[]): Promise<Result<readonly QuoteTick[], FeedFault>>;
};

/** Trades reach an exchange's candles a little after the bar has closed. */
const SETTLE_MS = 2_000;
const MARKETS_ATTEMPTS_MAX = 3;
const HISTORY_ATTEMPTS_MAX = 5;
const CLOCK_AGE_MAX_MS = 3_600_000;

/**
 * Connects to the exchange and reads its markets. Every fault at once; the first request says within five seconds whether the
 * exchange is there at all (`UNREACHABLE`).
 */
export async function openLiveCandles(options: LiveOptions): Promise<Result<LiveCandles, readonly FeedFault[]>> {
  const connected = await connectVenue(options);
  if (!connected.ok) return err([connected.error]);
  const venue = connected.value;
  const timeframe = feedTimeframe(options.timeframe, Object.keys(venue.client.timeframes));
  if (!timeframe.ok) return err([timeframe.error]);
  const reached = await measureClock(venue, options.log);
  if (!reached.ok) return err([reached.error]);
  const markets = await loadMarkets(venue, options);
  if (!markets.ok) return markets;
  return ok(liveCandles(venue, { ...options, timeframe: timeframe.value, markets: markets.value }));
}

async function loadMarkets(
  venue: Venue,
  options: LiveOptions,
): Promise<Result<readonly Market[], readonly FeedFault[]>> {
  const answer = await venue.gate.call(() => venue.client.fetchMarkets(), callOptions(MARKETS_ATTEMPTS_MAX));
  if (!answer.ok) return err([answer.error]);
  const listed = indexMarkets(answer.value);
  const markets: Market[] = [];
  const rows: unknown[] = [];
  const faults: FeedFault[] = [];
  for (const symbol of new Set(options.symbols)) {
    const row = listed.get(symbol);
    const detail = `${venue.profile.exchange} has no spot market ${symbol} among its ${listed.size}`;
    const market: Result<Market, FeedFault> =
      row === undefined
        ? err({ code: "SYMBOL_UNKNOWN", retryable: false, detail })
        : readMarket(row, options.fees ?? null);
    if (market.ok) {
      markets.push(market.value);
      rows.push(row);
    } else faults.push(market.error);
  }
  if (faults.length > 0) return err(faults);
  // The client keeps the few markets in use; an exchange's whole list takes tens of megabytes
  venue.client.setMarkets(rows);
  return ok(markets);
}

type Feed = {
  readonly venue: Venue;
  readonly timeframe: FeedTimeframe;
  readonly symbols: readonly string[];
  readonly log: FeedLog;
  readonly sleep: Sleep;
};

function liveCandles(
  venue: Venue,
  {
    markets,
    timeframe,
    log,
    sleep,
  }: Omit<LiveOptions, "timeframe"> & { timeframe: FeedTimeframe; markets: readonly Market[] },
): LiveCandles {
  const gaps = new GapLog(timeframe.intervalMs, log);
  const feed: Feed = { venue, timeframe, symbols: markets.map((market) => market.symbol), log, sleep };
  return {
    kind: "live",
    exchange: venue.profile.exchange,
    timeframe: timeframe.timeframe,
    markets,
    batchesTotal: null,
    history: (untilMs, count) => readHistory(feed, untilMs, count),
    batches: (afterMs, signal) => followFeed(feed, { afterMs, signal, gaps }),
    gaps: () => gaps.list(),
    fetchQuotes: (symbols) => fetchQuotes(symbols, venue),
  };
}

async function* readHistory(feed: Feed, untilMs: number, count: number): AsyncGenerator<BarBatch, void, undefined> {
  const { intervalMs } = feed.timeframe;
  const endMs = Math.min(floorTo(untilMs, intervalMs), settledMs(feed));
  for (const window of windows(feed, { fromMs: endMs - count * intervalMs, toMs: endMs })) {
    yield* (await fetchWindow(window, { ...feed, attemptsMax: HISTORY_ATTEMPTS_MAX })) ?? [];
  }
}

type Following = { readonly afterMs: number; readonly signal: AbortSignal; readonly gaps: GapLog };

async function* followFeed(
  feed: Feed,
  { afterMs, signal, gaps }: Following,
): AsyncGenerator<BarBatch, void, undefined> {
  const { venue, log, sleep } = feed;
  const { intervalMs } = feed.timeframe;
  let doneMs = floorTo(afterMs, intervalMs);
  let clockSetMs = venue.clock.nowMs();
  while (!signal.aborted) {
    const endMs = settledMs(feed);
    if (endMs <= doneMs) {
      await sleep(doneMs + intervalMs + SETTLE_MS - venue.clock.nowMs(), signal);
      continue;
    }
    if (venue.clock.nowMs() - clockSetMs > CLOCK_AGE_MAX_MS) {
      await measureClock(venue, log);
      clockSetMs = venue.clock.nowMs();
    }
    for (const window of windows(feed, { fromMs: doneMs, toMs: endMs })) {
      const batches = await fetchWindow(window, { ...feed, signal, attemptsMax: Number.POSITIVE_INFINITY });
      for (const batch of batches ?? []) {
        if (signal.aborted) return;
        for (const { symbol, candle } of batch.bars) gaps.note(symbol, candle.openTimeMs);
        yield batch;
      }
      doneMs = window.toMs;
    }
  }
}

/** End of the newest bar that the exchange has had time to complete. */
function settledMs({ venue, timeframe }: Feed): number {
  return floorTo(venue.clock.nowMs() - SETTLE_MS, timeframe.intervalMs);
}

/** Cuts a span into windows of one request a symbol: memory stays bounded however far back it begins. */
function* windows(feed: Feed, { fromMs, toMs }: BarWindow): Generator<BarWindow, void, undefined> {
  const spanMs = barsPerRequest(feed.venue, feed.timeframe) * feed.timeframe.intervalMs;
  for (let startMs = fromMs; startMs < toMs; startMs += spanMs) {
    yield { fromMs: startMs, toMs: Math.min(startMs + spanMs, toMs) };
  }
}

const floorTo = (atMs: number, intervalMs: number): number => Math.floor(atMs / intervalMs) * intervalMs;
