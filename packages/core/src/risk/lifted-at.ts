import type { LockView } from "./check-finding.ts";
import type { LiftableLock } from "./lock-lift.ts";

/**
 * The newest lift of a lock, −∞ when it was never lifted. A lift later than `nowMs` does not count: it belongs to another clock,
 * such as the real time before a recording is played.
 */
export function liftedAtMs({ facts, nowMs }: LockView, kind: LiftableLock, symbol: string | null): number {
  const lifts = facts.lifts.filter((lift) => lift.kind === kind && lift.symbol === symbol && lift.atMs <= nowMs);
  return Math.max(-Infinity, ...lifts.map(({ atMs }) => atMs));
}
