import type { TradingState } from "@bottrader/contracts";
import type { Desk } from "@bottrader/engine";
import type { TradeTx, TradingStateRecord } from "@bottrader/ports";
import { afterEach, describe, expect, test } from "vitest";
import { positionRecord } from "./records.ts";
import { fakeRoom, NOW_MS, OPERATOR_TOKEN, openServer, type UnderTest } from "./server-under-test.ts";

const opened: UnderTest[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

/** What a desk with one open position in BTC/USDT and no working orders was asked to store. */
async function atDesk() {
  const states: TradingStateRecord[] = [];
  const lifts: string[] = [];
  const intents: { symbol: string; reason: string }[] = [];
  const outbox: string[] = [];
  const calls: string[] = [];
  const tx: Partial<TradeTx> = {
    openPositions: async () => [positionRecord],
    workingOrders: async () => [],
    exclusions: async () => [{ symbol: "DOGE/USDT", reason: "lost money lately", sinceMs: NOW_MS }],
    async setTradingState(record) {
      states.push(record);
    },
    async insertLockLift({ kind, by, note }) {
      lifts.push(`${kind} by ${by}: ${note}`);
    },
    async insertIntent({ intent }) {
      intents.push({ symbol: intent.symbol, reason: intent.type === "exit" ? intent.reason : intent.type });
      return true;
    },
    async appendOutbox(queue) {
      outbox.push(queue);
    },
  };
  // Only what these calls touch: anything else a desk has would fail loudly
  const desk = {
    store: { transact: <T>(work: (given: TradeTx) => Promise<T>) => work(tx as TradeTx) },
    exchange: { quote: () => null, fetchBalances: async () => ({ ok: false, detail: "not asked here" }) },
    equity: { currency: "USDT", restartPeak: () => undefined },
    clock: { nowMs: () => NOW_MS },
    ids: { intentId: () => "int_01KBCHQJ00EXAMPLEEXAMPLE00" },
    producer: { service: "webhook", release: "1", session: "live", snapshotId: "0123456789abcdef" },
    rules: { exitTtlMs: 300_000 },
    changed: () => undefined,
  } as unknown as Desk;
  const room = fakeRoom({ recover: async () => void calls.push("recover") });
  Object.defineProperty(room, "desk", { value: desk });
  const server = await openServer({ parts: { room: () => room, relay: () => void calls.push("relay") } });
  opened.push(server);
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  const ask = (path: string, payload?: Record<string, unknown>) =>
    server.app.inject({
      method: "POST",
      url: `/api/v1${path}`,
      headers,
      ...(payload === undefined ? {} : { payload }),
    });
  const get = (path: string) => server.app.inject({ url: `/api/v1${path}`, headers });
  return { states, lifts, intents, outbox, calls, ask, get };
}

describe("what operators ask for", () => {
  test.each<TradingState>(["active", "reducing", "halted"])(
    "F54: the trading state %s, with who and why",
    async (state) => {
      const desk = await atDesk();
      const answer = await desk.ask("/trading-state", { state, reason: "lunch" });
      expect(answer.statusCode).toBe(200);
      expect(desk.states).toEqual([{ state, by: "operator", reason: "lunch", sinceMs: NOW_MS }]);
      expect(desk.lifts).toEqual(state === "active" ? ["drawdown by operator: resumed: lunch"] : []);
    },
  );

  test("closing a position takes the way of every exit, at once", async () => {
    const desk = await atDesk();
    const answer = await desk.ask("/positions/BTC%2FUSDT/close");
    expect([answer.statusCode, answer.json()]).toEqual([202, { intents: ["int_01KBCHQJ00EXAMPLEEXAMPLE00"] }]);
    expect(desk.intents).toEqual([{ symbol: "BTC/USDT", reason: "MANUAL" }]);
    expect([desk.outbox, desk.calls]).toEqual([["exit-intents-v1"], ["relay"]]);
  });

  test("closing what is not open is 404 with the symbol", async () => {
    const desk = await atDesk();
    const answer = await desk.ask("/positions/ETH%2FUSDT/close");
    expect([answer.statusCode, answer.json().error]).toEqual([
      404,
      { code: "POSITION_NONE", message: "There is no open position in ETH/USDT.", fields: [] },
    ]);
  });

  test("F54: flattening everything halts first, then sells with the reason KILL_SWITCH", async () => {
    const desk = await atDesk();
    const answer = await desk.ask("/flatten", {});
    expect(answer.statusCode).toBe(202);
    expect(desk.states.map(({ state, reason }) => [state, reason])).toEqual([["halted", "flatten"]]);
    expect(desk.intents).toEqual([{ symbol: "BTC/USDT", reason: "KILL_SWITCH" }]);
  });

  test("flattening one symbol leaves the others trading", async () => {
    const desk = await atDesk();
    expect((await desk.ask("/flatten", { symbol: "BTC/USDT" })).statusCode).toBe(202);
    expect(desk.states).toEqual([]);
    expect(desk.intents).toHaveLength(1);
  });

  test("a comparison with the venue", async () => {
    const desk = await atDesk();
    expect((await desk.ask("/reconcile")).json()).toEqual({ reconciled: true });
    expect(desk.calls).toEqual(["recover"]);
  });

  test("exclusions say why (P74)", async () => {
    const desk = await atDesk();
    expect((await desk.get("/exclusions")).json()).toEqual([
      { symbol: "DOGE/USDT", reason: "lost money lately", sinceMs: NOW_MS },
    ]);
  });
});
