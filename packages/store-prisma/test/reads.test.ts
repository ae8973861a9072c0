/** What the HTTP API reads, over a small day of trading. */
import type { MarketSession } from "@bottrader/contracts";
import { quote } from "@bottrader/core";
import { type PageQuery, parsePageCursor, toPageCursorText } from "@bottrader/ports";
import {
  bookBuy,
  bookSell,
  SAMPLE_SYMBOL,
  SAMPLE_TIME_MS,
  sampleAlert,
  sampleAllocation,
  sampleEquity,
  sampleEvaluation,
  sampleExitOrder,
  sampleFill,
  sampleIntent,
  sampleIntentId,
  sampleOrder,
  samplePosition,
  sampleTrade,
  sampleUnmatched,
} from "@bottrader/ports/conformance";
import { usePostgres } from "@bottrader/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../src/index.ts";
import { openTestDatabase } from "./open-test-database.ts";

const postgres = usePostgres();
let database: Database;

const decision = { votes: [{ component: "ratio", vote: 1 }] };

beforeAll(async () => {
  database = await openTestDatabase(postgres.url());
  await database.trade.transact(async (tx) => {
    await tx.insertAlert(sampleAlert(1));
    for (const number of [1, 2]) await bookBuy(tx, number);
    await bookSell(tx, 9);
    await tx.saveBracketDecision(sampleIntentId(1), SAMPLE_SYMBOL, SAMPLE_TIME_MS, { stop: "98" });
    await tx.updateOrder(sampleOrder(1, { state: "sent", updatedAtMs: SAMPLE_TIME_MS + 5 }), "acknowledged");
    await tx.updateOrder(sampleOrder(1, { state: "filled", updatedAtMs: SAMPLE_TIME_MS + 7 }), "fill trade-1");
    await tx.updateOrder(sampleOrder(1, { state: "filled", updatedAtMs: SAMPLE_TIME_MS + 8 }), "nothing new");
    await tx.savePosition(samplePosition(1));
    await tx.insertAllocations([sampleAllocation(9, 1)]);
    await tx.insertUnmatched([sampleUnmatched(9)]);
    await tx.saveTrade(sampleTrade(9, { positionId: "position-1" }));
    for (let minute = 0; minute < 100; minute += 1) await tx.insertEquity(sampleEquity(minute));
  });
  await database.signal.commit({
    session: "s",
    cursorMs: SAMPLE_TIME_MS,
    batchesDone: 5,
    evaluations: [1, 2, 3, 4, 5].map((number) => sampleEvaluation(number)),
    signalStates: {},
    exitStates: { "position-1": { state: { high: "105" }, verdicts: [{ rule: "HARD_STOP", verdict: "armed" }] } },
    outbox: [{ queue: "entry-intents-v1", intentId: sampleIntentId(77), payload: decision }],
  });
});
afterAll(() => database.close());

test("I7 the story of an intent runs from the alert to the trade without a gap", async () => {
  const entry = await database.reads.intentStory(sampleIntentId(1));
  expect(entry?.alert).toEqual(sampleAlert(1));
  expect(entry?.intent).toEqual(sampleIntent(1));
  expect(entry?.bracketDecisions).toEqual([{ atMs: SAMPLE_TIME_MS, record: { stop: "98" } }]);
  expect(entry?.orders[0]?.fills).toEqual([sampleFill(1)]);
  expect(entry?.orders[0]?.transitions).toEqual([
    { fromState: null, toState: "planned", event: "created", atMs: SAMPLE_TIME_MS + 1 },
    { fromState: "planned", toState: "sent", event: "acknowledged", atMs: SAMPLE_TIME_MS + 5 },
    { fromState: "sent", toState: "filled", event: "fill trade-1", atMs: SAMPLE_TIME_MS + 7 },
  ]);
  const exit = await database.reads.intentStory(sampleIntentId(9));
  expect(exit?.orders[0]).toMatchObject({
    order: sampleExitOrder(9),
    allocations: [sampleAllocation(9, 1)],
    trade: sampleTrade(9, { positionId: "position-1" }),
  });
  expect(await database.reads.intentStory("int_nobody")).toBeNull();
});

test("pages are newest first and neither repeat nor skip a row, also of one instant", async () => {
  const url = await postgres.fresh();
  const many = await openTestDatabase(url);
  const numbers = Array.from({ length: 25 }, (_, index) => index + 1);
  await many.trade.transact(async (tx) => {
    for (const number of numbers)
      await tx.insertIntent(sampleIntent(number, { receivedAtMs: SAMPLE_TIME_MS + (number % 3) }));
  });
  const seen: string[] = [];
  let query: PageQuery = { limit: 4 };
  for (;;) {
    const { items, next } = await many.reads.intents(query);
    seen.push(...items.map(({ intent }) => intent.intentId));
    if (next === null) break;
    const after = parsePageCursor(toPageCursorText(next));
    if (after === null) throw new Error("our own cursor is readable");
    query = { limit: 4, after };
  }
  await many.close();
  const expected = numbers.toSorted((a, b) => (b % 3) - (a % 3) || b - a).map(sampleIntentId);
  expect(seen).toEqual(expected);
});

test("a page is filtered by symbol, time and, for orders, by whether they work", async () => {
  const { reads } = database;
  expect((await reads.intents({ symbol: "ETH/USDT" })).items).toEqual([]);
  expect((await reads.intents({ sinceMs: SAMPLE_TIME_MS + 9 })).items).toHaveLength(1);
  expect((await reads.orders({})).items.map(({ leg }) => leg)).toEqual(["exit", "entry", "entry"]);
  expect((await reads.orders({ working: true })).items.map(({ intentId }) => intentId)).toEqual([
    sampleIntentId(9),
    sampleIntentId(2),
  ]);
  expect(await reads.trades({ symbol: SAMPLE_SYMBOL })).toEqual({
    items: [sampleTrade(9, { positionId: "position-1" })],
    next: null,
  });
  expect((await reads.alerts({})).items).toEqual([sampleAlert(1)]);
});

test("P105 no page is larger than a thousand rows, whatever is asked for", async () => {
  const { items } = await database.reads.orders({ limit: 1_000_000 });
  expect(items).toHaveLength(3);
  expect((await database.reads.orders({ limit: 0 })).items).toHaveLength(1);
});

test("candles are the newest of the symbol, oldest first", async () => {
  const candles = await database.reads.candles(SAMPLE_SYMBOL, 2);
  const { open, high, low, close, volume } = sampleEvaluation(1);
  expect(candles).toEqual(
    [4, 5].map((n) => ({ openTimeMs: SAMPLE_TIME_MS + n * 60_000, open, high, low, close, volume })),
  );
  expect(await database.reads.candles("NOBODY/USDT", 2)).toEqual([]);
});

test("last signals, exit plans, open positions and unmatched sells are what the services wrote", async () => {
  const { reads } = database;
  expect(await reads.lastSignals()).toEqual([sampleEvaluation(5)]);
  expect(await reads.openPositions()).toEqual([samplePosition(1)]);
  expect(await reads.unmatched()).toEqual([
    { ...sampleUnmatched(9), review: "open", reviewedBy: null, reviewedAtMs: null, reviewNote: null },
  ]);
  expect(await reads.exitPlans()).toEqual([
    {
      positionId: "position-1",
      symbol: SAMPLE_SYMBOL,
      state: { high: "105" },
      verdicts: [{ rule: "HARD_STOP", verdict: "armed" }],
      asOfMs: SAMPLE_TIME_MS,
    },
  ]);
});

test.each([1, 2, 7, 50, 100, 1_000])(
  "the equity curve thinned to %i points keeps its ends and its order",
  async (limit) => {
    const points = await database.reads.equity(limit);
    const minutes = points.map(({ atMs }) => (atMs - SAMPLE_TIME_MS) / 60_000);
    expect(points).toHaveLength(Math.min(limit, 100));
    expect(minutes.at(-1)).toBe(99);
    expect(minutes[0]).toBe(limit === 1 ? 99 : 0);
    expect(minutes).toEqual(minutes.toSorted((a, b) => a - b));
    expect(points.at(-1)?.equity).toEqual(quote(1099));
  },
);

test("counts are those of the rows somebody waits for", async () => {
  expect(await database.reads.counts()).toEqual({
    alertsUnpublished: 0,
    signalsUnpublished: 1,
    intentsLive: 3,
    ordersWorking: 2,
    ordersUnresolved: 0,
    positionsOpen: 1,
    positionsUnprotected: 0,
    unmatchedOpen: 1,
  });
});

test("reads of an empty database are empty", async () => {
  const empty = await openTestDatabase(await postgres.fresh());
  const { reads } = empty;
  const lists = await Promise.all([reads.equity(10), reads.lastSignals(), reads.exitPlans(), reads.candles("X/Y", 5)]);
  expect(lists).toEqual([[], [], [], []]);
  expect(await reads.trades({})).toEqual({ items: [], next: null });
  await empty.close();
});

test("P88 P89 a snapshot that comes back after others is the same row, also when two services save it at once", async () => {
  const save = (hash: string, atMs: number): Promise<void> => database.snapshots.save(hash, { hash }, atMs);
  await Promise.all([save("a", SAMPLE_TIME_MS), save("a", SAMPLE_TIME_MS + 1)]);
  await save("b", SAMPLE_TIME_MS + 2);
  await save("a", SAMPLE_TIME_MS + 3);
  const client = new Client({ connectionString: postgres.url() });
  await client.connect();
  const { rows } = await client.query(
    "SELECT hash, settings FROM config_snapshots WHERE hash IN ('a', 'b') ORDER BY hash",
  );
  await client.end();
  expect(rows).toEqual([
    { hash: "a", settings: { hash: "a" } },
    { hash: "b", settings: { hash: "b" } },
  ]);
});

test("the market session loaded after a restart is the one announced last", async () => {
  const session = (name: string): MarketSession => ({
    session: name,
    source: "recorded",
    exchange: "binance",
    timeframe: "1m",
    markets: [
      {
        symbol: SAMPLE_SYMBOL,
        tick: "0.01",
        step: "0.00001",
        sizeMin: "0.00001",
        notionalMin: "10",
        makerFeeRatio: "0.001",
        takerFeeRatio: "0.001",
      },
    ],
  });
  expect(await database.sessions.load()).toBeNull();
  await database.sessions.save(session("first"), SAMPLE_TIME_MS);
  await database.sessions.save(session("second"), SAMPLE_TIME_MS + 1);
  expect(await database.sessions.load()).toEqual(session("second"));
  await database.sessions.save(session("first"), SAMPLE_TIME_MS + 2);
  expect(await database.sessions.load()).toEqual(session("first"));
});

test("I6 an amount the database would have to round is refused before it is written", async () => {
  const tooFine = sampleFill(1, { tradeId: "fine", fee: quote("0.0000000000000000001") });
  await expect(database.trade.transact((tx) => tx.insertFill(tooFine))).rejects.toThrow("more than 18 decimal places");
});

test("the price an exit was decided at is its intent's, within a window that includes both ends (P44)", async () => {
  const { clientOrderId, exitAtMs } = sampleTrade(9);
  const decided = await database.exitPrices.decided({ sinceMs: exitAtMs, untilMs: exitAtMs });
  expect([...decided].map(([id, price]) => [id, price.toFixed()])).toEqual([[clientOrderId, "95"]]);
  expect((await database.exitPrices.decided({})).size).toBe(1);
  expect((await database.exitPrices.decided({ sinceMs: exitAtMs + 1 })).size).toBe(0);
  expect((await database.exitPrices.decided({ untilMs: exitAtMs - 1 })).size).toBe(0);
});

test("a configuration is found by the beginning of its hash, the newest first, and no character is a wildcard", async () => {
  await database.snapshots.save("abc1", { HARD_STOP_PCT: "0.05" }, SAMPLE_TIME_MS);
  await database.snapshots.save("abc2", {}, SAMPLE_TIME_MS + 1);
  const hashes = async (prefix: string) => (await database.snapshots.find(prefix)).map(({ hash }) => hash);
  expect(await hashes("abc")).toEqual(["abc2", "abc1"]);
  expect(await hashes("a_c")).toEqual([]);
  expect(await hashes("%")).toEqual([]);
  expect(await database.snapshots.find("abc1")).toEqual([
    { hash: "abc1", settings: { HARD_STOP_PCT: "0.05" }, firstSeenAtMs: SAMPLE_TIME_MS },
  ]);
});
