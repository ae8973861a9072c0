/** What a signal store promises. */
import { qty } from "@bottrader/core";
import { expect, test } from "vitest";
import type { SignalCommit } from "../signal-store.ts";
import {
  SAMPLE_TIME_MS,
  sampleEntryIntent,
  sampleEvaluation,
  sampleExitIntent,
  sampleExitOrder,
  sampleIntent,
  sampleIntentId,
  samplePosition,
} from "./sample-records.ts";
import type { StoreBench } from "./store-bench.ts";

const SESSION = "session-1";

export const sampleCommit = (number: number, fields: Partial<SignalCommit> = {}): SignalCommit => ({
  session: SESSION,
  cursorMs: SAMPLE_TIME_MS + number * 60_000,
  batchesDone: number,
  evaluations: [sampleEvaluation(number)],
  signalStates: { "BTC/USDT": { bar: number } },
  exitStates: {},
  outbox: [],
  ...fields,
});

export const outboxRow = (number: number): SignalCommit["outbox"][number] => ({
  queue: "entry-intents-v1",
  intentId: sampleIntentId(number),
  payload: { ...sampleEntryIntent(number) },
});

export function signalCommitCards(bench: () => StoreBench): void {
  test("SS-01 a session that was never seen starts from nothing", async () => {
    const nothing = { cursorMs: null, batchesDone: 0, finished: false, signalStates: {}, exitStates: {} };
    expect(await bench().signal.load(SESSION)).toEqual(nothing);
  });

  test("SS-02 a commit is read back whole: cursor, states and outbox", async () => {
    const { signal, trade, outbox } = bench();
    await trade.transact(async (tx) => {
      await tx.insertIntent(sampleIntent(1));
      await tx.savePosition(samplePosition(1));
    });
    const exitStates = {
      "position-1": { state: { high: "105" }, verdicts: [{ rule: "HARD_STOP", verdict: "armed" }] },
    };
    await signal.commit(sampleCommit(3, { exitStates, outbox: [outboxRow(7)] }));
    expect(await signal.load(SESSION)).toEqual({
      cursorMs: SAMPLE_TIME_MS + 180_000,
      batchesDone: 3,
      finished: false,
      signalStates: { "BTC/USDT": { bar: 3 } },
      exitStates: { "position-1": { high: "105" } },
    });
    expect((await outbox.signals.unpublished(9)).map(({ intentId }) => intentId)).toEqual([sampleIntentId(7)]);
    expect(await outbox.alerts.unpublished(9)).toEqual([]);
  });

  test("SS-03 a commit repeated after a lost answer changes nothing", async () => {
    const { signal, outbox } = bench();
    const commit = sampleCommit(1, { outbox: [outboxRow(7)] });
    await signal.commit(commit);
    await signal.commit(commit);
    expect(await signal.lastEvaluations()).toEqual([sampleEvaluation(1)]);
    expect(await outbox.signals.unpublished(9)).toHaveLength(1);
  });

  test("SS-04 a commit older than the cursor does not turn the state back", async () => {
    const { signal } = bench();
    await signal.commit(sampleCommit(5));
    await signal.commit(sampleCommit(4));
    const { batchesDone, signalStates } = await signal.load(SESSION);
    expect([batchesDone, signalStates]).toEqual([5, { "BTC/USDT": { bar: 5 } }]);
  });

  test("SS-05 sessions do not see each other's cursor and states", async () => {
    const { signal } = bench();
    await signal.commit(sampleCommit(5));
    await signal.commit(sampleCommit(2, { session: "session-2", signalStates: { "ETH/USDT": { bar: 2 } } }));
    await signal.markFinished(SESSION);
    const [first, second] = await Promise.all([signal.load(SESSION), signal.load("session-2")]);
    expect([first.finished, first.batchesDone, second.finished, second.signalStates]).toEqual([
      true,
      5,
      false,
      { "ETH/USDT": { bar: 2 } },
    ]);
  });

  test("SS-06 the last evaluation of each symbol is the newest bar, with every field", async () => {
    const { signal } = bench();
    const eth = sampleEvaluation(2, { symbol: "ETH/USDT", action: "buy", trigger: "score", record: null });
    await signal.commit(sampleCommit(3, { evaluations: [sampleEvaluation(3), sampleEvaluation(1), eth] }));
    expect(await signal.lastEvaluations()).toEqual([sampleEvaluation(3), eth]);
  });
}

export function signalViewCards(bench: () => StoreBench): void {
  test("SS-10 an open position shows the exit that is on its way", async () => {
    const { signal, trade } = bench();
    await trade.transact(async (tx) => {
      await tx.insertIntent(sampleIntent(1));
      await tx.savePosition(samplePosition(1));
    });
    const watched = { ...samplePosition(1), liveExit: null, partialTaken: false };
    expect(await signal.openPositions()).toEqual([watched]);

    const live = sampleIntent(2, { intent: sampleExitIntent(2, { reason: "SOFT_STOP" }) });
    await trade.transact((tx) => tx.insertIntent(live));
    expect(await signal.openPositions()).toEqual([{ ...watched, liveExit: "SOFT_STOP" }]);

    const done = { state: "executed", reason: "INTENT_EXECUTED", settledAtMs: SAMPLE_TIME_MS } as const;
    await trade.transact((tx) => tx.updateIntent({ ...live, ...done }));
    expect(await signal.openPositions()).toEqual([watched]);
  });

  test("SS-12 of several exits on their way the most urgent counts, an operator's before a signal's (F49)", async () => {
    const { signal, trade } = bench();
    const reasons = ["SIGNAL_EXIT", "MANUAL", "TIME_EXIT", "KILL_SWITCH"] as const;
    await trade.transact(async (tx) => {
      await tx.insertIntent(sampleIntent(1));
      await tx.savePosition(samplePosition(1));
    });
    const seen: (string | null | undefined)[] = [];
    for (const [index, reason] of reasons.entries()) {
      const intent = sampleExitIntent(index + 2, { reason });
      await trade.transact((tx) => tx.insertIntent(sampleIntent(index + 2, { intent })));
      seen.push((await signal.openPositions())[0]?.liveExit);
    }
    expect(seen).toEqual(["SIGNAL_EXIT", "MANUAL", "MANUAL", "KILL_SWITCH"]);
  });

  test("SS-11 a working exit order counts as an exit on its way, a resting stop does not", async () => {
    const { signal, trade } = bench();
    const ended = { state: "executed", reason: "INTENT_EXECUTED", settledAtMs: SAMPLE_TIME_MS } as const;
    await trade.transact(async (tx) => {
      await tx.insertIntent(sampleIntent(1, ended));
      await tx.insertIntent(sampleIntent(2, { intent: sampleExitIntent(2), ...ended }));
      await tx.savePosition(samplePosition(1));
      await tx.insertOrder(
        sampleExitOrder(1, { leg: "stop", positionId: "position-1", exitReason: "BRACKET_SL", state: "resting" }),
      );
    });
    expect((await signal.openPositions()).map(({ liveExit }) => liveExit)).toEqual([null]);
    await trade.transact((tx) => tx.insertOrder(sampleExitOrder(2, { positionId: "position-1", state: "unknown" })));
    expect((await signal.openPositions()).map(({ liveExit }) => liveExit)).toEqual(["HARD_STOP"]);
  });

  test("SS-12 a partial take-profit is taken once its order has a fill", async () => {
    const { signal, trade } = bench();
    const partial = sampleExitOrder(1, {
      positionId: "position-1",
      exitReason: "PARTIAL_TAKE_PROFIT",
      state: "resting",
    });
    await trade.transact(async (tx) => {
      await tx.insertIntent(sampleIntent(1));
      await tx.savePosition(samplePosition(1));
      await tx.insertOrder(partial);
    });
    expect((await signal.openPositions()).map(({ partialTaken }) => partialTaken)).toEqual([false]);
    await trade.transact((tx) => tx.updateOrder({ ...partial, state: "filled", filledSize: qty("0.5") }, "filled"));
    expect((await signal.openPositions()).map(({ partialTaken }) => partialTaken)).toEqual([true]);
  });

  test("SS-13 settled intents are those working or ended", async () => {
    const { signal, trade } = bench();
    await trade.transact(async (tx) => {
      await tx.insertIntent(sampleIntent(1));
      await tx.insertIntent(sampleIntent(2, { state: "planned" }));
      await tx.insertIntent(sampleIntent(3, { state: "working" }));
      await tx.insertIntent(
        sampleIntent(4, { state: "rejected", reason: "SIZE_REFUSED", settledAtMs: SAMPLE_TIME_MS }),
      );
    });
    const asked = [1, 2, 3, 4, 5].map(sampleIntentId);
    expect((await signal.settled(asked)).toSorted()).toEqual([sampleIntentId(3), sampleIntentId(4)]);
    expect(await signal.settled([])).toEqual([]);
  });

  test("SS-14 the exit state of a closed position is not loaded any more", async () => {
    const { signal, trade } = bench();
    await trade.transact(async (tx) => {
      await tx.insertIntent(sampleIntent(1));
      await tx.savePosition(samplePosition(1));
    });
    await signal.commit(sampleCommit(1, { exitStates: { "position-1": { state: { high: "1" }, verdicts: [] } } }));
    const closed = { state: "closed", closedAtMs: SAMPLE_TIME_MS, exitReason: "HARD_STOP" } as const;
    await trade.transact((tx) => tx.savePosition(samplePosition(1, closed)));
    expect((await signal.load(SESSION)).exitStates).toEqual({});
  });
}
