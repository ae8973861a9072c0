import type { MarketBars, MarketQuotes, MarketSession } from "@bottrader/contracts";
import { afterEach, describe, expect, test } from "vitest";
import {
  fakeRoom,
  type Given,
  INTERNAL_TOKEN,
  OPERATOR_TOKEN,
  openServer,
  type UnderTest,
} from "./server-under-test.ts";

const opened: UnderTest[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function serverWith(parts: Given["parts"] = {}): Promise<UnderTest> {
  const server = await openServer({ parts });
  opened.push(server);
  return server;
}

const session: MarketSession = {
  session: "live",
  source: "recorded",
  exchange: "binance",
  timeframe: "1m",
  markets: [
    {
      symbol: "BTC/USDT",
      tick: "0.01",
      step: "0.00001",
      sizeMin: "0.00001",
      notionalMin: "5",
      makerFeeRatio: "0.001",
      takerFeeRatio: "0.001",
    },
  ],
};
const bar = { symbol: "BTC/USDT", openTimeMs: 0, open: "1", high: "2", low: "1", close: "2", volume: "3" };
const bars: MarketBars = { session: "live", closeTimeMs: 60_000, bars: [bar] };
const quotes: MarketQuotes = { session: "live", quotes: [{ symbol: "BTC/USDT", bid: "1", ask: "2", atMs: 1 }] };

const CALLS = [
  ["PUT", "session", session],
  ["POST", "bars", bars],
  ["POST", "quotes", quotes],
] as const;
type Call = { method: "PUT" | "POST"; path: string; payload: unknown; token?: string };

const call = (server: UnderTest, { method, path, payload, token = INTERNAL_TOKEN }: Call) =>
  server.app.inject({
    method,
    url: `/internal/v1/market/${path}`,
    headers: { "content-type": "application/json", "x-internal-token": token },
    payload: JSON.stringify(payload),
  });

describe.each(CALLS)("%s market/%s", (method, path, payload) => {
  test.each(["", "wrong", OPERATOR_TOKEN])("is for the signal service only, not for %j", async (token) => {
    const answer = await call(await serverWith({ room: () => fakeRoom() }), { method, path, payload, token });
    expect([answer.statusCode, answer.json().error.code]).toEqual([401, "INTERNAL_ONLY"]);
  });

  test("without any token it is refused before the body is read", async () => {
    const server = await serverWith();
    const answer = await server.app.inject({
      method,
      url: `/internal/v1/market/${path}`,
      payload: "x".repeat(2_000_000),
    });
    expect(answer.statusCode).toBe(401);
  });

  test("refuses what is malformed, naming the field", async () => {
    const answer = await call(await serverWith(), { method, path, payload: { session: 5 } });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.message).toContain("session:");
  });

  test("takes at most a megabyte", async () => {
    const answer = await call(await serverWith(), { method, path, payload: "x".repeat(1_048_577) });
    expect([answer.statusCode, answer.json().error.code]).toEqual([413, "BODY_TOO_LARGE"]);
  });
});

describe("the market of the paper venue", () => {
  test("a session is opened as it is named", async () => {
    const named: MarketSession[] = [];
    const server = await serverWith({
      openSession: async (given) => {
        named.push(given);
        return fakeRoom();
      },
    });
    expect((await call(server, { method: "PUT", path: "session", payload: session })).statusCode).toBe(204);
    expect(named).toEqual([session]);
  });

  test("a session that cannot be opened is 503: the signal service says it again", async () => {
    const server = await serverWith({ openSession: async () => Promise.reject(new Error("database is away")) });
    const answer = await call(server, { method: "PUT", path: "session", payload: session });
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "5"]);
  });

  test("bars are answered when everything they caused is booked", async () => {
    const settled = { closeTimeMs: 60_000, openPositions: 2, unsettledIntents: 1 };
    const server = await serverWith({ room: () => fakeRoom({ bars: async () => settled }) });
    const answer = await call(server, { method: "POST", path: "bars", payload: bars });
    expect([answer.statusCode, answer.json()]).toEqual([200, settled]);
  });

  test("quotes are taken", async () => {
    const taken: MarketQuotes[] = [];
    const room = fakeRoom({ quotes: async (batch) => void taken.push(batch) });
    const server = await serverWith({ room: () => room });
    expect((await call(server, { method: "POST", path: "quotes", payload: quotes })).statusCode).toBe(204);
    expect(taken).toEqual([quotes]);
  });

  test.each([
    ["no room is open", null],
    ["another session is open", fakeRoom({ session: "another" })],
  ])("F34: bars and quotes are refused while %s", async (_why, room) => {
    const server = await serverWith({ room: () => room });
    for (const [path, payload] of [
      ["bars", bars],
      ["quotes", quotes],
    ] as const) {
      const answer = await call(server, { method: "POST", path, payload });
      expect([answer.statusCode, answer.json().error.code]).toEqual([503, "NOT_READY"]);
    }
  });

  test("a step that fails is 503 and is logged", async () => {
    const room = fakeRoom({ bars: async () => Promise.reject(new Error("fill could not be booked")) });
    const server = await serverWith({ room: () => room });
    expect((await call(server, { method: "POST", path: "bars", payload: bars })).statusCode).toBe(503);
    expect(server.log()).toContain("fill could not be booked");
  });

  test("F1: the internal token is in no log line", async () => {
    const server = await serverWith({ openSession: async () => Promise.reject(new Error("database is away")) });
    await call(server, { method: "PUT", path: "session", payload: session });
    expect(server.log()).not.toContain(INTERNAL_TOKEN);
  });
});
