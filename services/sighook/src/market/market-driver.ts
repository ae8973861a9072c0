/**
 * Drives the market through both services, in lockstep: the next bars are delivered when everything the last ones caused has
 * settled here and at the order manager.
 *
 * Invariants
 * 1. A batch is pushed to the venue before it is decided on: what the bars filled is known to the decision.
 * 2. Decisions are committed with their outbox rows before they are relayed; nothing is decided twice.
 * 3. Whatever fails is tried again until it works or the service stops: the tape waits, it never skips.
 */
import type { MarketBars, TapeView } from "@bottrader/contracts";
import { type CycleCommit, type RelayOptions, relayLost, relayOutbox, type SignalCycle } from "@bottrader/engine";
import type { Logger } from "@bottrader/platform";
import type { BarBatch, CandleSource, SignalStore } from "@bottrader/ports";
import { createInsist, type Insist } from "./insist.ts";
import { marketBarsOf } from "./market-bars.ts";
import type { OrderManagerClient } from "./order-manager-client.ts";

export type MarketDriverParts = {
  readonly source: CandleSource;
  readonly cycle: SignalCycle;
  readonly store: SignalStore;
  readonly orders: OrderManagerClient;
  readonly relay: RelayOptions;
  readonly session: string;
  /** Milliseconds of wall time between two batches of a recording; null is as fast as everything settles. */
  readonly paceMs: number | null;
  readonly log: Logger;
  readonly wallMs: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

export type MarketDriver = {
  /** Plays until the recording ends or `signal` says stop. `last` is the batch that closed at `afterMs`. */
  run(from: { afterMs: number; batchesDone: number; last: BarBatch | null }, signal: AbortSignal): Promise<void>;
  progress(): TapeView;
};

type Run = MarketDriverParts & { readonly signal: AbortSignal; readonly insist: Insist };

/** Batches whose evaluations may wait in memory: they can be decided again from the candles after a crash. */
const FLUSH_BATCHES = 32;
const SETTLE_POLL_MS = 2;
const SETTLE_POLL_MAX_MS = 50;
const SETTLE_NUDGE_MS = 1_000;

export function createMarketDriver(parts: MarketDriverParts): MarketDriver {
  const { source, paceMs, wallMs } = parts;
  let tape: TapeView = {
    state: source.kind === "recorded" ? "playing" : "none",
    atMs: null,
    barsDone: 0,
    barsTotal: source.batchesTotal === null ? null : source.batchesTotal * source.markets.length,
  };

  return {
    progress: () => tape,
    async run(from, signal) {
      const run: Run = { ...parts, signal, insist: createInsist(parts, signal) };
      const pending = createPending(run, from.batchesDone);
      let { last } = from;
      tape = { ...tape, barsDone: from.batchesDone * source.markets.length };
      if (last !== null && source.kind !== "live") await finishEarlier(run, last);
      for await (const batch of source.batches(from.afterMs, signal)) {
        const startedMs = wallMs();
        await playBatch(run, pending, batch);
        tape = { ...tape, atMs: batch.closeTimeMs, barsDone: pending.batchesDone() * source.markets.length };
        last = batch;
        if (paceMs !== null) await parts.sleep(Math.max(0, paceMs - (wallMs() - startedMs)), signal);
      }
      await pending.flush();
      if (signal.aborted || source.kind !== "recorded") return;
      await endRecording(run, last);
      tape = { ...tape, state: "done" };
    },
  };
}

async function playBatch(run: Run, pending: Pending, batch: BarBatch): Promise<void> {
  const { store, orders, insist } = run;
  const bars = marketBarsOf(run.session, batch);
  const market = await insist("delivering bars", () => orders.bars(bars));
  const positions = market.openPositions === 0 ? [] : await insist("reading positions", () => store.openPositions());
  const commit = run.cycle.process(batch, positions);
  pending.add(commit);
  const mayWait = run.paceMs === null && run.source.kind === "recorded" && !pending.isFull();
  if (commit.outbox.length > 0 || !mayWait) await pending.flush();
  if (commit.outbox.length > 0) await relayInTurn(run, bars);
}

/** Hands over one intent after the other, each settled before the next: what two of them compete for goes to the first. */
async function relayInTurn(run: Run, bars: MarketBars): Promise<void> {
  const { insist, relay } = run;
  for (;;) {
    const [row] = await insist("reading the outbox", () => relay.outbox.unpublished(1));
    if (row === undefined) return;
    await insist("relaying", () => relayOutbox({ ...relay, batchMax: 1 }, run.wallMs()));
    await insist("settling an intent", () => settle(run, row.intentId, bars));
  }
}

/** Settles what an earlier process decided on the last bars it delivered, before the market moves on. */
async function finishEarlier(run: Run, last: BarBatch): Promise<void> {
  const { insist, orders, relay } = run;
  const bars = marketBarsOf(run.session, last);
  await insist("delivering the last bars again", () => orders.bars(bars));
  await relayInTurn(run, bars);
  const isSettled = async (): Promise<boolean> => {
    const { unsettledIntents } = await orders.bars(bars);
    const lost = await relayLost(relay, run.wallMs());
    return unsettledIntents === 0 && lost === 0;
  };
  while (!(await insist("settling earlier intents", isSettled))) await run.sleep(SETTLE_POLL_MAX_MS, run.signal);
}

/** Waits until the order manager has settled the intent; an order manager that was replaced meanwhile is told again. */
async function settle(run: Run, intentId: string, bars: MarketBars): Promise<void> {
  let nudgedAtMs = run.wallMs();
  let delayMs = SETTLE_POLL_MS;
  for (;;) {
    if ((await run.store.settled([intentId])).length > 0) return;
    await run.sleep(delayMs, run.signal);
    delayMs = Math.min(delayMs * 2, SETTLE_POLL_MAX_MS);
    if (run.wallMs() - nudgedAtMs < SETTLE_NUDGE_MS) continue;
    nudgedAtMs = run.wallMs();
    // A new one has no prices yet: the same bars again change nothing else
    await run.orders.bars(bars);
    await relayLost(run.relay, nudgedAtMs - SETTLE_NUDGE_MS);
  }
}

/** What is still open is closed at the last bid, then the session is marked as finished. */
async function endRecording(run: Run, last: BarBatch | null): Promise<void> {
  const { insist, orders, session, store } = run;
  if (last !== null) {
    await insist("closing the recording", () => orders.bars({ ...marketBarsOf(session, last), last: true }));
  }
  await insist("marking the end", () => store.markFinished(session));
}

/** Commits that wait to be stored as one. */
type Pending = {
  add(commit: CycleCommit): void;
  isFull(): boolean;
  /** Stores what waits. */
  flush(): Promise<void>;
  batchesDone(): number;
};

function createPending({ store, insist }: Run, batchesBefore: number): Pending {
  let waiting: CycleCommit | null = null;
  let batches = 0;
  let batchesDone = batchesBefore;
  return {
    add(commit) {
      waiting = waiting === null ? commit : mergeCommits(waiting, commit);
      batches += 1;
      batchesDone += 1;
    },
    isFull: () => batches >= FLUSH_BATCHES,
    async flush() {
      if (waiting === null) return;
      const commit = { ...waiting, batchesDone };
      await insist("storing the evaluations", () => store.commit(commit));
      waiting = null;
      batches = 0;
    },
    batchesDone: () => batchesDone,
  };
}

function mergeCommits(earlier: CycleCommit, later: CycleCommit): CycleCommit {
  return {
    ...later,
    evaluations: [...earlier.evaluations, ...later.evaluations],
    signalStates: { ...earlier.signalStates, ...later.signalStates },
    exitStates: { ...earlier.exitStates, ...later.exitStates },
    outbox: [...earlier.outbox, ...later.outbox],
  };
}
