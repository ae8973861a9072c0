/**
 * A made-up market for a machine without network and without recordings. It calls itself synthetic wherever it is shown.
 *
 * Invariants
 * 1. The same seed, symbol and time give the same bar, in history and live, in this run and in any other.
 * 2. Every symbol has every bar, and a bar is given only once its market time has passed.
 */
import type { Fees } from "@bottrader/contracts";
import { Decimal, err, type Market, ok, price, qty, quote, type Result, timeframeMs } from "@bottrader/core";
import type { BarBatch, CandleSource, Clock } from "@bottrader/ports";
import { scaledClock } from "./scaled-clock.ts";
import { syntheticBars } from "./synthetic-bars.ts";
import { MINUTE_MS, type SyntheticSymbol } from "./synthetic-day.ts";

/** Resolves after `ms` of real time, or at once when `signal` aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export type SyntheticOptions = {
  /** Unified names, `BTC/USD`, all of one quote currency. */
  readonly symbols: readonly string[];
  readonly timeframe: string;
  readonly seed: number;
  /** Market time that passes for each real millisecond; Infinity never waits. */
  readonly speed: number;
  /** Real moment at which market time and real time are the same; a restart passes the same one again. */
  readonly startMs: number;
  readonly fees: (exchange: string) => Fees;
  readonly clock: Clock;
  readonly sleep: Sleep;
};

export type SyntheticCandles = CandleSource & { readonly kind: "synthetic" };

const EXCHANGE = "synthetic";
const SYMBOL = /^([A-Z0-9]+)\/([A-Z0-9]+)$/;
const KNOWN_PRICES: Readonly<Record<string, number>> = {
  BTC: 60_000,
  ETH: 3_000,
  BNB: 500,
  SOL: 150,
  LTC: 80,
  AVAX: 30,
  LINK: 15,
  XRP: 0.6,
  ADA: 0.45,
  DOGE: 0.12,
};

/** Faults, all at once: a symbol or a timeframe that no market can be made for. */
export function openSyntheticCandles(options: SyntheticOptions): Result<SyntheticCandles, readonly string[]> {
  const interval = timeframeMs(options.timeframe);
  const isMinutes = interval.ok && interval.value % MINUTE_MS === 0;
  const faults = options.symbols
    .filter((symbol) => !SYMBOL.test(symbol))
    .map((symbol) => `symbol "${symbol}" is not BASE/QUOTE`);
  if (options.symbols.length === 0) faults.push("symbols: at least one is needed");
  if (!isMinutes) faults.push(`timeframe "${options.timeframe}" is not whole minutes`);
  if (!(options.speed > 0)) faults.push(`speed ${options.speed} is not above 0`);
  if (faults.length > 0 || !interval.ok) return err(faults);
  return ok(syntheticCandles(options, interval.value));
}

function syntheticCandles(options: SyntheticOptions, intervalMs: number): SyntheticCandles {
  const { speed, sleep } = options;
  const symbols = [...new Set(options.symbols)].map((symbol) => describeSymbol(symbol, options.seed));
  const fees = options.fees(EXCHANGE);
  const market = scaledClock({ clock: options.clock, originMs: options.startMs, speed });
  return {
    kind: "synthetic",
    exchange: EXCHANGE,
    timeframe: options.timeframe,
    markets: symbols.map((symbol) => syntheticMarket(symbol, fees)),
    batchesTotal: null,
    // There are no gaps: a span of `count` intervals holds that many closings, and nothing needs to be kept back
    async *history(untilMs, count) {
      for (const batch of lockstep(symbols, { intervalMs, afterMs: untilMs - count * intervalMs })) {
        if (batch.closeTimeMs > untilMs) return;
        yield batch;
      }
    },
    async *batches(afterMs, signal) {
      for (const batch of lockstep(symbols, { intervalMs, afterMs })) {
        while (!signal.aborted && market.nowMs() < batch.closeTimeMs) {
          await sleep(Math.max(1, Math.ceil((batch.closeTimeMs - market.nowMs()) / speed)), signal);
        }
        if (signal.aborted) return;
        yield batch;
      }
    },
  };
}

/** The bars of all symbols side by side: they share one grid and have no gaps. */
function* lockstep(
  symbols: readonly SyntheticSymbol[],
  span: { readonly intervalMs: number; readonly afterMs: number },
): Generator<BarBatch, never, undefined> {
  const series = symbols.map((symbol) => ({ symbol: symbol.symbol, bars: syntheticBars(symbol, span) }));
  for (;;) {
    const bars = series.map(({ symbol, bars: next }) => ({ symbol, candle: next.next().value }));
    const openTimeMs = bars[0]?.candle.openTimeMs ?? Number.POSITIVE_INFINITY;
    yield { closeTimeMs: openTimeMs + span.intervalMs, bars };
  }
}

function describeSymbol(symbol: string, seed: number): SyntheticSymbol {
  const [base = ""] = symbol.split("/");
  const basePrice = KNOWN_PRICES[base] ?? 1;
  return { seed, symbol, basePrice, priceDecimals: Math.max(0, 6 - Math.floor(Math.log10(basePrice))) };
}

/** Seven significant digits of price, and size steps worth about a cent. */
function syntheticMarket({ symbol, basePrice, priceDecimals }: SyntheticSymbol, fees: Fees): Market {
  const [base = "", quoteCurrency = ""] = symbol.split("/");
  const step = qty(new Decimal(10).pow(-2 - Math.ceil(Math.log10(basePrice))));
  return {
    symbol,
    base,
    quote: quoteCurrency,
    tick: price(new Decimal(10).pow(-priceDecimals)),
    step,
    sizeMin: step,
    notionalMin: quote(10),
    makerFeeRatio: fees.maker,
    takerFeeRatio: fees.taker,
  };
}
