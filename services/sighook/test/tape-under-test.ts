import type { MarketBars } from "@bottrader/contracts";
import { Decimal, type Market, price, qty, quote } from "@bottrader/core";
import type { CycleCommit, SignalCycle } from "@bottrader/engine";
import { createLogger } from "@bottrader/platform";
import type { BarBatch, CandleSourceKind, OutboxRow, SignalCommit, WatchedPosition } from "@bottrader/ports";
import { createMarketDriver, type MarketDriver } from "../src/market/market-driver.ts";

export const BAR_MS = 60_000;
const SYMBOL = "BTC/USDT";

const market: Market = {
  symbol: SYMBOL,
  base: "BTC",
  quote: "USDT",
  tick: price("0.01"),
  step: qty("0.00001"),
  sizeMin: qty("0.00001"),
  notionalMin: quote("5"),
  makerFeeRatio: new Decimal("0.001"),
  takerFeeRatio: new Decimal("0.001"),
};

const batchAt = (bar: number): BarBatch => ({
  closeTimeMs: bar * BAR_MS,
  bars: [
    {
      symbol: SYMBOL,
      candle: { openTimeMs: (bar - 1) * BAR_MS, open: bar, high: bar + 1, low: bar, close: bar + 0.5, volume: 1e-7 },
    },
  ],
});

export type Tape = {
  readonly kind?: CandleSourceKind;
  /** Bars of the recording, numbered from 1. */
  readonly bars: number;
  /** Bars on which the cycle decides something. */
  readonly decidesAt?: readonly number[];
  /** Positions the order manager has open after a bar. */
  readonly openAfter?: (bar: number) => number;
  readonly paceMs?: number | null;
  /** Times a call fails before it works, by what is in the journal: `bars 3`, `commit 3`, `publish int_3`, `settled`, `positions`. */
  readonly failures?: Readonly<Record<string, number>>;
  /** Looks at the intents' states that come back empty before they are settled. */
  readonly settlesAfterLooks?: number;
  /** The service is told to stop when this comes into the journal. */
  readonly stopsAt?: string;
};

export type TapeUnderTest = {
  readonly driver: MarketDriver;
  /** Everything that happened, in order. Failed calls have a `!` behind them. */
  readonly journal: string[];
  readonly commits: SignalCommit[];
  readonly delivered: MarketBars[];
  readonly slept: number[];
  readonly log: () => string;
  readonly stop: AbortController;
  run(from?: { afterMs: number; batchesDone: number }): Promise<void>;
};

/** The driver between a made-up tape, a cycle that decides where the test says, and an order manager that may fail. */
export function openTape(tape: Tape): TapeUnderTest {
  const journal: string[] = [];
  const commits: SignalCommit[] = [];
  const delivered: MarketBars[] = [];
  const slept: number[] = [];
  const lines: string[] = [];
  const waiting: OutboxRow[] = [];
  const failuresLeft = { ...tape.failures };
  const stop = new AbortController();
  let wallMs = 1_000_000;
  let looksLeft = tape.settlesAfterLooks ?? 0;

  const happen = (what: string): void => {
    const left = failuresLeft[what] ?? 0;
    const entry = left === 0 ? what : `${what}!`;
    journal.push(entry);
    if (entry === tape.stopsAt) stop.abort();
    if (left === 0) return;
    failuresLeft[what] = left - 1;
    throw new Error(`${what} failed`);
  };

  const driver = createMarketDriver({
    source: {
      kind: tape.kind ?? "recorded",
      exchange: "binance",
      timeframe: "1m",
      markets: [market],
      batchesTotal: tape.kind === "live" ? null : tape.bars,
      async *history(untilMs) {
        const bar = Math.min(tape.bars, Math.floor(untilMs / BAR_MS));
        if (bar > 0) yield batchAt(bar);
      },
      async *batches(afterMs, signal) {
        for (let bar = 1; bar <= tape.bars && !signal.aborted; bar += 1) {
          if (bar * BAR_MS > afterMs) yield batchAt(bar);
        }
      },
    },
    cycle: cycleOf(tape, journal),
    store: {
      load: async () => ({ cursorMs: null, batchesDone: 0, finished: false, signalStates: {}, exitStates: {} }),
      async commit(commit) {
        happen(`commit ${commit.cursorMs / BAR_MS}`);
        commits.push(commit);
        for (const row of commit.outbox) waiting.push({ ...row, sequence: BigInt(waiting.length) });
      },
      markFinished: async (session) => happen(`finished ${session}`),
      async openPositions() {
        happen("positions");
        return [];
      },
      async settled(intentIds) {
        happen("settled");
        looksLeft -= 1;
        return looksLeft >= 0 ? [] : intentIds;
      },
      lastEvaluations: async () => [],
    },
    orders: {
      openSession: async () => undefined,
      async bars(batch) {
        const bar = batch.closeTimeMs / BAR_MS;
        happen(batch.last === true ? `last ${bar}` : `bars ${bar}`);
        delivered.push(batch);
        return { closeTimeMs: batch.closeTimeMs, openPositions: tape.openAfter?.(bar) ?? 0, unsettledIntents: 0 };
      },
      quotes: async () => undefined,
    },
    relay: {
      outbox: {
        unpublished: async () => [...waiting],
        async markPublished() {
          waiting.length = 0;
        },
        async lost() {
          journal.push("look for lost");
          return [];
        },
      },
      publisher: {
        publish: async (_queue, { intentId }) => happen(`publish ${intentId}`),
        consumerCount: async () => 1,
        close: async () => undefined,
      },
      batchMax: 200,
    },
    session: "rec_1",
    paceMs: tape.paceMs ?? null,
    log: createLogger({ service: "sighook", level: "trace", stream: { write: (line) => void lines.push(line) } }),
    wallMs: () => wallMs,
    async sleep(ms, signal) {
      if (signal.aborted) throw new Error("stopped");
      slept.push(ms);
      wallMs += ms;
    },
  });
  return {
    driver,
    journal,
    commits,
    delivered,
    slept,
    log: () => lines.join(""),
    stop,
    run: (from = { afterMs: 0, batchesDone: 0 }) =>
      driver.run({ ...from, last: from.afterMs === 0 ? null : batchAt(from.afterMs / BAR_MS) }, stop.signal),
  };
}

/** Decides on the bars the test names, and notes each bar it was asked about. */
function cycleOf(tape: Tape, journal: string[]): SignalCycle {
  return {
    watch: () => ({ exitStates: {}, outbox: [] }),
    restore: () => undefined,
    warmUp: () => undefined,
    latest: () => [],
    process(batch, positions: readonly WatchedPosition[]): CycleCommit {
      const bar = batch.closeTimeMs / BAR_MS;
      journal.push(`decide ${bar}`);
      const isDecision = tape.decidesAt?.includes(bar) ?? false;
      const intentId = `int_${bar}`;
      return {
        session: "rec_1",
        cursorMs: batch.closeTimeMs,
        evaluations: [
          {
            symbol: SYMBOL,
            timeframe: "1m",
            openTimeMs: (bar - 1) * BAR_MS,
            open: 1,
            high: 1,
            low: 1,
            close: 1,
            volume: 1,
            buyScore: positions.length,
            sellScore: 0,
            action: "hold",
            trigger: null,
            record: null,
          },
        ],
        signalStates: { [SYMBOL]: { bar } },
        exitStates: { [`pos_${bar % 2}`]: { state: { bar }, verdicts: [] } },
        outbox: isDecision ? [{ queue: "entry-intents-v1", intentId, payload: { intentId } }] : [],
      };
    },
  };
}
