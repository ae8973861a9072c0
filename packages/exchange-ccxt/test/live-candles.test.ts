import { Decimal } from "@bottrader/core";
import type { BarBatch } from "@bottrader/ports";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LiveCandles, type LiveOptions, openLiveCandles, probeFeed } from "../src/index.ts";
import { barAt, type FeedServer, json, MINUTE_MS, START_MS, startFeedServer, testTime } from "./feed-server.ts";

let time = testTime();
let server: FeedServer;
let said: { readonly message: string; readonly fields: object }[] = [];

beforeEach(async () => {
  time = testTime(START_MS + 30_000);
  said = [];
  server = await startFeedServer(time.clock);
});

afterEach(async () => {
  await server.stop();
  if (server.unexpected.length > 0) throw new Error(`requests no exchange knows: ${server.unexpected.join(", ")}`);
});

const note = (fields: object, message: string) => void said.push({ message, fields });
const heard = (message: string) => said.filter((line) => line.message === message).map((line) => line.fields);

function options(changes: Partial<LiveOptions> = {}): LiveOptions {
  return {
    exchange: "coinbase",
    symbols: ["BTC/USD", "ETH/USD"],
    timeframe: "1m",
    clock: time.clock,
    sleep: time.sleep,
    random: () => 0.5,
    log: { info: note, warn: note },
    baseUrl: server.baseUrl,
    ...changes,
  };
}

async function open(changes: Partial<LiveOptions> = {}): Promise<LiveCandles> {
  const opened = await openLiveCandles(options(changes));
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  return opened.value;
}

const binance = { exchange: "binance", symbols: ["BTC/USDT", "ETH/USDT"] };

/** The first `count` batches, with the moment at which each came. */
async function take(source: LiveCandles, count: number, afterMs = START_MS) {
  const stop = new AbortController();
  const batches: (BarBatch & { readonly cameAtMs: number })[] = [];
  for await (const batch of source.batches(afterMs, stop.signal)) {
    batches.push({ ...batch, cameAtMs: time.clock.now });
    if (batches.length === count) stop.abort();
  }
  return batches;
}

const minutes = (batches: readonly BarBatch[]) => batches.map((batch) => (batch.closeTimeMs - START_MS) / MINUTE_MS);

describe.each([
  ["coinbase", {}],
  ["binance", binance],
] as const)("%s", (exchange, changes) => {
  test("bars come out once each, complete, when the exchange has closed them", async () => {
    const source = await open(changes);
    expect([source.kind, source.exchange, source.timeframe, source.batchesTotal]).toEqual([
      "live",
      exchange,
      "1m",
      null,
    ]);
    const batches = await take(source, 4, START_MS - 2 * MINUTE_MS);
    expect(minutes(batches)).toEqual([-1, 0, 1, 2]);
    for (const batch of batches) {
      expect(batch.bars.map((bar) => bar.symbol)).toEqual(source.markets.map((market) => market.symbol));
      expect(batch.cameAtMs).toBeGreaterThanOrEqual(batch.closeTimeMs + 2_000);
      const openTimeMs = batch.closeTimeMs - MINUTE_MS;
      expect(batch.bars[0]?.candle.openTimeMs).toBe(openTimeMs);
      expect(batch.bars[0]?.candle.close).toBeCloseTo(barAt(openTimeMs).close, 8);
    }
    expect(batches[3]?.cameAtMs).toBeLessThan(START_MS + 2 * MINUTE_MS + 5_000);
  });

  test("history ends at the given moment and is fetched in pages", async () => {
    const source = await open(changes);
    const untilMs = START_MS - 5 * MINUTE_MS + 1;
    const batches: BarBatch[] = [];
    for await (const batch of source.history(untilMs, 1_200)) batches.push(batch);
    expect(batches).toHaveLength(1_200);
    expect(batches.at(-1)?.closeTimeMs).toBe(START_MS - 5 * MINUTE_MS);
    expect(
      batches.every(
        (batch, index) => index === 0 || batch.closeTimeMs - (batches[index - 1]?.closeTimeMs ?? 0) === MINUTE_MS,
      ),
    ).toBe(true);
  });

  test("an answer that is not JSON, or not candles, is a fault and is asked for again", async () => {
    const source = await open(changes);
    server.answer(/candles|klines/, { status: 200, body: "<html>busy</html>" }, 2);
    server.answer(/candles|klines/, json({ unexpected: true }), 2);
    const [batch] = await take(source, 1, START_MS - MINUTE_MS);
    expect(batch?.bars).toHaveLength(2);
    expect(heard("candles not fetched")).toHaveLength(2);
    expect(heard("candles not fetched")[0]).toMatchObject({ code: "ANSWER_UNREADABLE", failed: 2 });
    expect(heard("candles not fetched")[1]).toMatchObject({ code: "ANSWER_UNREADABLE", failed: 2 });
  });

  test("5xx answers end nothing: the bars come when the exchange has recovered", async () => {
    const source = await open(changes);
    server.answer(/candles|klines/, { status: 503, body: "{}" }, 6);
    const batches = await take(source, 2, START_MS - MINUTE_MS);
    expect(minutes(batches)).toEqual([0, 1]);
    expect(heard("candles not fetched")[0]).toMatchObject({ code: "VENUE_ERROR" });
  });

  test("Retry-After is obeyed by every call (F40)", async () => {
    const source = await open(changes);
    server.answer(/candles|klines/, json({}, 429, { "retry-after": "90" }), 1);
    const askedAtMs = time.clock.now;
    const [batch] = await take(source, 1, START_MS - MINUTE_MS);
    expect(batch?.bars).toHaveLength(2);
    expect(batch?.cameAtMs).toBeGreaterThanOrEqual(askedAtMs + 90_000);
    expect(heard("candles not fetched")[0]).toMatchObject({ code: "RATE_LIMITED" });
  });

  test("best prices are stamped with the time of asking", async () => {
    const source = await open(changes);
    const quotes = await source.fetchQuotes(source.markets.map((market) => market.symbol));
    const told = quotes.ok ? quotes.value.map((quote) => [quote.bid.toFixed(), quote.ask.toFixed(), quote.atMs]) : [];
    expect(told).toEqual([
      ["100.41", "100.43", time.clock.now],
      ["100.41", "100.43", time.clock.now],
    ]);
  });
});

test("a minute without a trade is a gap that is counted, and the other symbols go on", async () => {
  const source = await open();
  server.missing.add(`ETH-USD ${START_MS + MINUTE_MS}`).add(`ETH-USD ${START_MS + 2 * MINUTE_MS}`);
  const batches = await take(source, 5, START_MS);
  expect(minutes(batches)).toEqual([1, 2, 3, 4, 5]);
  expect(batches.map((batch) => batch.bars.length)).toEqual([2, 1, 1, 2, 2]);
  expect(source.gaps()).toEqual([
    { symbol: "BTC/USD", gaps: 0, missingBars: 0 },
    { symbol: "ETH/USD", gaps: 1, missingBars: 2 },
  ]);
  expect(heard("candles missing")).toEqual([
    { symbol: "ETH/USD", missingBars: 2, fromMs: START_MS + MINUTE_MS, untilMs: START_MS + 3 * MINUTE_MS },
  ]);
});

test("a bar that comes a second late is waited for", async () => {
  const source = await open();
  const late = `ETH-USD ${START_MS}`;
  server.missing.add(late).add(`ETH-USD ${START_MS + MINUTE_MS}`);
  const sleep = time.slept.push.bind(time.slept);
  time.slept.push = (...ms) => {
    if (time.clock.now > START_MS + MINUTE_MS + 2_000) server.missing.clear();
    return sleep(...ms);
  };
  const [batch] = await take(source, 1, START_MS);
  expect(batch?.bars).toHaveLength(2);
});

test("one symbol that cannot be had is a gap, not a stop (P82)", async () => {
  const source = await open();
  server.answer(/ETH-USD\/candles/, { status: 500, body: "oops" }, Number.POSITIVE_INFINITY);
  const batches = await take(source, 2, START_MS);
  expect(batches.map((batch) => batch.bars.map((bar) => bar.symbol))).toEqual([["BTC/USD"], ["BTC/USD"]]);
  expect(heard("no candles to be had")[0]).toMatchObject({ symbols: ["ETH/USD"] });
});

test("a row that is not a candle is refused and named, the others are used; NaN never comes out (P82)", async () => {
  const source = await open({ symbols: ["BTC/USD"] });
  const at = (minute: number, close: string) => {
    return { start: String(START_MS / 1_000 + minute * 60), low: "1", high: "3", open: "2", close, volume: "1" };
  };
  time.clock.now += 5 * MINUTE_MS;
  server.answer(/candles/, json({ candles: [at(2, "2.5"), at(1, "NaN"), at(0, "2")] }), Number.POSITIVE_INFINITY);
  const batches = await take(source, 2, START_MS);
  expect(batches.map((batch) => batch.bars[0]?.candle.close)).toEqual([2, 2.5]);
  expect(JSON.stringify(heard("candles refused"))).toContain("not a number");
});

test("a timeframe the exchange lacks is made from the coarsest that divides it", async () => {
  const source = await open({ timeframe: "4h", symbols: ["BTC/USD"] });
  const batches: BarBatch[] = [];
  for await (const batch of source.history(START_MS, 3)) batches.push(batch);
  expect(batches.map((batch) => batch.closeTimeMs % (240 * MINUTE_MS))).toEqual([0, 0, 0]);
  expect(server.requests.at(-1)).toContain("TWO_HOUR");
  const bar = batches[1]?.bars[0]?.candle;
  expect(bar?.volume).toBeCloseTo(240 * 1.5, 6);
  expect(bar?.high).toBeCloseTo(barAt(bar?.openTimeMs ?? 0, 240 * MINUTE_MS).high, 8);
});

test("bars are judged by the exchange's clock, not by ours (F42)", async () => {
  server.answer(/time/, json({ epochSeconds: String((START_MS - 30_000) / 1_000) }));
  const source = await open();
  expect(heard("this machine's clock differs from the exchange's")).toEqual([{ offsetMs: -60_000 }]);
  const [batch] = await take(source, 1, START_MS - 2 * MINUTE_MS);
  expect(minutes(batch === undefined ? [] : [batch])).toEqual([-1]);
});

test("markets: increments that are not powers of ten, minimums, fees", async () => {
  const [odd] = (await open({ symbols: ["ODD/USD"] })).markets;
  const told = (value: Decimal | undefined) => value?.toFixed();
  expect([odd?.base, odd?.quote, told(odd?.tick), told(odd?.step), told(odd?.sizeMin), told(odd?.notionalMin)]).toEqual(
    ["ODD", "USD", "0.0005", "2.5", "26.7187147229469674", "1"],
  );
  expect(odd?.takerFeeRatio.gt(0)).toBe(true);
  const fees = { maker: new Decimal("0.001"), taker: new Decimal("0.002") };
  const [btc] = (await open({ ...binance, fees })).markets;
  expect([told(btc?.tick), told(btc?.step), told(btc?.notionalMin), told(btc?.takerFeeRatio)]).toEqual([
    "0.01",
    "0.00001",
    "5",
    "0.002",
  ]);
});

test("unknown and inactive symbols are all named, as are an unknown exchange and a timeframe out of reach", async () => {
  const opened = await openLiveCandles(options({ symbols: ["BTC/USD", "NOPE/USD", "GONE/USD", "BTC/EUR"] }));
  expect(opened.ok ? [] : opened.error.map((fault) => [fault.code, fault.detail])).toEqual([
    ["SYMBOL_UNKNOWN", "coinbase has no spot market NOPE/USD among its 4"],
    ["SYMBOL_INACTIVE", "GONE/USD"],
    ["SYMBOL_UNKNOWN", "coinbase has no spot market BTC/EUR among its 4"],
  ]);
  const elsewhere = await openLiveCandles(options({ exchange: "mtgox" }));
  expect(elsewhere.ok ? null : elsewhere.error[0]?.code).toBe("EXCHANGE_UNSUPPORTED");
  const finer = await openLiveCandles(options({ timeframe: "30s" }));
  expect(finer.ok ? null : finer.error[0]?.code).toBe("TIMEFRAME_UNSUPPORTED");
});

describe("the probe", () => {
  test("says that the feed is there", async () => {
    expect(await probeFeed(options(binance))).toEqual({ ok: true, value: { offsetMs: 0 } });
  });

  test("a refused connection is unreachable at once", async () => {
    const started = performance.now();
    const probed = await probeFeed(options({ baseUrl: "http://127.0.0.1:1" }));
    expect(probed.ok ? null : probed.error).toMatchObject({ code: "UNREACHABLE", retryable: true });
    const opened = await openLiveCandles(options({ baseUrl: "http://127.0.0.1:1" }));
    expect(opened.ok ? null : opened.error[0]?.code).toBe("UNREACHABLE");
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  test("a server that does not answer is unreachable within five seconds", async () => {
    server.answer(/time/, "stall");
    const started = performance.now();
    const probed = await probeFeed(options());
    expect(probed.ok ? null : probed.error.code).toBe("UNREACHABLE");
    expect(performance.now() - started).toBeLessThan(5_500);
  });
});

test("an abort ends the run while it sleeps and while it waits for an answer", async () => {
  const whileSleeping = new AbortController();
  const source = await open({
    symbols: ["BTC/USD"],
    sleep: async (_, signal) => {
      expect(signal).toBe(whileSleeping.signal);
      whileSleeping.abort();
    },
  });
  expect((await source.batches(START_MS, whileSleeping.signal)[Symbol.asyncIterator]().next()).done).toBe(true);
  const whileAsking = new AbortController();
  server.answer(/candles/, "stall");
  const started = performance.now();
  const asking = source
    .batches(START_MS - MINUTE_MS, whileAsking.signal)
    [Symbol.asyncIterator]()
    .next();
  while (server.requests.filter((url) => url.includes("candles")).length < 1)
    await new Promise((resolve) => setImmediate(resolve));
  whileAsking.abort();
  expect((await asking).done).toBe(true);
  expect(performance.now() - started).toBeLessThan(4_000);
});
