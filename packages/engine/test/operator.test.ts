/** What a person asks of the desk: halt, flatten, close one position. */
import { QUEUE_NAMES, type QueueName } from "@bottrader/contracts";
import type { Envelope, IntentPublisher } from "@bottrader/ports";
import { describe, expect, test } from "vitest";
import { type ExitRequest, relayLost, relayOutbox, requestExits, setTradingState } from "../src/index.ts";
import { type Floor, market, openFloor } from "./floor.ts";
import { entry, exit } from "./intents.ts";
import { fateOf, nakedTexts, openTexts, tradeTexts } from "./look.ts";

const flat = { "BTC/USDT": [100, 100, 100, 100], "ETH/USDT": [50, 50, 50, 50] } as const;
const FLATTEN: ExitRequest = { reason: "KILL_SWITCH", symbol: null, by: "operator" };

async function holdingTwo(): Promise<Floor> {
  const floor = await openFloor({ markets: [market("BTC"), market("ETH")] });
  await floor.bar(flat);
  await floor.deliver(entry(floor, {}, "btc"));
  await floor.deliver(entry(floor, { symbol: "ETH/USDT" }, "eth"));
  await floor.bar(flat);
  return floor;
}

/** A queue that keeps what it is given. */
function createQueue() {
  const jobs: { readonly queue: QueueName; readonly envelope: Envelope }[] = [];
  const publisher: IntentPublisher = {
    publish: async (queue, envelope) => {
      jobs.push({ queue, envelope });
    },
    consumerCount: async () => 1,
    close: async () => {},
  };
  return { jobs, publisher };
}

async function relayTo(floor: Floor, queue = createQueue()) {
  await relayOutbox({ outbox: floor.stores.outbox.alerts, publisher: queue.publisher, batchMax: 100 }, floor.nowMs);
  return queue;
}

describe("flatten (F54)", () => {
  test("sells every position through the normal path with reason KILL_SWITCH", async () => {
    const floor = await holdingTwo();
    expect(await requestExits(floor.desk, FLATTEN)).toHaveLength(2);
    const { jobs } = await relayTo(floor);
    for (const { envelope } of jobs) expect(await floor.deliver(envelope as never)).toBe("done");
    await floor.bar(flat);
    expect((await tradeTexts(floor)).map((text) => text.split(" ")[0])).toEqual(["KILL_SWITCH", "KILL_SWITCH"]);
    expect(await openTexts(floor)).toEqual([]);
  });

  test("asked for twice asks once", async () => {
    const floor = await holdingTwo();
    const ids = await requestExits(floor.desk, FLATTEN);
    expect(await requestExits(floor.desk, FLATTEN)).toEqual(ids);
    expect((await relayTo(floor)).jobs).toHaveLength(2);
  });

  test("of one symbol leaves the others alone", async () => {
    const floor = await holdingTwo();
    await requestExits(floor.desk, { reason: "MANUAL", symbol: "ETH/USDT", by: "operator" });
    const { jobs } = await relayTo(floor);
    expect(jobs).toMatchObject([{ queue: "exit-intents-v1", envelope: { symbol: "ETH/USDT", reason: "MANUAL" } }]);
  });
});

test("trades on invented prices and forced ends are marked as such", async () => {
  const floor = await holdingTwo();
  await requestExits(floor.desk, { reason: "LIQUIDATION", symbol: "BTC/USDT", by: "recording" });
  for (const { envelope } of (await relayTo(floor)).jobs) await floor.deliver(envelope as never);
  await floor.deliver(exit(floor, { symbol: "ETH/USDT" }));
  await floor.bar(flat);
  const trades = await floor.stores.trade.trades({});
  expect(trades.map(({ exitReason, synthetic }) => [exitReason, synthetic])).toEqual(
    expect.arrayContaining([
      ["LIQUIDATION", true],
      ["SOFT_STOP", false],
    ]),
  );
});

describe("the kill switch (F54, I8)", () => {
  test("takes back entries that have not filled and lets exits through", async () => {
    const floor = await holdingTwo();
    const sell = exit(floor);
    await floor.deliver(sell);
    await floor.bar(flat);
    const buy = entry(floor, {}, "again");
    await floor.deliver(buy);
    const record = await setTradingState(floor.desk, { state: "reducing", by: "operator", reason: "storm" });
    expect(record).toMatchObject({ state: "reducing", sinceMs: floor.nowMs });
    expect(await fateOf(floor, buy)).toBe("rejected ENTRY_UNFILLED");
    const out = exit(floor, { symbol: "ETH/USDT" }, "out");
    await floor.deliver(out);
    await floor.bar(flat);
    expect(await fateOf(floor, out)).toBe("executed INTENT_EXECUTED");
    expect(await openTexts(floor)).toEqual([]);
  });

  test("survives a restart, and `active` touches nothing", async () => {
    const floor = await holdingTwo();
    await setTradingState(floor.desk, { state: "halted", by: "operator", reason: "storm" });
    await floor.restart();
    const refused = entry(floor, {}, "while halted");
    await floor.deliver(refused);
    expect(await fateOf(floor, refused)).toBe("rejected STATE_HALTED");
    await setTradingState(floor.desk, { state: "active", by: "operator", reason: "over" });
    expect(await nakedTexts(floor)).toEqual([]);
    expect(await openTexts(floor)).toHaveLength(4);
  });
});

describe("the relay (F8, F44)", () => {
  test("publishes a waiting row once and in order", async () => {
    const floor = await holdingTwo();
    await requestExits(floor.desk, FLATTEN);
    const queue = await relayTo(floor);
    expect(await relayTo(floor, queue)).toBe(queue);
    expect(queue.jobs.map(({ envelope }) => envelope["symbol"])).toEqual(["BTC/USDT", "ETH/USDT"]);
    expect(queue.jobs.every((job) => QUEUE_NAMES.includes(job.queue))).toBe(true);
  });

  test("keeps what the queue would not take", async () => {
    const floor = await holdingTwo();
    await requestExits(floor.desk, FLATTEN);
    const queue = createQueue();
    const down: IntentPublisher = { ...queue.publisher, publish: () => Promise.reject(new Error("queue is down")) };
    const options = { outbox: floor.stores.outbox.alerts, publisher: down, batchMax: 100 };
    await expect(relayOutbox(options, floor.nowMs)).rejects.toThrow("queue is down");
    await relayTo(floor, queue);
    expect(queue.jobs).toHaveLength(2);
  });

  test("publishes again what the queue lost before the order manager saw it", async () => {
    const floor = await openFloor();
    const intent = entry(floor);
    await floor.stores.signal.commit({
      session: "test",
      cursorMs: floor.nowMs,
      batchesDone: 1,
      evaluations: [],
      signalStates: {},
      exitStates: {},
      outbox: [{ queue: "entry-intents-v1", intentId: intent.intentId, payload: intent }],
    });
    const queue = createQueue();
    const options = { outbox: floor.stores.outbox.signals, publisher: queue.publisher, batchMax: 10 };
    expect(await relayOutbox(options, 1_000)).toBe(1);
    expect(await relayLost(options, 1_000)).toBe(0);
    expect(await relayLost(options, 1_001)).toBe(1);
    expect(queue.jobs.map(({ envelope }) => envelope.intentId)).toEqual([intent.intentId, intent.intentId]);
    await floor.bar([100, 100, 100, 100]);
    await floor.deliver(intent);
    expect(await relayLost(options, 2_000)).toBe(0);
  });

  test("says which row names no queue of ours", async () => {
    const { publisher } = createQueue();
    const row = { sequence: 7n, queue: "other-v1", intentId: "int_1", payload: {} };
    const outbox = { unpublished: async () => [row], markPublished: async () => {}, lost: async () => [] };
    await expect(relayOutbox({ outbox, publisher, batchMax: 1 }, 0)).rejects.toThrow("outbox row 7 names no queue");
  });
});
