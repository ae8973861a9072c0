/** What differs between the exchanges where public data is concerned, as found by reading ccxt's requests. */
import { z } from "zod";

export type VenueProfile = {
  readonly exchange: string;
  /** Settings for ccxt's constructor: read spot markets and nothing else. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Candles of one request that the exchange gives in full. */
  readonly pageBars: number;
  readonly candlePath: RegExp;
  /** Form of a candle answer. ccxt takes an answer of another form for one without candles. */
  readonly candleAnswer: z.ZodType;
  /** How best prices of several symbols are asked for. coinbase gives them one symbol at a time without a key. */
  readonly quotes: "fetchTicker" | "fetchTickers" | "fetchBidsAsks";
};

const list = z.array(z.unknown());
const spotOnly = { fetchMarkets: { types: ["spot"] } };

const PROFILES: readonly VenueProfile[] = [
  {
    exchange: "coinbase",
    // The older time endpoint, ccxt's choice, has an hourly budget and delays the request after it
    options: { fetchTime: "v3PublicGetBrokerageTime" },
    pageBars: 300,
    candlePath: /\/candles\?/,
    candleAnswer: z.object({ candles: list }),
    quotes: "fetchTicker",
  },
  {
    exchange: "binance",
    options: spotOnly,
    pageBars: 1_000,
    candlePath: /\/klines\?/,
    candleAnswer: list,
    quotes: "fetchBidsAsks",
  },
  {
    exchange: "kraken",
    options: {},
    pageBars: 700,
    candlePath: /\/OHLC\?/,
    candleAnswer: z.object({ result: z.record(z.string(), z.unknown()) }),
    quotes: "fetchTickers",
  },
  {
    exchange: "bybit",
    options: spotOnly,
    pageBars: 1_000,
    candlePath: /\/kline\?/,
    candleAnswer: z.object({ result: z.object({ list }) }),
    quotes: "fetchTickers",
  },
  {
    exchange: "okx",
    options: spotOnly,
    pageBars: 300,
    candlePath: /\/(history-)?candles\?/,
    candleAnswer: z.object({ data: list }),
    quotes: "fetchTickers",
  },
];

export const LIVE_EXCHANGES: readonly string[] = PROFILES.map((profile) => profile.exchange);

export function venueProfile(exchange: string): VenueProfile | null {
  return PROFILES.find((profile) => profile.exchange === exchange) ?? null;
}
