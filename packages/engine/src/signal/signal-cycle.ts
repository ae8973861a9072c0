/**
 * The signal service's work on one batch of closed bars: evaluate every symbol, decide entries, watch open positions, and hand
 * back everything that one transaction must store.
 *
 * Invariants
 * 1. Same candles, same stored states, same positions: same commit, down to the intent ids.
 * 2. A bar is evaluated once: batches at or before the cursor are the caller's to skip.
 */
import {
  type Candle,
  createSignalEngine,
  Decimal,
  type ExitRules,
  type ExitState,
  exitStateFromJson,
  exitStateToJson,
  initialExitState,
  invariant,
  type Market,
  type Price,
  quoteFromClose,
  type SignalEngine,
  type SignalEvaluation,
  type SignalRules,
  type SignalState,
} from "@bottrader/core";
import type {
  BarBatch,
  EvaluationRow,
  IdSource,
  SignalCommit,
  SignalServiceState,
  WatchedPosition,
} from "@bottrader/ports";
import { entryIntent } from "./entry-intent.ts";
import { evaluationRow } from "./evaluation-row.ts";
import type { Producer } from "./producer.ts";
import { type WatchInput, watchPosition } from "./watch-position.ts";

export type SignalCycleOptions = {
  readonly markets: readonly Market[];
  readonly timeframe: string;
  readonly signalRules: SignalRules;
  readonly exitRules: ExitRules;
  /** Spread assumed around a bar's close when no quote is at hand, as a fraction of price. */
  readonly spreadRatio: Decimal;
  readonly entryTtlMs: number;
  readonly exitTtlMs: number;
  readonly producer: Producer;
  readonly ids: IdSource;
};

export type CycleCommit = Omit<SignalCommit, "batchesDone">;

type CycleOutbox = SignalCommit["outbox"][number];

/** One look at the open positions between bars. */
export type WatchLook = {
  readonly bids: ReadonlyMap<string, Price>;
  readonly positions: readonly WatchedPosition[];
  readonly nowMs: number;
};

export type SignalCycle = {
  /** Runs the exit policy at these prices; what it returns must be stored. */
  watch(look: WatchLook): Pick<CycleCommit, "exitStates" | "outbox">;
  /** Takes over decision states stored before a restart. Call before `warmUp`. */
  restore(state: SignalServiceState): void;
  /** Feeds history to the indicators without deciding anything. */
  warmUp(batch: BarBatch): void;
  /** Decides on one batch; `positions` are those open when its bars closed. */
  process(batch: BarBatch, positions: readonly WatchedPosition[]): CycleCommit;
  /** The newest evaluation of each symbol. */
  latest(): readonly { readonly symbol: string; readonly evaluation: SignalEvaluation }[];
};

type Watched = {
  readonly engine: SignalEngine;
  readonly market: Market;
  lastSellCloseMs: number | null;
  latest: SignalEvaluation | null;
};

type StoredSignalState = { readonly engine: SignalState; readonly lastSellCloseMs: number | null };

export function createSignalCycle(options: SignalCycleOptions): SignalCycle {
  return new WatchedSymbols(options);
}

class WatchedSymbols implements SignalCycle {
  readonly #options: SignalCycleOptions;
  readonly #symbols: ReadonlyMap<string, Watched>;
  readonly #exitStates = new Map<string, ExitState>();

  constructor(options: SignalCycleOptions) {
    this.#options = options;
    this.#symbols = new Map(
      options.markets.map((market): [string, Watched] => [
        market.symbol,
        { engine: createSignalEngine(options.signalRules), market, lastSellCloseMs: null, latest: null },
      ]),
    );
  }

  restore(state: SignalServiceState): void {
    for (const [symbol, stored] of Object.entries(state.signalStates)) {
      const { engine, lastSellCloseMs } = stored as StoredSignalState;
      const into = this.#symbols.get(symbol);
      // A symbol that is no longer watched has nothing to take over
      if (into === undefined) continue;
      into.engine.restore(engine);
      into.lastSellCloseMs = lastSellCloseMs;
    }
    for (const [positionId, stored] of Object.entries(state.exitStates)) {
      const parsed = exitStateFromJson(stored);
      invariant(parsed.ok, parsed.ok ? "" : `${positionId}: ${parsed.error}`);
      this.#exitStates.set(positionId, parsed.value);
    }
  }

  warmUp(batch: BarBatch): void {
    for (const { symbol, candle } of batch.bars) this.#watched(symbol).engine.warmUp(candle);
  }

  process(batch: BarBatch, positions: readonly WatchedPosition[]): CycleCommit {
    const nowMs = batch.closeTimeMs;
    const evaluations: EvaluationRow[] = [];
    const signalStates: Record<string, StoredSignalState> = {};
    const outbox: CycleOutbox[] = [];
    const bids = new Map<string, Price>();
    for (const { symbol, candle } of batch.bars) {
      const into = this.#watched(symbol);
      const evaluation = evaluate(into, candle, nowMs);
      evaluations.push(evaluationRow({ symbol, timeframe: this.#options.timeframe, candle, evaluation }));
      signalStates[symbol] = { engine: into.engine.snapshot(), lastSellCloseMs: into.lastSellCloseMs };
      bids.set(symbol, quoteFromClose(candle.close, this.#options.spreadRatio, into.market.tick).bid);
      if (evaluation.action !== "buy") continue;
      const decision = { symbol, close: candle.close, evaluation, nowMs, atrRatio: into.engine.atrRatio };
      const intent = entryIntent(decision, this.#options);
      outbox.push({ queue: "entry-intents-v1", intentId: intent.intentId, payload: intent });
    }
    const exits = this.watch({ bids, positions, nowMs });
    forgetClosed(this.#exitStates, positions);
    return {
      session: this.#options.producer.session,
      cursorMs: nowMs,
      evaluations,
      signalStates,
      exitStates: exits.exitStates,
      // Exits free the money and the places that entries compete for
      outbox: [...exits.outbox, ...outbox],
    };
  }

  watch(look: WatchLook): Pick<CycleCommit, "exitStates" | "outbox"> {
    const { exitRules, exitTtlMs, producer, ids } = this.#options;
    const outbox: CycleOutbox[] = [];
    const stored: Record<string, { state: unknown; verdicts: unknown }> = {};
    for (const position of look.positions) {
      const bid = look.bids.get(position.symbol);
      // A position opened after this moment is seen again when bars are repeated after a crash; it was not there then
      if (bid === undefined || position.openedAtMs > look.nowMs) continue;
      const { outcome, intent } = watchPosition(
        this.#lookAt(position, bid, look.nowMs),
        { exit: exitRules, intentTtlMs: exitTtlMs },
        { ...producer, ids },
      );
      this.#exitStates.set(position.positionId, outcome.state);
      stored[position.positionId] = { state: exitStateToJson(outcome.state), verdicts: verdictTexts(outcome.verdicts) };
      if (intent) outbox.push({ queue: "exit-intents-v1", intentId: intent.intentId, payload: intent });
    }
    return { exitStates: stored, outbox };
  }

  latest(): readonly { readonly symbol: string; readonly evaluation: SignalEvaluation }[] {
    return [...this.#symbols].flatMap(([symbol, { latest }]) =>
      latest === null ? [] : [{ symbol, evaluation: latest }],
    );
  }

  #watched(symbol: string): Watched {
    const found = this.#symbols.get(symbol);
    invariant(found !== undefined, `no market for ${symbol}`);
    return found;
  }

  #lookAt(position: WatchedPosition, bid: Price, nowMs: number): WatchInput {
    const { engine, market, lastSellCloseMs } = this.#watched(position.symbol);
    return {
      position,
      state: this.#exitStates.get(position.positionId) ?? initialExitState(),
      market,
      bid,
      atr: knownAtr(engine),
      // The engine's count, not the newest evaluation's: after a restart there is none until the next bar
      signal: { sellStreak: engine.sellStreak, lastSellCloseMs, barMs: this.#options.signalRules.barMs },
      nowMs,
    };
  }
}

function evaluate(into: Watched, candle: Candle, nowMs: number): SignalEvaluation {
  const evaluation = into.engine.onBar(candle);
  into.latest = evaluation;
  if (evaluation.candidate === "sell") into.lastSellCloseMs = nowMs;
  return evaluation;
}

function forgetClosed(states: Map<string, ExitState>, open: readonly WatchedPosition[]): void {
  for (const positionId of states.keys()) {
    if (!open.some((position) => position.positionId === positionId)) states.delete(positionId);
  }
}

function knownAtr(engine: SignalEngine): { value: Decimal; ratio: Decimal; percentile: number | null } | null {
  const { atr, atrRatio } = engine;
  if (atr === null || atrRatio === null || atr <= 0) return null;
  return { value: new Decimal(atr), ratio: new Decimal(atrRatio), percentile: engine.atrPercentile };
}

/** Verdicts as the dashboard and the API show them: plain text, no decimals. */
function verdictTexts(
  verdicts: ReturnType<typeof watchPosition>["outcome"]["verdicts"],
): readonly Record<string, unknown>[] {
  return verdicts.map((verdict) => ({
    rule: verdict.rule,
    verdict: verdict.verdict,
    value: verdict.value?.toSignificantDigits(10).toFixed() ?? null,
    threshold: verdict.threshold?.toSignificantDigits(10).toFixed() ?? null,
    detail: verdict.verdict === "blocked" ? `${verdict.blockedBy}: ${verdict.detail}` : verdict.detail,
  }));
}
