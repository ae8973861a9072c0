/** Which candles the service reads: a recording, the exchange's public feed, or, labelled so, an invented market. */
import { setTimeout as sleep } from "node:timers/promises";
import { feesFor, type Settings } from "@bottrader/contracts";
import { timeframeMs } from "@bottrader/core";
import { type LiveCandles, openLiveCandles } from "@bottrader/exchange-ccxt";
import type { Logger } from "@bottrader/platform";
import type { CandleSource } from "@bottrader/ports";
import { describeCandleFileFault, openRecordedCandles, openSyntheticCandles } from "@bottrader/replay";

export type ChosenSource = {
  readonly source: CandleSource;
  /** Present on a live feed only. */
  readonly live: LiveCandles | null;
  /** Milliseconds of wall time between two batches; null is as fast as everything settles. */
  readonly paceMs: number | null;
};

const DEFAULT_BASES = ["BTC", "ETH", "SOL", "XRP", "DOGE", "ADA", "LINK", "AVAX"];
const SYNTHETIC_SPEED = 60;
const SYNTHETIC_SEED = 20_251_201;

const clock = { nowMs: () => Date.now() };
/** Ends at once when the service stops, without an error: whoever waits looks at the signal itself. */
const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
  sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);

/** Throws with everything that is wrong when no source can be had. `cursorMs` is where an earlier run of the session got to. */
export async function chooseSource(settings: Settings, log: Logger, cursorMs: number | null): Promise<ChosenSource> {
  if (settings.MARKET_SOURCE === "recorded") return recorded(settings, log);
  if (settings.MARKET_SOURCE === "synthetic") return synthetic(settings, cursorMs);
  const live = await tryLive(settings, log);
  if (live !== null) return live;
  // Invented prices must never move real money
  if (settings.MARKET_SOURCE === "live" || settings.TRADING_MODE === "live")
    throw new Error("the exchange's public feed cannot be reached");
  log.warn(
    "the exchange's public feed cannot be reached: a SYNTHETIC market is played instead; its prices mean nothing",
  );
  return synthetic(settings, cursorMs);
}

async function recorded(settings: Settings, log: Logger): Promise<ChosenSource> {
  const dir = settings.CANDLES_DIR ?? "";
  const wanted = settings.SIGNAL_TIMEFRAME === "auto" ? {} : { timeframe: settings.SIGNAL_TIMEFRAME };
  const opened = await openRecordedCandles({ dir, fees: (exchange) => feesFor(settings, exchange), ...wanted });
  if (!opened.ok) throw new Error(opened.error.map(describeCandleFileFault).join("\n"));
  const source = opened.value;
  const barMs = timeframeMs(source.timeframe);
  const missing = source.gaps.reduce((sum, { missingRows }) => sum + missingRows, 0);
  log.info(
    { timeframe: source.timeframe, symbols: source.markets.length, batches: source.batchesTotal, missing },
    "recording opened",
  );
  const speed = settings.REPLAY_SPEED === "max" ? null : Number(settings.REPLAY_SPEED);
  return { source, live: null, paceMs: speed === null || !barMs.ok ? null : barMs.value / speed };
}

function synthetic(settings: Settings, cursorMs: number | null): ChosenSource {
  const speed = settings.REPLAY_SPEED === "max" ? SYNTHETIC_SPEED : Number(settings.REPLAY_SPEED);
  const source = openSyntheticCandles({
    symbols: symbolsFor(settings),
    timeframe: settings.SIGNAL_TIMEFRAME === "auto" ? "1m" : settings.SIGNAL_TIMEFRAME,
    seed: SYNTHETIC_SEED,
    speed,
    startMs: syntheticOrigin(cursorMs, speed),
    fees: (exchange) => feesFor(settings, exchange),
    clock,
    sleep: wait,
  });
  if (!source.ok) throw new Error(source.error.join("; "));
  return { source: source.value, live: null, paceMs: null };
}

/** The moment at which invented and real time agree, chosen so that the market goes on where it stopped. */
function syntheticOrigin(cursorMs: number | null, speed: number): number {
  const nowMs = clock.nowMs();
  return cursorMs === null || speed === 1 ? nowMs : (cursorMs - nowMs * speed) / (1 - speed);
}

async function tryLive(settings: Settings, log: Logger): Promise<ChosenSource | null> {
  const live = await openLiveCandles({
    exchange: settings.EXCHANGE,
    symbols: symbolsFor(settings),
    timeframe: settings.SIGNAL_TIMEFRAME === "auto" ? "5m" : settings.SIGNAL_TIMEFRAME,
    clock,
    sleep: wait,
    log,
    ...(settings.EXCHANGE_BASE_URL === null ? {} : { baseUrl: settings.EXCHANGE_BASE_URL }),
    ...(settings.MAKER_FEE_PCT === null || settings.TAKER_FEE_PCT === null
      ? {}
      : { fees: feesFor(settings, settings.EXCHANGE) }),
  });
  if (live.ok) return { source: live.value, live: live.value, paceMs: null };
  log.warn({ exchange: settings.EXCHANGE, faults: live.error }, "public feed");
  if (live.error.some(({ code }) => code !== "UNREACHABLE"))
    throw new Error(live.error.map(({ detail }) => detail).join("; "));
  return null;
}

function symbolsFor(settings: Settings): readonly string[] {
  if (settings.SYMBOLS.length > 0) return settings.SYMBOLS;
  const quote = settings.EXCHANGE === "coinbase" || settings.EXCHANGE === "kraken" ? "USD" : "USDT";
  return DEFAULT_BASES.map((base) => `${base}/${quote}`);
}
