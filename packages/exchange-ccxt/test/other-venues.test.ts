/** kraken, bybit and okx through the same door, each in the words of its own public answers. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BarBatch } from "@bottrader/ports";
import { expect, test } from "vitest";
import { openLiveCandles } from "../src/index.ts";

const START_MS = Date.UTC(2026, 2, 2, 10, 0, 0);
const MINUTE_MS = 60_000;
const rows = (values: (openTimeMs: number) => readonly (string | number)[]) =>
  [0, 1, 2].map((minute) => values(START_MS - (3 - minute) * MINUTE_MS));

type Case = {
  readonly symbol: string;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly market: readonly string[];
};

const bybitAnswer = (result: unknown) => ({ retCode: 0, retMsg: "OK", result, time: START_MS });
const okxAnswer = (data: unknown) => ({ code: "0", msg: "", data });

const CASES: Readonly<Record<string, Case>> = {
  kraken: {
    symbol: "BTC/USD",
    answers: {
      "/0/public/Time": { error: [], result: { unixtime: START_MS / 1_000, rfc1123: "" } },
      "/0/public/AssetPairs": {
        error: [],
        result: {
          XXBTZUSD: {
            altname: "XBTUSD",
            wsname: "XBT/USD",
            aclass_base: "currency",
            base: "XXBT",
            aclass_quote: "currency",
            quote: "ZUSD",
            pair_decimals: 1,
            cost_decimals: 5,
            lot_decimals: 8,
            lot_multiplier: 1,
            leverage_buy: [],
            leverage_sell: [],
            fees: [[0, 0.4]],
            fees_maker: [[0, 0.25]],
            fee_volume_currency: "ZUSD",
            ordermin: "0.0001",
            costmin: "0.5",
            tick_size: "0.1",
            status: "online",
          },
        },
      },
      "/0/public/OHLC": {
        error: [],
        result: {
          XXBTZUSD: rows((ms) => [ms / 1_000, "100", "102.5", "99.5", "101", "100.7", "3.5", 9]),
          last: START_MS / 1_000,
        },
      },
      "/0/public/Ticker": {
        error: [],
        result: {
          XXBTZUSD: {
            a: ["101.2", "1", "1.000"],
            b: ["101.1", "1", "1.000"],
            c: ["101.1", "0.1"],
            v: ["1", "2"],
            p: ["100", "100"],
            t: [1, 2],
            l: ["99", "99"],
            h: ["103", "103"],
            o: "100",
          },
        },
      },
    },
    market: ["0.1", "0.00000001", "0.0001", "0.5"],
  },
  bybit: {
    symbol: "BTC/USDT",
    answers: {
      "/v5/market/time": bybitAnswer({ timeSecond: String(START_MS / 1_000), timeNano: `${START_MS}000000` }),
      "/v5/market/instruments-info": bybitAnswer({
        category: "spot",
        list: [
          {
            symbol: "BTCUSDT",
            baseCoin: "BTC",
            quoteCoin: "USDT",
            innovation: "0",
            status: "Trading",
            marginTrading: "none",
            lotSizeFilter: {
              basePrecision: "0.000001",
              quotePrecision: "0.00000001",
              minOrderQty: "0.000048",
              maxOrderQty: "71",
              minOrderAmt: "5",
              maxOrderAmt: "2000000",
            },
            priceFilter: { tickSize: "0.1" },
          },
        ],
      }),
      "/v5/market/kline": bybitAnswer({
        category: "spot",
        symbol: "BTCUSDT",
        list: rows((ms) => [String(ms), "100", "102.5", "99.5", "101", "3.5", "350"]).toReversed(),
      }),
      "/v5/market/tickers": bybitAnswer({
        category: "spot",
        list: [
          {
            symbol: "BTCUSDT",
            bid1Price: "101.1",
            bid1Size: "2",
            ask1Price: "101.2",
            ask1Size: "1",
            lastPrice: "101.1",
            prevPrice24h: "100",
            price24hPcnt: "0.01",
            highPrice24h: "103",
            lowPrice24h: "99",
            turnover24h: "1",
            volume24h: "1",
          },
        ],
      }),
    },
    market: ["0.1", "0.000001", "0.000048", "5"],
  },
  okx: {
    symbol: "BTC/USDT",
    answers: {
      "/api/v5/public/time": okxAnswer([{ ts: String(START_MS) }]),
      "/api/v5/public/instruments": okxAnswer([
        {
          instType: "SPOT",
          instId: "BTC-USDT",
          baseCcy: "BTC",
          quoteCcy: "USDT",
          settleCcy: "",
          tickSz: "0.1",
          lotSz: "0.00000001",
          minSz: "0.00001",
          state: "live",
          category: "1",
          lever: "",
          ctVal: "",
          expTime: "",
          listTime: "1548133413000",
        },
      ]),
      "/api/v5/market/history-candles": okxAnswer(
        rows((ms) => [String(ms), "100", "102.5", "99.5", "101", "3.5", "350", "350", "1"]).toReversed(),
      ),
      "/api/v5/market/candles": okxAnswer(
        rows((ms) => [String(ms), "100", "102.5", "99.5", "101", "3.5", "350", "350", "1"]).toReversed(),
      ),
      "/api/v5/market/tickers": okxAnswer([
        {
          instType: "SPOT",
          instId: "BTC-USDT",
          last: "101.1",
          lastSz: "1",
          askPx: "101.2",
          askSz: "1",
          bidPx: "101.1",
          bidSz: "2",
          open24h: "100",
          high24h: "103",
          low24h: "99",
          volCcy24h: "1",
          vol24h: "1",
          ts: String(START_MS),
        },
      ]),
    },
    market: ["0.1", "0.00000001", "0.00001", "0"],
  },
};

test.each(Object.entries(CASES))("%s: markets, closed bars and best prices", async (exchange, venue) => {
  const unexpected: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://feed");
    const answer = venue.answers[pathname];
    if (answer === undefined) unexpected.push(pathname);
    response
      .writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" })
      .end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const clock = { now: START_MS, nowMs: () => clock.now };
  const opened = await openLiveCandles({
    exchange,
    symbols: [venue.symbol],
    timeframe: "1m",
    clock,
    sleep: async (ms) => {
      clock.now += ms;
    },
    log: { info: () => undefined, warn: () => undefined },
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  clock.now += 5_000;
  const source = opened.value;
  const [market] = source.markets;
  expect([market?.tick, market?.step, market?.sizeMin, market?.notionalMin].map((value) => value?.toFixed())).toEqual(
    venue.market,
  );
  const batches: BarBatch[] = [];
  for await (const batch of source.history(START_MS, 3)) batches.push(batch);
  expect(batches.map((batch) => batch.closeTimeMs)).toEqual([START_MS - 2 * MINUTE_MS, START_MS - MINUTE_MS, START_MS]);
  expect(batches[0]?.bars[0]).toMatchObject({
    symbol: venue.symbol,
    candle: { open: 100, high: 102.5, low: 99.5, close: 101, volume: 3.5 },
  });
  const quotes = await source.fetchQuotes([venue.symbol]);
  expect(quotes.ok && quotes.value.map(({ bid, ask }) => [bid.toFixed(), ask.toFixed()])).toEqual([["101.1", "101.2"]]);
  server.closeAllConnections();
  server.close();
  expect(unexpected).toEqual([]);
});
