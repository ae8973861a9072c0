/** The signal service's store in memory. Of the evaluations it keeps the newest of each symbol: a replay reports the rest itself. */
import { EXIT_REASONS } from "@bottrader/core";
import type {
  EvaluationRow,
  ExitReasonText,
  PositionRecord,
  SignalCommit,
  SignalStore,
  WatchedPosition,
} from "@bottrader/ports";
import { WORKING_ORDER_STATES } from "@bottrader/ports";
import { type MemoryTable, rowsOfGroup, stageTable } from "./memory-table.ts";
import { EVERY, type MemoryTables, type OutboxEntry } from "./memory-tables.ts";

export type MemorySignalOptions = {
  readonly outbox: MemoryTable<OutboxEntry>;
  readonly nextSequence: () => bigint;
};

type Session = {
  readonly cursorMs: number;
  readonly batchesDone: number;
  readonly finished: boolean;
  readonly signalStates: Readonly<Record<string, unknown>>;
};

export function createMemorySignalStore(
  tables: MemoryTables,
  { outbox, nextSequence }: MemorySignalOptions,
): SignalStore {
  const sessions = new Map<string, Session>();
  const exitStates = new Map<string, unknown>();
  const evaluations = new Map<string, EvaluationRow>();

  const commitState = ({ session, cursorMs, batchesDone, ...changes }: SignalCommit): void => {
    const before = sessions.get(session);
    if (before !== undefined && before.cursorMs > cursorMs) return;
    const signalStates = { ...before?.signalStates, ...changes.signalStates };
    sessions.set(session, { cursorMs, batchesDone, finished: before?.finished ?? false, signalStates });
    for (const [positionId, { state }] of Object.entries(changes.exitStates)) exitStates.set(positionId, state);
  };

  return {
    load: async (session) => {
      const known = sessions.get(session);
      const isOpen = ([positionId]: readonly [string, unknown]): boolean =>
        tables.positions.rows.get(positionId)?.state === "open";
      return {
        cursorMs: known?.cursorMs ?? null,
        batchesDone: known?.batchesDone ?? 0,
        finished: known?.finished ?? false,
        signalStates: known?.signalStates ?? {},
        exitStates: Object.fromEntries([...exitStates].filter(isOpen)),
      };
    },
    commit: async (commit) => {
      commitState(commit);
      for (const row of commit.evaluations) {
        const newest = evaluations.get(row.symbol);
        if (newest === undefined || row.openTimeMs > newest.openTimeMs) evaluations.set(row.symbol, row);
      }
      const staged = stageTable(outbox);
      for (const row of commit.outbox) {
        if (staged.get(row.intentId) === null) staged.put({ ...row, sequence: nextSequence(), publishedAtMs: null });
      }
      staged.commit();
    },
    markFinished: async (session) => {
      const known = sessions.get(session);
      if (known !== undefined) sessions.set(session, { ...known, finished: true });
    },
    openPositions: async () =>
      rowsOfGroup(tables.positions, "open", EVERY)
        .toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1))
        .map((position) => watch(tables, position)),
    settled: async (intentIds) =>
      intentIds.filter((intentId) => {
        const state = tables.intents.rows.get(intentId)?.state;
        return state !== undefined && state !== "received" && state !== "planned";
      }),
    lastEvaluations: async () => [...evaluations.values()].toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1)),
  };
}

function watch(tables: MemoryTables, position: PositionRecord): WatchedPosition {
  const orders = rowsOfGroup(tables.orders, "position", position.positionId);
  const partialTaken = orders.some(
    ({ exitReason, filledSize }) => exitReason === "PARTIAL_TAKE_PROFIT" && filledSize.gt(0),
  );
  return { ...position, liveExit: liveExitOf(tables, position), partialTaken };
}

function liveExitOf(tables: MemoryTables, { positionId, symbol }: PositionRecord): ExitReasonText | null {
  const reasons = new Set<ExitReasonText>();
  for (const { intent } of rowsOfGroup(tables.intents, "live", symbol)) {
    if (intent.type !== "exit") continue;
    if (intent.positionId === null || intent.positionId === positionId) reasons.add(intent.reason);
  }
  for (const { leg, state, exitReason } of rowsOfGroup(tables.orders, "position", positionId)) {
    if (leg === "exit" && exitReason !== null && WORKING_ORDER_STATES.includes(state)) reasons.add(exitReason);
  }
  return EXIT_REASONS.find((reason) => reasons.has(reason)) ?? null;
}
