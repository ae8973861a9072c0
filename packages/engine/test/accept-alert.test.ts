import { createHash } from "node:crypto";
import { type Alert, exitQueueIntentV1, parseAlert, queueCatalogue } from "@bottrader/contracts";
import { createMemoryStores } from "@bottrader/replay";
import { beforeEach, describe, expect, test } from "vitest";
import { type AlertDesk, acceptAlert } from "../src/index.ts";
import { ids, producer, START_MS } from "./floor.ts";

const SECOND_MS = 1_000;
const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

let stores = createMemoryStores(START_MS);
let nowMs = START_MS;
let desk: AlertDesk;

beforeEach(() => {
  stores = createMemoryStores(START_MS);
  nowMs = START_MS;
  desk = {
    store: stores.trade,
    ids,
    producer,
    clock: { nowMs: () => nowMs },
    digest,
    symbols: () => ["BTC/USDT", "ETH/USDT", "ETH/USD", "ETHU/SD"],
    rules: {
      replayWindowMs: 24 * 3_600 * SECOND_MS,
      bodyWindowMs: 10 * SECOND_MS,
      entryLagMaxMs: 30 * SECOND_MS,
      exitLagMaxMs: 300 * SECOND_MS,
      aheadMaxMs: 5 * SECOND_MS,
      entryTtlMs: 60 * SECOND_MS,
      exitTtlMs: 300 * SECOND_MS,
    },
  };
});

/** Sends a body; `accepted`, `duplicate` with the first fate, or the refusal. */
async function send(body: Readonly<Record<string, unknown>>, source = "tradingview") {
  const alert = parseAlert({ symbol: "BTCUSDT", action: "buy", ...body });
  if (!alert.ok) throw new Error("the body of a test is an alert");
  const outcome = await acceptAlert(desk, {
    alert: alert.value satisfies Alert,
    source,
    bodyDigest: digest(JSON.stringify(body)),
    receivedAtMs: nowMs,
  });
  return outcome.ok ? outcome.value : outcome.error;
}

const outboxOf = () => stores.outbox.alerts.unpublished(100);

describe("an alert becomes one intent, durable with its outbox row", () => {
  test.each([
    [
      { action: "buy", quote: 50 },
      "entry-intents-v1",
      { type: "entry", trigger: "webhook", budget: { kind: "quote", amount: "50" } },
    ],
    [
      { action: "buy", stopLoss: "90", takeProfit: 120, price: 100 },
      "entry-intents-v1",
      { stopLoss: "90", takeProfit: "120", referencePrice: "100" },
    ],
    [
      { action: "sell", size: "0.5" },
      "exit-intents-v1",
      { reason: "WEBHOOK", budget: { kind: "size", amount: "0.5" } },
    ],
    [{ action: "sell", percent: 10 }, "exit-intents-v1", { budget: { kind: "all" }, positionId: null }],
    [{ action: "close" }, "exit-intents-v1", { type: "exit", budget: { kind: "all" } }],
    [{ action: "cancel" }, "exit-intents-v1", { type: "cancel" }],
  ] as const)("%o", async (body, queue, wanted) => {
    const outcome = await send(body);
    expect(outcome).toMatchObject({ status: "accepted" });
    const [row] = await outboxOf();
    expect(row).toMatchObject({ queue, payload: { symbol: "BTC/USDT", ...wanted } });
    expect(queueCatalogue[queue].schema.safeParse(row?.payload).success).toBe(true);
    const stored = await stores.trade.transact((tx) => tx.intent(row?.intentId ?? ""));
    expect(stored).toMatchObject({ state: "received", intent: row?.payload });
  });

  test("whose causation chain begins with the alert (I7)", async () => {
    await send({ id: "a1", action: "close" });
    const [row] = await outboxOf();
    const intent = exitQueueIntentV1.parse(row?.payload);
    expect(intent.correlationId).toMatch(/^alert_[0-9a-f]{24}$/);
    expect(intent.causationId).toBe(intent.correlationId);
  });
});

describe("the same alert again", () => {
  test("by its id is a duplicate with the first one's fate, four times over (F6)", async () => {
    const first = await send({ id: "a1" });
    for (let again = 0; again < 3; again += 1) {
      nowMs += 5 * SECOND_MS;
      expect(await send({ id: "a1", price: again + 1 })).toMatchObject({
        status: "duplicate",
        intentId: "intentId" in first ? first.intentId : "",
        outcome: { state: "received", reason: null },
      });
    }
    expect(await outboxOf()).toHaveLength(1);
  });

  test("by its time counts within the replay window, whatever the spelling of the symbol (F2)", async () => {
    const time = new Date(START_MS).toISOString();
    await send({ time });
    nowMs += 20 * SECOND_MS;
    expect(await send({ time, symbol: "BINANCE:BTC-USDT" })).toMatchObject({ status: "duplicate" });
    expect(await send({ time: START_MS + 1 })).toMatchObject({ status: "accepted" });
  });

  test("by its body alone counts for a short window only: minutes later it is a new wish (F2)", async () => {
    await send({ note: "buy" });
    nowMs += 3 * SECOND_MS;
    expect(await send({ note: "buy" })).toMatchObject({ status: "duplicate" });
    nowMs += 300 * SECOND_MS;
    expect(await send({ note: "buy" })).toMatchObject({ status: "accepted" });
    expect(await outboxOf()).toHaveLength(2);
  });

  test("from another source is another alert", async () => {
    await send({ id: "a1" }, "one");
    expect(await send({ id: "a1" }, "two")).toMatchObject({ status: "accepted" });
  });

  test("with another wish is refused, not guessed (F3)", async () => {
    await send({ id: "a1" });
    expect(await send({ id: "a1", action: "close" })).toMatchObject({ code: "ALERT_ID_REUSED" });
    expect(await send({ id: "a1", symbol: "ETHUSDT" })).toMatchObject({
      code: "ALERT_ID_REUSED",
      fields: [{ field: "id", message: expect.stringContaining("buy BTC/USDT") }],
    });
    expect(await outboxOf()).toHaveLength(1);
  });
});

describe("an alert is refused when (F3)", () => {
  test.each([
    ["buy", 31, false],
    ["buy", 30, true],
    ["close", 31, true],
    ["close", 301, false],
    ["cancel", 301, false],
  ] as const)("%s is %i s old: accepted %s", async (action, ageS, isAccepted) => {
    nowMs = START_MS + ageS * SECOND_MS;
    const outcome = await send({ action, time: START_MS });
    expect("status" in outcome).toBe(isAccepted);
  });

  test("its clock is ahead of ours by more than is allowed", async () => {
    expect(await send({ time: START_MS + 5 * SECOND_MS })).toMatchObject({ status: "accepted" });
    expect(await send({ time: START_MS + 6 * SECOND_MS })).toMatchObject({
      code: "ALERT_REFUSED",
      fields: [{ field: "time", message: expect.stringContaining("in the future") }],
    });
  });

  test.each([
    ["DOGEUSDT", /not a market/],
    ["BTCUSDT.P", /perpetual/],
    ["ETHUSD", /ETH\/USD or ETHU\/SD/],
  ])("its symbol is %s", async (symbol, message) => {
    expect(await send({ symbol })).toMatchObject({
      code: "ALERT_REFUSED",
      fields: [{ field: "symbol", message: expect.stringMatching(message) }],
    });
    expect(await outboxOf()).toEqual([]);
  });

  test("several things are wrong: all of them are said at once", async () => {
    nowMs += 3_600 * SECOND_MS;
    expect(await send({ symbol: "NOPE", time: START_MS })).toMatchObject({
      fields: [{ field: "time" }, { field: "symbol" }],
    });
  });
});

test("a store that fails leaves nothing behind: the sender's next try is the first (F43)", async () => {
  const failing: AlertDesk = {
    ...desk,
    store: {
      ...stores.trade,
      transact: (work) =>
        stores.trade.transact(async (tx) => {
          await work(tx);
          throw new Error("database is down");
        }),
    },
  };
  const working = desk;
  desk = failing;
  await expect(send({ id: "a1" })).rejects.toThrow("database is down");
  desk = working;
  expect(await send({ id: "a1" })).toMatchObject({ status: "accepted" });
  expect(await outboxOf()).toHaveLength(1);
});
