/** The locks an operator may lift, in the order of the gate's checks, whose names they are. */
export const LIFTABLE_LOCKS = [
  "dailyLoss",
  "drawdown",
  "stopsSymbol",
  "stopsGlobal",
  "lossStreak",
  "cooldown",
  "symbolFilter",
] as const;

export type LiftableLock = (typeof LIFTABLE_LOCKS)[number];

/** Evidence at or before this moment no longer counts for this lock. */
export type LockLift = {
  readonly kind: LiftableLock;
  /** Null for a lock on all symbols. */
  readonly symbol: string | null;
  readonly atMs: number;
};
