/**
 * Makes the calls to one exchange: keeps still while the exchange wants it, turns exceptions into faults, and tries again where
 * that may help.
 *
 * Invariants
 * 1. No call is sent before the moment that the exchange's Retry-After named.
 * 2. A call never outlasts its deadline, and an abort ends the waiting at once.
 */
import { err, ok, type Result } from "@bottrader/core";
import type { Clock } from "@bottrader/ports";
import { type FeedFault, faultOfError } from "./feed-fault.ts";

/** Resolves after `ms`, or at once when `signal` aborts. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export type FeedLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
};

export type GateOptions = {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** In [0, 1): spreads the tries of several processes. */
  readonly random: () => number;
};

export type CallOptions = {
  readonly deadlineMs: number;
  readonly attemptsMax: number;
  readonly signal?: AbortSignal | undefined;
};

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 30_000;
/** Binance's longest ban; a longer Retry-After is a mistake. */
const PAUSE_MAX_MS = 3 * 86_400_000;

export class FeedGate {
  readonly #options: GateOptions;
  #closedUntilMs = 0;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Milliseconds until the exchange may be called again. */
  get pauseMs(): number {
    return Math.max(0, this.#closedUntilMs - this.#options.clock.nowMs());
  }

  /** No call for `ms` from now; a later end that is known already stands. */
  pauseFor(ms: number): void {
    const untilMs = this.#options.clock.nowMs() + Math.min(ms, PAUSE_MAX_MS);
    this.#closedUntilMs = Math.max(this.#closedUntilMs, untilMs);
  }

  /** Waits before try number `attempt` (from 1): twice as long each time, by half at random, and never less than the pause asked for. */
  async backOff(attempt: number, signal?: AbortSignal): Promise<void> {
    const growing = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt - 1, 16));
    const jittered = growing * (0.5 + this.#options.random() / 2);
    await this.#options.sleep(Math.ceil(Math.max(jittered, this.pauseMs)), signal);
  }

  /** Never rejects. */
  async call<T>(send: () => Promise<T>, options: CallOptions): Promise<Result<T, FeedFault>> {
    for (let attempt = 1; ; attempt += 1) {
      const { signal } = options;
      if (this.pauseMs > 0) await this.#options.sleep(this.pauseMs, signal);
      if (signal?.aborted === true) return err(aborted);
      const outcome = await settle(send, options);
      if (outcome.ok || !outcome.error.retryable || attempt >= options.attemptsMax) return outcome;
      await this.backOff(attempt, signal);
    }
  }
}

const aborted: FeedFault = { code: "ABORTED", retryable: false, detail: "stopped" };

/** The call, its deadline or the abort, whichever is first. What comes later is dropped. */
function settle<T>(send: () => Promise<T>, { deadlineMs, signal }: CallOptions): Promise<Result<T, FeedFault>> {
  return new Promise((resolve) => {
    const finish = (outcome: Result<T, FeedFault>): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      resolve(outcome);
    };
    const stop = (): void => finish(err(aborted));
    const late: FeedFault = { code: "UNREACHABLE", retryable: true, detail: `no full answer within ${deadlineMs} ms` };
    const timer = setTimeout(() => finish(err(late)), deadlineMs);
    signal?.addEventListener("abort", stop, { once: true });
    send().then(
      (value) => finish(ok(value)),
      (error: unknown) => finish(err(faultOfError(error))),
    );
  });
}
