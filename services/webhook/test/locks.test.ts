import { Decimal, defaultRiskRules, price, qty, quote, type RiskRules } from "@bottrader/core";
import type { Desk } from "@bottrader/engine";
import type { EquityRecord, LockLiftRecord, TradeRecord, TradeTx } from "@bottrader/ports";
import { afterEach, describe, expect, test } from "vitest";
import { tradeRecord } from "./records.ts";
import {
  fakeRoom,
  NOW_MS,
  OPERATOR_PASSWORD,
  OPERATOR_TOKEN,
  openServer,
  type UnderTest,
} from "./server-under-test.ts";

const MINUTE_MS = 60_000;
const opened: UnderTest[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

/** A desk that trades BTC/USDT, was stopped out of it a minute ago, and holds nothing. */
async function atDesk({ risk = {}, equity = "10000" }: { risk?: Partial<RiskRules>; equity?: string | null } = {}) {
  const lifts: LockLiftRecord[] = [];
  const points: EquityRecord[] = [];
  const restarts: string[] = [];
  const changes: string[] = [];
  const stopped: TradeRecord = { ...tradeRecord, exitAtMs: NOW_MS - MINUTE_MS };
  const tx: Partial<TradeTx> = {
    openPositions: async () => [],
    tradingState: async () => ({ state: "active", sinceMs: 0, by: "system", reason: "" }),
    lockLifts: async () => lifts,
    insertLockLift: async (lift) => void lifts.push(lift),
    insertEquity: async (point) => void points.push(point),
  };
  const market = { symbol: "BTC/USDT", base: "BTC", quote: "USDT", tick: price("0.01"), step: qty("0.001") };
  const balances = [{ currency: "USDT", total: new Decimal(equity ?? 0), locked: new Decimal(0) }];
  // Only what these calls touch: anything else a desk has would fail loudly
  const desk = {
    store: {
      transact: <T>(work: (given: TradeTx) => Promise<T>) => work(tx as TradeTx),
      trades: async () => [stopped],
      realisedTotal: async () => "0",
    },
    exchange: {
      markets: () => [market],
      quote: () => null,
      fetchBalances: async () => (equity === null ? { ok: false, detail: "down" } : { ok: true, value: balances }),
    },
    clock: { nowMs: () => NOW_MS },
    rules: { risk: { ...defaultRiskRules(), ...risk }, breakevenEpsilon: quote(0) },
    market: { isReconciled: true },
    equity: {
      starting: quote("10000"),
      currency: "USDT",
      peak: () => quote("20000"),
      dayStart: () => quote("10000"),
      observe: () => undefined,
      restartPeak: (at: Decimal) => void restarts.push(`peak ${at.toFixed()}`),
      restartDay: (at: Decimal) => void restarts.push(`day ${at.toFixed()}`),
    },
    changed: (...kinds: readonly string[]) => void changes.push(...kinds),
  } as unknown as Desk;
  const room = fakeRoom();
  Object.defineProperty(room, "desk", { value: desk });
  const server = await openServer({ parts: { room: () => room } });
  opened.push(server);
  const bearer = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  const get = () => server.app.inject({ url: "/api/v1/locks", headers: bearer });
  const lift = (
    id: string,
    { note = "", headers = bearer }: { note?: string; headers?: Record<string, string> } = {},
  ) =>
    server.app.inject({
      method: "DELETE",
      url: `/api/v1/locks/${encodeURIComponent(id)}${note === "" ? "" : `?note=${encodeURIComponent(note)}`}`,
      headers,
    });
  return { server, lifts, points, restarts, changes, get, lift };
}

const quiet: Partial<RiskRules> = { drawdownMaxRatio: new Decimal(0) };

describe("what keeps entries out", () => {
  test("is listed with reason, span and remedy", async () => {
    const desk = await atDesk({ risk: { ...quiet, excluded: ["BTC"] } });
    const answer = await desk.get();
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      [
        {
          id: "exclusion:BTC/USDT",
          kind: "exclusion",
          symbol: "BTC/USDT",
          reason: "RISK_EXCLUDED",
          detail: "BTC/USDT",
          remedy: "Take the symbol off EXCLUDED_SYMBOLS and restart.",
          since: null,
          until: null,
          liftable: false,
        },
        {
          id: "cooldown:BTC/USDT",
          kind: "cooldown",
          symbol: "BTC/USDT",
          reason: "RISK_COOLDOWN",
          detail: "30 minutes after a stop",
          remedy: "Lifting it ends the pause of this symbol.",
          since: "2025-12-01T09:59:00.000Z",
          until: "2025-12-01T10:29:00.000Z",
          liftable: true,
        },
      ],
    ]);
  });

  test("is lifted once, with who and why, and is gone", async () => {
    const desk = await atDesk({ risk: quiet });
    const answer = await desk.lift("cooldown:BTC/USDT", { note: "a bad tick" });
    const lifted = { kind: "cooldown", symbol: "BTC/USDT", by: "operator", note: "a bad tick" };
    expect([answer.statusCode, answer.json()]).toEqual([200, { ...lifted, at: "2025-12-01T10:00:00.000Z" }]);
    expect(desk.lifts).toEqual([{ ...lifted, atMs: NOW_MS }]);
    expect(desk.changes).toEqual(["status"]);
    expect((await desk.get()).json()).toEqual([]);
    const again = await desk.lift("cooldown:BTC/USDT");
    expect([again.statusCode, again.json().error.code]).toEqual([404, "LOCK_NONE"]);
    expect(desk.lifts).toHaveLength(1);
    expect(desk.server.log()).toContain("lock lifted by the operator");
  });

  test("counts equity anew from the lift of a lock on equity, and stores that point", async () => {
    const desk = await atDesk();
    expect((await desk.lift("drawdown")).statusCode).toBe(200);
    expect(desk.restarts).toEqual(["peak 10000"]);
    expect(desk.points.map(({ atMs, equity }) => [atMs, equity.toFixed()])).toEqual([[NOW_MS, "10000"]]);
  });

  test("is not lifted here when a setting or the unknown is what blocks: 409 with what ends it", async () => {
    const desk = await atDesk({ risk: { excluded: ["BTC"] }, equity: null });
    const fixed = await desk.lift("exclusion:BTC/USDT");
    expect([fixed.statusCode, fixed.json().error]).toEqual([
      409,
      {
        code: "LOCK_FIXED",
        message: "exclusion:BTC/USDT is not lifted here. Take the symbol off EXCLUDED_SYMBOLS and restart.",
        fields: [],
      },
    ]);
    expect((await desk.lift("drawdown")).statusCode).toBe(409);
    expect(desk.lifts).toEqual([]);
  });

  test("takes a note of reasonable length", async () => {
    const desk = await atDesk({ risk: quiet });
    expect((await desk.lift("cooldown:BTC/USDT", { note: "x".repeat(201) })).statusCode).toBe(400);
    expect(desk.lifts).toEqual([]);
  });

  test("is not lifted by another page in the operator's browser", async () => {
    const desk = await atDesk({ risk: quiet });
    const login = await desk.server.app.inject({
      method: "POST",
      url: "/api/v1/session",
      payload: { password: OPERATOR_PASSWORD },
    });
    const cookie = String(login.headers["set-cookie"]).split(";")[0] ?? "";
    const foreign = { cookie, origin: "https://elsewhere.example" };
    expect((await desk.lift("cooldown:BTC/USDT", { headers: foreign })).statusCode).toBe(403);
    expect(desk.lifts).toEqual([]);
    const own = { cookie, "x-bottrader-csrf": "1" };
    expect((await desk.lift("cooldown:BTC/USDT", { headers: own })).statusCode).toBe(200);
  });
});
