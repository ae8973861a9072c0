/** Everything the signal service owns, and the views it reads. */
import type { QueueName } from "@bottrader/contracts";
import type { ExitReasonText, PositionRecord } from "./records.ts";

export type EvaluationRow = {
  readonly symbol: string;
  readonly timeframe: string;
  readonly openTimeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly buyScore: number;
  readonly sellScore: number;
  readonly action: "buy" | "sell" | "hold";
  readonly trigger: string | null;
  /** The whole evaluation; null only for a bar on which no component voted. */
  readonly record: Readonly<Record<string, unknown>> | null;
};

export type SignalCommit = {
  readonly session: string;
  /** Close time of the newest bar this commit covers. */
  readonly cursorMs: number;
  readonly batchesDone: number;
  readonly evaluations: readonly EvaluationRow[];
  /** Decision state of each symbol, plain JSON. */
  readonly signalStates: Readonly<Record<string, unknown>>;
  /** Exit state and last verdicts of each watched position, plain JSON. */
  readonly exitStates: Readonly<Record<string, { readonly state: unknown; readonly verdicts: unknown }>>;
  readonly outbox: readonly {
    readonly queue: QueueName;
    readonly intentId: string;
    readonly payload: Readonly<Record<string, unknown>>;
  }[];
};

export type SignalServiceState = {
  readonly cursorMs: number | null;
  readonly batchesDone: number;
  readonly finished: boolean;
  readonly signalStates: Readonly<Record<string, unknown>>;
  readonly exitStates: Readonly<Record<string, unknown>>;
};

export type WatchedPosition = PositionRecord & {
  /** Reason of the exit that is already on its way for the position: a live exit intent, or a working order of leg `exit`. */
  readonly liveExit: ExitReasonText | null;
  /** An exit of reason PARTIAL_TAKE_PROFIT has a fill. */
  readonly partialTaken: boolean;
};

export interface SignalStore {
  load(session: string): Promise<SignalServiceState>;
  /** Evaluations, states, cursor and outbox rows in one transaction. Repeating a commit changes nothing. */
  commit(commit: SignalCommit): Promise<void>;
  markFinished(session: string): Promise<void>;
  /** View: positions of the order manager that are open. */
  openPositions(): Promise<readonly WatchedPosition[]>;
  /** View: of the given intents, those the order manager has settled (working or ended). */
  settled(intentIds: readonly string[]): Promise<readonly string[]>;
  /** Last evaluation of each symbol. */
  lastEvaluations(): Promise<readonly EvaluationRow[]>;
}
