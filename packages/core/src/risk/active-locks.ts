/**
 * Everything that keeps entries out for a while, as a list.
 *
 * Invariants
 * 1. The list is made by the gate's own checks from the gate's own facts: a lock is listed exactly while it refuses.
 * 2. An id names a lock, not its occurrence: the same lock in force again has the same id.
 */
import type { CheckFinding, LockView } from "./check-finding.ts";
import type { LockFacts } from "./entry-facts.ts";
import { LIFTABLE_LOCKS, type LiftableLock } from "./lock-lift.ts";
import { cooldown, dailyLoss, drawdown, lossStreak, stopsGlobal, stopsSymbol } from "./loss-checks.ts";
import type { RiskReason } from "./risk-reason.ts";
import type { RiskRules } from "./risk-rules.ts";
import { exclusion, hodl, reconciled, symbolFilter, tradingState } from "./state-checks.ts";

/** Locks on all symbols, as the gate asks them. */
export const GLOBAL_LOCK_CHECKS = { tradingState, reconciled, dailyLoss, drawdown, stopsGlobal, lossStreak } as const;
/** Locks on one symbol, as the gate asks them. */
export const SYMBOL_LOCK_CHECKS = { hodl, exclusion, stopsSymbol, cooldown, symbolFilter } as const;

type GlobalLock = keyof typeof GLOBAL_LOCK_CHECKS;
type SymbolLock = keyof typeof SYMBOL_LOCK_CHECKS;
export type LockKind = GlobalLock | SymbolLock;

/** How each lock ends before its time. */
export const LOCK_REMEDY: Readonly<Record<LockKind, string>> = {
  tradingState: "Set the trading state to active.",
  reconciled: "Ends by itself when books and venue have been compared; ask for it with reconcile.",
  hodl: "Take the asset off HODL_SYMBOLS and restart.",
  exclusion: "Take the symbol off EXCLUDED_SYMBOLS and restart.",
  dailyLoss: "Lifting it counts the day's loss anew from the equity of that moment.",
  drawdown: "Lifting it, or resuming, starts the peak anew at the equity of that moment.",
  stopsSymbol: "Lifting it forgets the symbol's stops so far.",
  stopsGlobal: "Lifting it forgets the stops so far in this count; each symbol keeps its own.",
  lossStreak: "Lifting it counts losses anew.",
  cooldown: "Lifting it ends the pause of this symbol.",
  symbolFilter: "Lifting it admits the symbol until it has traded again; then its record is judged anew.",
};

export type ActiveLock = {
  /** `kind` or `kind:symbol`. */
  readonly id: string;
  readonly kind: LockKind;
  readonly symbol: string | null;
  readonly reason: RiskReason;
  readonly detail: string;
  readonly remedy: string;
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  /** Not null when it may be lifted: its name among the liftable ones. Never when it blocks because something is unknown. */
  readonly lift: LiftableLock | null;
};

export type LockRequest = {
  readonly facts: LockFacts;
  readonly rules: RiskRules;
  readonly symbols: readonly string[];
  readonly nowMs: number;
};

/** All locks in force: those on everything first, then by symbol in the order given. */
export function activeLocks({ facts, rules, symbols, nowMs }: LockRequest): readonly ActiveLock[] {
  const view = (symbol: string): LockView => ({ symbol, facts, rules, nowMs });
  const global = kindsOf(GLOBAL_LOCK_CHECKS).flatMap((kind) => lockOf(kind, null, GLOBAL_LOCK_CHECKS[kind](view(""))));
  const bySymbol = symbols.flatMap((symbol) =>
    kindsOf(SYMBOL_LOCK_CHECKS).flatMap((kind) => lockOf(kind, symbol, SYMBOL_LOCK_CHECKS[kind](view(symbol)))),
  );
  return [...global, ...bySymbol];
}

const kindsOf = <Kind extends string>(checks: Readonly<Record<Kind, unknown>>): readonly Kind[] =>
  Object.keys(checks) as Kind[];

function lockOf(kind: LockKind, symbol: string | null, finding: CheckFinding): readonly ActiveLock[] {
  if (finding.verdict !== "block") return [];
  const { reason, detail, span } = finding;
  const liftable = LIFTABLE_LOCKS.find((name) => name === kind) ?? null;
  return [
    {
      id: symbol === null ? kind : `${kind}:${symbol}`,
      kind,
      symbol,
      reason,
      detail,
      remedy: LOCK_REMEDY[kind],
      sinceMs: span?.sinceMs ?? null,
      untilMs: span?.untilMs ?? null,
      lift: span === undefined ? null : liftable,
    },
  ];
}
