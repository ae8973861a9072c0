/**
 * The guards between a candidate and an action.
 *
 * Invariants
 * 1. Every guard judges every candidate, whatever brought it up; one block is enough.
 * 2. What a guard needs and does not know blocks.
 * 3. Flip hysteresis and cooldown judge both sides. Volume, trend and red day judge buys only: a sell signal opens nothing,
 *    and an exit that waits for volume or a trend protects nobody.
 * 4. Momentum bypasses the minimum number of votes and nothing else: against the last action's side it needs its own ROC target
 *    raised by the hysteresis, as a score needs its target raised.
 */
import { ACTION_CODE, type ActionCode, actionOf } from "./action-code.ts";
import type { CompiledSignalRules } from "./compile-signal-rules.ts";
import { unscaleScore } from "./score-table.ts";
import type { GuardName, GuardVerdict, SignalGuard } from "./signal-evaluation.ts";
import type { SignalRules } from "./signal-rules.ts";

/** What the guards look at. NaN is unknown. */
export type GuardFacts = {
  compiled: CompiledSignalRules;
  candidate: ActionCode;
  isMomentum: boolean;
  /** In millionths, of the candidate's side. */
  score: number;
  rocPct: number;
  openTimeMs: number;
  close: number;
  volume: number;
  volumeMean: number;
  /** Side of the last action before this bar; hold when there was none. */
  lastAction: ActionCode;
  lastActionMs: number;
  trendEma: number;
  trendPreviousEma: number;
  dayChangeRatio: number;
};

type Guard = {
  readonly name: GuardName;
  readonly isOn: (rules: SignalRules) => boolean;
  readonly isForSellsToo: boolean;
  readonly passes: (facts: GuardFacts) => boolean;
  readonly detail: (facts: GuardFacts) => string;
};

const GUARDS: readonly Guard[] = [
  {
    name: "flip_hysteresis",
    isOn: (rules) => rules.flipHysteresis > 0,
    isForSellsToo: true,
    passes: (facts) => !isFlip(facts) || strengthOf(facts) >= flipTargetOf(facts),
    detail: describeFlip,
  },
  {
    name: "cooldown",
    isOn: (rules) => rules.cooldownBars > 0,
    isForSellsToo: true,
    passes: (facts) =>
      facts.lastAction === ACTION_CODE.hold || barsSinceAction(facts) > facts.compiled.rules.cooldownBars,
    detail: (facts) =>
      facts.lastAction === ACTION_CODE.hold
        ? "no action yet"
        : `${rounded(barsSinceAction(facts))} bars since the last action, silent for ${facts.compiled.rules.cooldownBars}`,
  },
  {
    name: "volume",
    isOn: (rules) => rules.volumeConfirmMult > 0,
    isForSellsToo: false,
    passes: (facts) => facts.volume >= facts.compiled.rules.volumeConfirmMult * facts.volumeMean,
    detail: ({ volume, compiled, volumeMean }) =>
      `volume ${rounded(volume)}, needs ${compiled.rules.volumeConfirmMult} x the mean ${rounded(volumeMean)}`,
  },
  {
    name: "trend",
    isOn: (rules) => rules.trend.enabled,
    isForSellsToo: false,
    passes: ({ close, trendEma, trendPreviousEma }) => close > trendEma && trendEma > trendPreviousEma,
    detail: ({ close, trendEma, trendPreviousEma }) =>
      `close ${rounded(close)}, average ${rounded(trendEma)} after ${rounded(trendPreviousEma)}, needs a close above a rising average`,
  },
  {
    name: "red_day",
    isOn: (rules) => !rules.allowBuysOnRedDay,
    isForSellsToo: false,
    passes: ({ dayChangeRatio }) => dayChangeRatio >= 0,
    detail: ({ dayChangeRatio }) => `change over 24 h ${rounded(dayChangeRatio)}, needs 0 or more`,
  },
];

/** Whether any guard blocks the candidate. Allocates nothing. */
export function isBlocked(facts: GuardFacts): boolean {
  for (const guard of GUARDS) {
    if (guard.isOn(facts.compiled.rules) && judgesSide(guard, facts) && !guard.passes(facts)) return true;
  }
  return false;
}

/** Every guard's verdict on the candidate. Without a candidate there is nothing to guard, and all are off. */
export function judgeGuards(facts: GuardFacts): readonly SignalGuard[] {
  if (facts.candidate === ACTION_CODE.hold) {
    return GUARDS.map(({ name }) => ({ name, verdict: "off", detail: "no candidate" }));
  }
  return GUARDS.map((guard) => ({ name: guard.name, ...judge(guard, facts) }));
}

function judge(guard: Guard, facts: GuardFacts): { readonly verdict: GuardVerdict; readonly detail: string } {
  if (!guard.isOn(facts.compiled.rules)) return { verdict: "off", detail: "switched off" };
  if (!judgesSide(guard, facts)) return { verdict: "off", detail: "judges buys only" };
  return { verdict: guard.passes(facts) ? "pass" : "block", detail: guard.detail(facts) };
}

const judgesSide = (guard: Guard, facts: GuardFacts): boolean => guard.isForSellsToo || !isSell(facts);

const isSell = (facts: GuardFacts): boolean => facts.candidate === ACTION_CODE.sell;

function isFlip({ candidate, lastAction }: GuardFacts): boolean {
  return lastAction !== ACTION_CODE.hold && lastAction !== candidate;
}

function strengthOf({ isMomentum, rocPct, score }: GuardFacts): number {
  return isMomentum ? Math.abs(rocPct) : score;
}

function flipTargetOf(facts: GuardFacts): number {
  const targets = isSell(facts) ? facts.compiled.sell : facts.compiled.buy;
  return facts.isMomentum ? targets.flipMomentumPct : targets.flipScore;
}

function barsSinceAction({ openTimeMs, lastActionMs, compiled }: GuardFacts): number {
  return (openTimeMs - lastActionMs) / compiled.rules.barMs;
}

function describeFlip(facts: GuardFacts): string {
  if (facts.lastAction === ACTION_CODE.hold) return "no action yet";
  if (!isFlip(facts)) return `the last action was to ${actionOf(facts.lastAction)} as well`;
  return facts.isMomentum
    ? `|ROC| ${rounded(strengthOf(facts))} against the last action, needs ${rounded(flipTargetOf(facts))}`
    : `score ${unscaleScore(facts.score)} against the last action, needs ${unscaleScore(flipTargetOf(facts))}`;
}

/** Six digits for a reader; the record's numbers are elsewhere. */
function rounded(value: number): string {
  return Number.isNaN(value) ? "unknown" : String(Number(value.toPrecision(6)));
}
