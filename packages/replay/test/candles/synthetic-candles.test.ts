import { parseSettings, signalRules } from "@bottrader/contracts";
import { createSignalEngine, validateCandle } from "@bottrader/core";
import { expect, test } from "vitest";
import { openSyntheticCandles, type SyntheticOptions } from "../../src/index.ts";
import { closesOf, collect, MINUTE_MS, noFees } from "./candle-files.ts";

const START_MS = Date.UTC(2026, 2, 2, 3, 4, 5, 600);
const HOUR_MS = 60 * MINUTE_MS;

/** A source on a clock that moves only when the source sleeps. */
function open(changes: Partial<SyntheticOptions> = {}) {
  const clock = { now: START_MS, nowMs: () => clock.now };
  const opened = openSyntheticCandles({
    symbols: ["BTC/USD", "ETH/USD", "WHAT/USD"],
    timeframe: "5m",
    seed: 1,
    speed: 1,
    startMs: START_MS,
    fees: noFees,
    clock,
    sleep: async (ms) => {
      clock.now += ms;
    },
    ...changes,
  });
  if (!opened.ok) throw new Error(opened.error.join("\n"));
  return { source: opened.value, clock };
}

async function take(count: number, options: Partial<SyntheticOptions> = {}, afterMs = START_MS) {
  const { source } = open(options);
  const stop = new AbortController();
  const batches = [];
  for await (const batch of source.batches(afterMs, stop.signal)) {
    batches.push(batch);
    if (batches.length === count) stop.abort();
  }
  return batches;
}

test("it says what it is", () => {
  const { source } = open();
  expect([source.kind, source.exchange, source.batchesTotal]).toEqual(["synthetic", "synthetic", null]);
  expect(source.markets.map(({ symbol, tick, step }) => [symbol, tick.toFixed(), step.toFixed()])).toEqual([
    ["BTC/USD", "0.01", "0.0000001"],
    ["ETH/USD", "0.001", "0.000001"],
    ["WHAT/USD", "0.000001", "0.01"],
  ]);
});

test.each(["1m", "5m", "7m", "1h", "1d", "1w"])(
  "%s: history and live are the same bars in every run",
  async (timeframe) => {
    const { source } = open({ timeframe });
    const live = await take(12, { timeframe, speed: Number.POSITIVE_INFINITY });
    const untilMs = live.at(-1)?.closeTimeMs ?? 0;
    expect(await collect(source.history(untilMs, 12))).toEqual(live);
    expect(await collect(source.history(untilMs + 30_000, 5))).toEqual(live.slice(-5));
    expect(await take(6, { timeframe, speed: 9 }, live[5]?.closeTimeMs)).toEqual(live.slice(6));
  },
);

test("another seed is another market", async () => {
  const [a] = await take(1, { seed: 1 });
  const [b] = await take(1, { seed: 2 });
  expect(a?.closeTimeMs).toBe(b?.closeTimeMs);
  expect(a?.bars[0]?.candle.close).not.toBe(b?.bars[0]?.candle.close);
});

test("every bar is valid, on the grid and joined to the one before, and prices stay where they were put", async () => {
  const batches = await take(2_000, { timeframe: "1m", speed: Number.POSITIVE_INFINITY });
  for (const index of [0, 1, 2]) {
    const candles = batches.flatMap((batch) => batch.bars[index]?.candle ?? []);
    let previousOpenTimeMs: number | null = null;
    for (const [at, candle] of candles.entries()) {
      expect(validateCandle(candle, { intervalMs: MINUTE_MS, previousOpenTimeMs }).ok).toBe(true);
      expect(candle.open).toBe(at === 0 ? candle.open : candles[at - 1]?.close);
      previousOpenTimeMs = candle.openTimeMs;
    }
  }
  const [btc] = (await collect(open().source.history(START_MS + 400 * 24 * HOUR_MS, 1)))[0]?.bars ?? [];
  expect(btc?.candle.close).toBeGreaterThan(20_000);
  expect(btc?.candle.close).toBeLessThan(180_000);
});

test("coarser bars are made of the finer ones", async () => {
  const minutes = await collect(open({ timeframe: "1m" }).source.history(START_MS, 120));
  const [hour] = await collect(open({ timeframe: "1h" }).source.history(START_MS, 1));
  const bar = hour?.bars[0]?.candle;
  const inside = minutes
    .flatMap((batch) => batch.bars[0]?.candle ?? [])
    .filter((c) => {
      return c.openTimeMs >= (bar?.openTimeMs ?? 0) && c.openTimeMs < (bar?.openTimeMs ?? 0) + HOUR_MS;
    });
  expect(inside).toHaveLength(60);
  expect(bar?.high).toBe(Math.max(...inside.map((c) => c.high)));
  expect(bar?.close).toBe(inside.at(-1)?.close);
});

test("a bar is given when its time has come on the scaled clock, not before, and missed ones at once", async () => {
  const { source, clock } = open({ speed: 60 });
  const stop = new AbortController();
  const seen: { readonly close: number; readonly real: number }[] = [];
  for await (const batch of source.batches(START_MS - 20 * MINUTE_MS, stop.signal)) {
    seen.push({ close: batch.closeTimeMs, real: clock.now });
    if (seen.length === 7) stop.abort();
  }
  expect(seen.slice(0, 4).map(({ real }) => real)).toEqual([START_MS, START_MS, START_MS, START_MS]);
  for (const { close, real } of seen.slice(4)) {
    const dueMs = START_MS + (close - START_MS) / 60;
    expect(real).toBeGreaterThanOrEqual(dueMs);
    expect(real).toBeLessThan(dueMs + 2);
  }
});

test("an abort while it waits ends the run", async () => {
  const stop = new AbortController();
  const { source } = open({
    sleep: async () => {
      stop.abort();
    },
  });
  expect(closesOf(await collect(source.batches(START_MS, stop.signal)))).toEqual([]);
});

test("faults are told all at once", () => {
  const opened = openSyntheticCandles({
    symbols: ["BTCUSD"],
    timeframe: "30s",
    seed: 1,
    speed: 0,
    startMs: 0,
    fees: noFees,
    clock: { nowMs: () => 0 },
    sleep: async () => undefined,
  });
  expect(opened.ok ? [] : opened.error).toEqual([
    'symbol "BTCUSD" is not BASE/QUOTE',
    'timeframe "30s" is not whole minutes',
    "speed 0 is not above 0",
  ]);
});

test("it moves enough for the default rules to buy and to sell, by score and by momentum", async () => {
  const settings = parseSettings(new Map());
  if (!settings.ok) throw new Error("defaults are valid");
  const candidates: string[] = [];
  const actions: string[] = [];
  const symbols = ["BTC/USD", "ETH/USD", "SOL/USD", "XRP/USD"];
  const { source } = open({ symbols });
  const engines = symbols.map(() => createSignalEngine(signalRules(settings.value.values, 5 * MINUTE_MS)));
  for await (const { bars } of source.history(START_MS, 14 * 288)) {
    for (const [index, { candle }] of bars.entries()) {
      const evaluation = engines[index]?.onBar(candle);
      if (evaluation === undefined) throw new Error("one engine for each symbol");
      candidates.push(`${evaluation.candidate} ${evaluation.trigger}`);
      actions.push(evaluation.action);
    }
  }
  const count = (list: readonly string[], word: string) => list.filter((entry) => entry === word).length;
  const tally = Object.fromEntries([...new Set(candidates)].map((word) => [word, count(candidates, word)]));
  console.log("candidates in two weeks of four symbols", tally, "buys", count(actions, "buy"));
  expect(count(candidates, "buy score")).toBeGreaterThan(10);
  expect(count(candidates, "sell score")).toBeGreaterThan(10);
  expect(count(candidates, "buy roc_momentum")).toBeGreaterThan(0);
  expect(count(actions, "buy")).toBeGreaterThan(4);
});
