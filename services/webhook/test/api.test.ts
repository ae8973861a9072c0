import { Decimal, type Market, price, qty, quote } from "@bottrader/core";
import type { OrderQuery, Page, PageQuery } from "@bottrader/ports";
import { afterEach, describe, expect, test } from "vitest";
import { positionView, signalOf } from "../src/http/views.ts";
import { intentRecord, orderRecord, positionRecord, tradeRecord } from "./records.ts";
import { type Given, NOW_MS, OPERATOR_TOKEN, openServer, type UnderTest } from "./server-under-test.ts";

const opened: UnderTest[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function get(url: string, given: Given = {}) {
  const server = await openServer(given);
  opened.push(server);
  return server.app.inject({ url: `/api/v1${url}`, headers: { authorization: `Bearer ${OPERATOR_TOKEN}` } });
}

/** A read that notes what it was asked and answers one page. */
function noted<Q, T>(items: readonly T[], next: Page<T>["next"] = null) {
  const asked: Q[] = [];
  return {
    asked,
    read: async (query: Q): Promise<Page<T>> => {
      asked.push(query);
      return { items, next };
    },
  };
}

describe("pages", () => {
  test("are newest first with a cursor that gives the next page", async () => {
    const next = { atMs: NOW_MS, id: "int_1" };
    const intents = noted<PageQuery, typeof intentRecord>([intentRecord], next);
    const first = await get("/intents?limit=1", { reads: { intents: intents.read } });
    expect(first.statusCode).toBe(200);
    expect(first.json().items[0]).toMatchObject({ intentId: intentRecord.intent.intentId, state: "executed" });
    await get(`/intents?cursor=${encodeURIComponent(first.json().cursor)}`, { reads: { intents: intents.read } });
    expect(intents.asked).toEqual([{ limit: 1 }, { limit: 100, after: next }]);
  });

  test("the last one has no cursor", async () => {
    const intents = noted<PageQuery, typeof intentRecord>([]);
    expect((await get("/intents", { reads: { intents: intents.read } })).json()).toEqual({ items: [], cursor: null });
  });

  test("can be narrowed by symbol, time and, for orders, to those that work", async () => {
    const orders = noted<OrderQuery, typeof orderRecord>([orderRecord]);
    const answer = await get("/orders?symbol=BTC%2FUSDT&since=2025-12-01T00:00:00Z&working=true", {
      reads: { orders: orders.read },
    });
    expect(orders.asked).toEqual([{ limit: 100, symbol: "BTC/USDT", sinceMs: Date.UTC(2025, 11, 1), working: true }]);
    expect(answer.json().items[0]).toMatchObject({
      clientOrderId: orderRecord.clientOrderId,
      size: "0.00000001",
      limitPrice: "90000.1",
      stopPrice: null,
      reason: "webhook",
    });
  });

  test.each([
    ["limit=0", "limit"],
    ["limit=1001", "limit"],
    ["limit=many", "limit"],
    ["since=yesterday", "since"],
    ["cursor=the-first-one", "cursor"],
    ["cursor=", "cursor"],
    [`symbol=${"x".repeat(41)}`, "symbol"],
  ])("%s is refused, naming %s", async (query, field) => {
    for (const path of ["/intents", "/orders", "/trades", "/alerts"]) {
      const answer = await get(`${path}?${query}`);
      expect(answer.statusCode).toBe(400);
      expect(answer.json().error.fields.map((fault: { field: string }) => fault.field)).toEqual([field]);
    }
  });

  test("every faulty parameter is named at once", async () => {
    const answer = await get("/orders?limit=0&since=never&cursor=x&working=perhaps");
    const fields: readonly string[] = answer.json().error.fields.map(({ field }: { field: string }) => field);
    expect(fields.toSorted()).toEqual(["cursor", "limit", "since", "working"]);
  });
});

describe("records", () => {
  test("trades carry trigger, reason and decimals as text", async () => {
    const trades = noted<PageQuery, typeof tradeRecord>([tradeRecord]);
    const [trade] = (await get("/trades", { reads: { trades: trades.read } })).json().items;
    expect(trade).toMatchObject({
      exitReason: "BRACKET_SL",
      trigger: "score",
      pnl: "-10.4",
      size: "2",
      holdMs: 60_000,
    });
  });

  test("alerts keep the key that tells repeats apart to themselves", async () => {
    const record = {
      alertId: "alert_1",
      source: "default",
      receivedAtMs: NOW_MS,
      dedupKey: "key",
      dedupUntilMs: NOW_MS,
      symbol: "BTC/USDT",
      action: "buy",
      intentId: "int_1",
    } as const;
    const answer = await get("/alerts", { reads: { alerts: noted<PageQuery, typeof record>([record]).read } });
    expect(answer.json().items[0]).toMatchObject({ alertId: "alert_1", receivedAt: "2025-12-01T10:00:00.000Z" });
    expect(answer.body).not.toContain("dedupKey");
  });

  test("the story of an intent, or 404", async () => {
    const story = { alert: null, intent: intentRecord, bracketDecisions: [], orders: [] };
    const found = await get("/intents/int_1", { reads: { intentStory: async () => story } });
    expect(found.json().intent.state).toBe("executed");
    const missing = await get("/intents/int_2", { reads: { intentStory: async () => null } });
    expect([missing.statusCode, missing.json().error.code]).toEqual([404, "NOT_FOUND"]);
  });

  test("the equity curve as decimal text", async () => {
    const point = {
      atMs: NOW_MS,
      cash: quote("1"),
      realised: quote("0"),
      unrealised: quote("0"),
      equity: quote("10000.01"),
    };
    const answer = await get("/equity?limit=2", { reads: { equity: async () => [point] } });
    expect(answer.json()).toEqual([{ at: "2025-12-01T10:00:00.000Z", equity: "10000.01" }]);
  });

  test("candles with the session's timeframe", async () => {
    const candle = { openTimeMs: 0, open: 1, high: 3, low: 0.5, close: 2, volume: 9 };
    const answer = await get("/candles?symbol=BTC%2FUSDT&limit=5", { reads: { candles: async () => [candle] } });
    expect(answer.json()).toEqual({ symbol: "BTC/USDT", timeframe: "1m", rows: [[0, 1, 3, 0.5, 2, 9]] });
    expect((await get("/candles")).statusCode).toBe(400);
  });

  test("last signals with the scores at which a side acts", async () => {
    const row = {
      symbol: "BTC/USDT",
      timeframe: "1m",
      openTimeMs: 60_000,
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: 0,
      buyScore: 0,
      sellScore: 0,
      action: "hold",
      trigger: null,
      record: null,
    } as const;
    const answer = await get("/signals", { reads: { lastSignals: async () => [row] } });
    expect(answer.json()).toEqual([{ ...signalOf(row), target: { buy: 5.5, sell: 5.5 } }]);
  });

  test("status", async () => {
    expect((await get("/status")).json()).toMatchObject({ tradingState: "active", tradingMode: "paper" });
  });
});

describe("before the market session is known", () => {
  test.each(["/account", "/exclusions", "/locks", "/performance"])(
    "%s is 503 with Retry-After, not a guess",
    async (path) => {
      const answer = await get(path, { reads: { equity: async () => [] } });
      expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "5"]);
    },
  );

  test("a store that fails is 503 without details", async () => {
    const answer = await get("/unmatched", {
      reads: { unmatched: async () => Promise.reject(new Error("pg: 10.0.0.7")) },
    });
    expect(answer.statusCode).toBe(503);
    expect(answer.body).not.toContain("10.0.0.7");
  });

  test.each([
    ["/trading-state", { state: "sleepy" }],
    ["/trading-state", {}],
    ["/flatten", { symbol: 5 }],
    ["/unmatched/trade-9/resolve", { note: " " }],
  ])("POST %s %j is refused", async (path, payload) => {
    const server = await openServer();
    opened.push(server);
    const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
    const answer = await server.app.inject({ method: "POST", url: `/api/v1${path}`, payload, headers });
    expect([answer.statusCode, answer.json().error.fields.length]).toEqual([400, 1]);
  });
});

describe("a position", () => {
  const market: Market = {
    symbol: "BTC/USDT",
    base: "BTC",
    quote: "USDT",
    tick: price("0.01"),
    step: qty("0.00001"),
    sizeMin: qty("0.00001"),
    notionalMin: quote("5"),
    makerFeeRatio: new Decimal("0.001"),
    takerFeeRatio: new Decimal("0.01"),
  };
  const deskAt = (bid: string | null): Parameters<typeof positionView>[0] => ({
    exchange: {
      quote: () => (bid === null ? null : { symbol: "BTC/USDT", bid: price(bid), ask: price(bid), atMs: NOW_MS }),
      market: () => market,
    } as unknown as Parameters<typeof positionView>[0]["exchange"],
  });

  test("P32: is worth what it could be sold for now, net of the fee", () => {
    // 2 sold at 110 less 1 % are 217.8; they cost 202, so 15.8 are gained: 15.8 / 202
    const view = positionView(deskAt("110"), positionRecord, undefined);
    expect(view).toMatchObject({ bid: "110", pnl: "15.80000000", costPrice: "101", size: "2" });
    expect(view.pnlPct).toBeCloseTo(15.8 / 202, 12);
    expect(view.protection).toEqual({ kind: "oco", stop: "95", target: "110" });
  });

  test("P48: has no profit, rather than zero, while there is no price", () => {
    const view = positionView(deskAt(null), positionRecord, undefined);
    expect([view.bid, view.pnl, view.pnlPct]).toEqual([null, null, null]);
  });

  test("shows the trailing stop of its exit plan", () => {
    const plan = {
      positionId: "pos_1",
      symbol: "BTC/USDT",
      state: { trailing: { stop: "104.5" } },
      verdicts: [],
      asOfMs: NOW_MS,
    };
    expect(positionView(deskAt("110"), positionRecord, plan).trailingStop).toBe("104.5");
    expect(positionView(deskAt("110"), positionRecord, { ...plan, state: { trailing: null } }).trailingStop).toBeNull();
  });
});
