/**
 * Reads one resource again when asked, without flooding the server.
 *
 * Invariants
 * 1. At most one read is in flight, and two reads start at least `gapMs` apart.
 * 2. A request made while a read is in flight leads to another read: the newest change is never missed.
 */
import type { Timers } from "./timers.ts";

export interface Refresher {
  readonly request: () => void;
  readonly stop: () => void;
}

interface RefresherOptions {
  /** Never rejects: failures are values. */
  readonly run: () => Promise<void>;
  readonly gapMs: number;
  readonly timers: Timers;
}

export function createRefresher({ run, gapMs, timers }: RefresherOptions): Refresher {
  let isWanted = false;
  let isRunning = false;
  let isStopped = false;
  let lastStartMs = Number.NEGATIVE_INFINITY;
  let cancelTimer: (() => void) | null = null;

  const pump = (): void => {
    if (isStopped || isRunning || !isWanted || cancelTimer !== null) return;
    const waitMs = lastStartMs + gapMs - timers.nowMs();
    if (waitMs > 0) {
      cancelTimer = timers.after(waitMs, () => {
        cancelTimer = null;
        pump();
      });
      return;
    }
    isWanted = false;
    isRunning = true;
    lastStartMs = timers.nowMs();
    void run().finally(() => {
      isRunning = false;
      pump();
    });
  };

  return {
    request: () => {
      isWanted = true;
      pump();
    },
    stop: () => {
      isStopped = true;
      cancelTimer?.();
      cancelTimer = null;
    },
  };
}
