/**
 * A recording through the real processes, queue, database and paper venue; then the same recording while everything is killed.
 */

import type { AccountView, IntentView, OrderView, PositionView, TapeView, TradeView } from "@bottrader/contracts";
import { Decimal } from "@bottrader/core";
import { eventually } from "@bottrader/testkit";
import { beforeAll, describe, expect, test } from "vitest";
import { type Launched, launch, type RunningFacts, readApi } from "../support/launch.ts";
import { writeRecording } from "../support/recording.ts";

const RUN_MS = 240_000;
/** The trend guard needs days of history; without it a short recording trades enough to be worth comparing. */
const ENV = { TREND_ALIGNMENT_ENABLED: "false", LOG_LEVEL: "warn" };

type Page<T> = { readonly items: readonly T[] };
type Outcome = {
  readonly trades: readonly TradeView[];
  readonly account: AccountView;
  readonly positions: readonly PositionView[];
  readonly working: readonly OrderView[];
  readonly intents: readonly IntentView[];
};

const tape = async (facts: RunningFacts): Promise<TapeView> =>
  (await (await fetch(`${facts.urls.sighook}/api/v1/tape`)).json()) as TapeView;

const isDone = async (system: Launched): Promise<boolean> => (await tape(system.facts())).state === "done";

async function readOutcome(facts: RunningFacts): Promise<Outcome> {
  return {
    trades: (await readApi<Page<TradeView>>(facts, "trades?limit=1000")).items,
    account: await readApi<AccountView>(facts, "account"),
    positions: await readApi<readonly PositionView[]>(facts, "positions"),
    working: (await readApi<Page<OrderView>>(facts, "orders?working=true&limit=1000")).items,
    intents: (await readApi<Page<IntentView>>(facts, "intents?limit=1000")).items,
  };
}

/** Plays the recording to its end; `disturb` may do its worst meanwhile. */
async function play(dir: string, disturb: (system: Launched) => Promise<void>): Promise<Outcome> {
  const system = launch({ args: ["--candles", dir, "--speed", "max"], env: ENV });
  try {
    await system.ready();
    await disturb(system);
    await eventually(() => isDone(system), { withinMs: RUN_MS });
    return await readOutcome(system.facts());
  } finally {
    await system.stop();
  }
}

/** Waits until the tape has moved on by `bars`, whoever was killed before. */
async function untilMoved(system: Launched, bars: number): Promise<void> {
  let from = Number.POSITIVE_INFINITY;
  await eventually(
    async () => {
      const now = await tape(system.facts());
      from = Math.min(from, now.barsDone);
      return now.state === "done" || now.barsDone >= from + bars;
    },
    { withinMs: RUN_MS },
  );
}

describe("a recording through the real processes", () => {
  let dir: string;
  let undisturbed: Outcome;

  beforeAll(async () => {
    dir = await writeRecording({ bars: 2_500, fromBar: 6_000 });
    undisturbed = await play(dir, async () => {});
  }, RUN_MS);

  test("every trade has a trigger, an exit reason and the snapshot it was decided under (P44, P72, I7)", () => {
    expect(undisturbed.trades.length).toBeGreaterThan(5);
    for (const trade of undisturbed.trades) {
      expect(trade.trigger).toMatch(/^(score|roc_momentum)$/);
      expect(trade.exitReason).toMatch(/^[A-Z_]+$/);
      expect(trade.snapshotId).toMatch(/^[0-9a-f]{16}$/);
    }
  });

  test("cash, realised and unrealised add up to equity to the last digit (I6)", () => {
    const { startingEquity, cash, realised, unrealised, equity } = undisturbed.account;
    expect(new Decimal(startingEquity).add(realised).add(unrealised).toFixed()).toBe(equity);
    expect(unrealised).toBe("0");
    expect(cash).toBe(equity);
    const booked = undisturbed.trades.reduce((sum, trade) => sum.add(trade.pnl), new Decimal(0));
    expect(booked.toFixed()).toBe(new Decimal(realised).toFixed());
  });

  test("the end leaves no position, no order at the venue and no intent without an outcome (I5, I9)", () => {
    expect(undisturbed.positions).toEqual([]);
    expect(undisturbed.working).toEqual([]);
    expect(undisturbed.intents.filter((intent) => intent.settledAt === null)).toEqual([]);
  });

  test(
    "kill -9 of sighook, webhook, Redis and Postgres changes nothing: the same trades, nothing lost, nothing doubled (F14, F32, F43, F44)",
    async () => {
      const killed: string[] = [];
      const disturbed = await play(dir, async (system) => {
        for (const name of ["sighook", "webhook", "redis", "postgres", "webhook", "sighook"]) {
          await untilMoved(system, 400);
          const pid = system.facts().pids[name];
          if (pid === undefined) continue;
          process.kill(pid, "SIGKILL");
          killed.push(name);
          await eventually(() => system.facts().pids[name] !== pid, { withinMs: 30_000 });
        }
      });
      expect(killed).toEqual(["sighook", "webhook", "redis", "postgres", "webhook", "sighook"]);
      expect(disturbed.trades).toEqual(undisturbed.trades);
      expect(disturbed.account).toEqual(undisturbed.account);
      expect(disturbed.positions).toEqual([]);
      expect(disturbed.working).toEqual([]);
    },
    RUN_MS,
  );
});
