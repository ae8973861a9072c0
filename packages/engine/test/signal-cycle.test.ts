/** The signal service over a whole system: bars in, intents out, through the same stores as in production. */
import { type EntryIntent, type ExitIntent, entryIntentV1, exitIntentV1, queueCatalogue } from "@bottrader/contracts";
import { Decimal, defaultExitRules, defaultSignalRules, type Market, price, type SignalRules } from "@bottrader/core";
import type { BarBatch, WatchedPosition } from "@bottrader/ports";
import { candleSeries } from "@bottrader/testkit";
import { describe, expect, test } from "vitest";
import { type CycleCommit, createSignalCycle, type SignalCycle } from "../src/index.ts";
import { deskRules, type Floor, ids, MINUTE_MS, market, openFloor, producer, START_MS } from "./floor.ts";

const SYMBOLS = ["BTC/USDT", "ETH/USDT"] as const;
const MARKETS: readonly Market[] = [market("BTC"), market("ETH")];
const BARS = 240;

/** Easily excited, so that a short tape has many decisions. */
const RULES: SignalRules = {
  ...defaultSignalRules(MINUTE_MS),
  buyTarget: 2,
  sellTarget: 2,
  indicatorsMin: 1,
  cooldownBars: 2,
  volumeConfirmMult: 0,
  trend: { enabled: false, timeframeMs: MINUTE_MS, emaPeriod: 50 },
};

const newCycle = (): SignalCycle =>
  createSignalCycle({
    markets: MARKETS,
    timeframe: "1m",
    signalRules: RULES,
    exitRules: defaultExitRules(),
    spreadRatio: new Decimal("0.0002"),
    entryTtlMs: MINUTE_MS,
    exitTtlMs: 5 * MINUTE_MS,
    producer: { ...producer, service: "sighook" },
    ids,
  });

function batchesOf(seed: number): readonly BarBatch[] {
  const series = SYMBOLS.map((symbol, index) => ({
    symbol,
    candles: candleSeries({ seed: seed + index, count: BARS, startMs: START_MS, moveRatio: 0.012 }),
  }));
  return Array.from({ length: BARS }, (_, nth) => ({
    closeTimeMs: START_MS + (nth + 1) * MINUTE_MS,
    bars: series.flatMap(({ symbol, candles }) => {
      const candle = candles[nth];
      return candle === undefined ? [] : [{ symbol, candle }];
    }),
  }));
}

async function playBar(floor: Floor, batch: BarBatch): Promise<void> {
  const bars = batch.bars.map(
    ({ symbol, candle }) =>
      [symbol, [candle.open, candle.high, candle.low, candle.close, candle.volume * 100]] as const,
  );
  await floor.bar(Object.fromEntries(bars));
}

/** Commits and delivers what a cycle decided. */
async function carryOut(floor: Floor, commit: CycleCommit, batchesDone: number): Promise<void> {
  await floor.stores.signal.commit({ ...commit, batchesDone });
  for (const row of await floor.stores.outbox.signals.unpublished(100)) {
    await floor.deliver(row.payload as never);
    await floor.stores.outbox.signals.markPublished([row.sequence], floor.nowMs);
  }
}

/** A new process: stored decisions, and the history fed to the indicators. */
async function restarted(floor: Floor, batches: readonly BarBatch[], done: number): Promise<SignalCycle> {
  const cycle = newCycle();
  cycle.restore(await floor.stores.signal.load(producer.session));
  for (const batch of batches.slice(0, done)) cycle.warmUp(batch);
  return cycle;
}

type Crash = "never" | "after the commit" | "before the commit";

async function run(seed: number, crash: Crash, everyBars = 17) {
  const floor = await openFloor({ markets: MARKETS, rules: { risk: { ...deskRules().risk, lossStreakMax: 0 } } });
  const batches = batchesOf(seed);
  const commits: CycleCommit[] = [];
  let cycle = newCycle();
  for (const [nth, batch] of batches.entries()) {
    await playBar(floor, batch);
    const positions = await floor.stores.signal.openPositions();
    let commit = cycle.process(batch, positions);
    const isCrash = nth % everyBars === everyBars - 1;
    if (crash === "before the commit" && isCrash) {
      cycle = await restarted(floor, batches, nth);
      commit = cycle.process(batch, positions);
    }
    commits.push(commit);
    await carryOut(floor, commit, nth + 1);
    if (crash === "after the commit" && isCrash) cycle = await restarted(floor, batches, nth + 1);
  }
  return { floor, commits, cycle };
}

const intentsOf = (commits: readonly CycleCommit[]): readonly (EntryIntent | ExitIntent)[] =>
  commits.flatMap(({ outbox }) =>
    outbox.map(({ queue, payload }) =>
      queue === "entry-intents-v1" ? entryIntentV1.parse(payload) : exitIntentV1.parse(payload),
    ),
  );

describe("a signal service that is stopped and started", () => {
  test.each(["after the commit", "before the commit"] as const)(
    "%s decides as one that ran through, down to the intent ids",
    async (crash) => {
      const through = await run(3, "never");
      const again = await run(3, crash);
      expect(intentsOf(through.commits).length).toBeGreaterThan(20);
      expect(again.commits).toEqual(through.commits);
      expect(await again.floor.stores.trade.trades({})).toEqual(await through.floor.stores.trade.trades({}));
    },
  );

  test("doubles no intent when bars are repeated: the same bar gives the same ids (F8)", async () => {
    const { floor, commits } = await run(3, "never");
    const all = intentsOf(commits).map(({ intentId }) => intentId);
    expect(new Set(all).size).toBe(all.length);
    const batches = batchesOf(3);
    const cycle = newCycle();
    for (const batch of batches.slice(0, -40)) cycle.warmUp(batch);
    const before = (await floor.stores.trade.fills({})).length;
    const positions = await floor.stores.signal.openPositions();
    for (const batch of batches.slice(-40)) await carryOut(floor, cycle.process(batch, positions), BARS);
    expect((await floor.stores.trade.fills({})).length).toBe(before);
  });
});

test("every intent on the wire is what the contract says and says why it exists (I7)", async () => {
  const { commits, cycle } = await run(10, "never");
  for (const { outbox } of commits)
    for (const { queue, payload, intentId } of outbox) {
      expect(queueCatalogue[queue].schema.parse(payload)).toMatchObject({ intentId });
    }
  const kinds = new Set(intentsOf(commits).map((intent) => (intent.type === "exit" ? intent.reason : intent.trigger)));
  expect(kinds.size).toBeGreaterThan(2);
  expect(cycle.latest().map(({ symbol }) => symbol)).toEqual([...SYMBOLS]);
  expect(newCycle().latest()).toEqual([]);
});

test("every bar is recorded, with the whole record wherever a component voted (P84)", async () => {
  const { commits } = await run(10, "never");
  const rows = commits.flatMap(({ evaluations }) => evaluations);
  expect(rows).toHaveLength(2 * BARS);
  expect(rows.filter(({ record }) => record !== null).length).toBeGreaterThan(10);
  expect(rows.filter(({ buyScore, sellScore, record }) => buyScore + sellScore > 0 && record === null)).toEqual([]);
});

describe("watching a position", () => {
  const position = (fields: Partial<WatchedPosition> = {}): WatchedPosition => ({
    positionId: "pos_1",
    symbol: "BTC/USDT",
    state: "open",
    size: new Decimal(2) as WatchedPosition["size"],
    cost: new Decimal(200) as WatchedPosition["cost"],
    entryPrice: price(100),
    openedAtMs: START_MS,
    closedAtMs: null,
    trigger: "score",
    entryIntentId: ids.intentId(START_MS, "entry"),
    snapshotId: "snapshot",
    version: 1,
    protection: "native",
    stop: price(98),
    target: price(106),
    plannedStop: price(98),
    lowSeen: null,
    highSeen: null,
    exitReason: null,
    liveExit: null,
    partialTaken: false,
    ...fields,
  });
  const look = (bid: number, fields: Partial<WatchedPosition> = {}) => ({
    bids: new Map([["BTC/USDT", price(bid)]]),
    positions: [position(fields)],
    nowMs: START_MS + MINUTE_MS,
  });
  const reasons = (bid: number, fields: Partial<WatchedPosition> = {}): readonly unknown[] =>
    newCycle()
      .watch(look(bid, fields))
      .outbox.map(({ payload }) => payload["reason"]);

  test("asks for an exit only when it is more urgent than the one on its way (F49, P49)", () => {
    expect(reasons(94)).toEqual(["HARD_STOP"]);
    expect(reasons(94, { liveExit: "HARD_STOP" })).toEqual([]);
    expect(reasons(94, { liveExit: "EMERGENCY_STOP" })).toEqual([]);
    expect(reasons(94, { liveExit: "SIGNAL_EXIT" })).toEqual(["HARD_STOP"]);
    expect(reasons(100)).toEqual([]);
  });

  test("sells a part once, and the whole otherwise", () => {
    const [partial] = newCycle().watch(look(103.5)).outbox;
    expect(partial?.payload).toMatchObject({ reason: "PARTIAL_TAKE_PROFIT", budget: { kind: "size", amount: "1" } });
    expect(reasons(103.5, { partialTaken: true })).toEqual([]);
    expect(newCycle().watch(look(80)).outbox[0]?.payload).toMatchObject({
      budget: { kind: "all" },
      positionId: "pos_1",
    });
  });

  test("stores why it was held, in plain text, rule by rule", () => {
    const { exitStates } = newCycle().watch(look(100));
    expect(exitStates["pos_1"]).toMatchObject({
      state: { partialTaken: false },
      verdicts: expect.arrayContaining([
        {
          rule: "HARD_STOP",
          verdict: expect.any(String),
          value: expect.any(String),
          threshold: expect.any(String),
          detail: expect.any(String),
        },
      ]),
    });
  });

  test("passes over a position without a price, and one that was not open yet", () => {
    const cycle = newCycle();
    expect(cycle.watch({ ...look(80), bids: new Map() })).toEqual({ exitStates: {}, outbox: [] });
    expect(cycle.watch(look(80, { openedAtMs: START_MS + 2 * MINUTE_MS }))).toEqual({ exitStates: {}, outbox: [] });
  });

  test("counts sell bars from before a restart when it looks between two bars", async () => {
    const batches = batchesOf(11);
    const streaks: boolean[] = [];
    const through = newCycle();
    for (const [nth, batch] of batches.entries()) {
      const commit = through.process(batch, []);
      if (commit.evaluations.every(({ action }) => action !== "sell")) continue;
      const resumed = newCycle();
      resumed.restore({
        cursorMs: commit.cursorMs,
        batchesDone: nth + 1,
        finished: false,
        signalStates: { ...commit.signalStates, "GONE/USDT": commit.signalStates["BTC/USDT"] },
        exitStates: {},
      });
      for (const past of batches.slice(0, nth + 1)) resumed.warmUp(past);
      const at = { ...look(102), nowMs: batch.closeTimeMs };
      streaks.push(JSON.stringify(resumed.watch(at)) === JSON.stringify(through.watch(at)));
    }
    expect(streaks.length).toBeGreaterThan(3);
    expect(streaks.every(Boolean)).toBe(true);
  });

  test("refuses a stored state it cannot trust", () => {
    const state = {
      cursorMs: 0,
      batchesDone: 0,
      finished: false,
      signalStates: {},
      exitStates: { pos_1: { lastAtr: 1 } },
    };
    expect(() => newCycle().restore(state)).toThrow("pos_1: exit state");
  });

  test("knows no market it was not given", () => {
    expect(() =>
      newCycle().watch({ ...look(80, { symbol: "DOGE/USDT" }), bids: new Map([["DOGE/USDT", price(1)]]) }),
    ).toThrow("no market for DOGE/USDT");
  });
});
