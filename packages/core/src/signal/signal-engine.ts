/**
 * Turns the closed bars of one symbol into signals.
 *
 * Invariants
 * 1. A decision depends on the bars given so far and the restored state, on nothing else.
 * 2. `step` allocates nothing on a bar; the record of why is built by `describe`, from the same numbers.
 * 3. Bars rise in time by at least one interval; a gap is a gap.
 */
import { floatAt } from "../indicators/float-at.ts";
import { invariant } from "../invariant.ts";
import type { Candle } from "../market/candle.ts";
import { ACTION_CODE, type ActionCode, actionOf } from "./action-code.ts";
import { castBuyVotes, castSellVotes } from "./cast-votes.ts";
import { type CompiledSignalRules, compileSignalRules } from "./compile-signal-rules.ts";
import { DayChange } from "./day-change.ts";
import { decideByMomentum, decideByScore } from "./decide-candidate.ts";
import { describeVotes, knownOrNull } from "./describe-votes.ts";
import { type GuardFacts, isBlocked, judgeGuards } from "./judge-guards.ts";
import { unscaleScore } from "./score-table.ts";
import type { IndicatorValues, SignalEvaluation, SignalTrigger } from "./signal-evaluation.ts";
import { SignalIndicators } from "./signal-indicators.ts";
import type { SignalRules } from "./signal-rules.ts";
import { TrendAverage } from "./trend-average.ts";
import { warmUpBars } from "./warm-up-bars.ts";

/** What a restart must not forget. Plain JSON; the indicators are rebuilt from history by `warmUp`. */
export type SignalState = {
  /** The last action taken and the start of its bar, for hysteresis and cooldown. */
  readonly lastAction: { readonly side: "buy" | "sell"; readonly openTimeMs: number } | null;
  readonly sellStreak: number;
  /** Start of the last bar decided on; null before the first. */
  readonly decidedOpenTimeMs: number | null;
};

export type SignalEngine = {
  /** Takes the next closed bar and says what was decided and why. */
  readonly onBar: (candle: Candle) => SignalEvaluation;
  /** Takes the next closed bar and decides, without the record. Keeps no reference to `candle`, so one object can serve all bars. */
  readonly step: (candle: Candle) => ActionCode;
  /** The record of the last bar stepped. */
  readonly describe: () => SignalEvaluation;
  /** Takes a bar of history: moves the indicators, decides nothing. */
  readonly warmUp: (candle: Candle) => void;
  readonly snapshot: () => SignalState;
  /** Puts back a snapshot, before or after the history was warmed up. */
  readonly restore: (state: SignalState) => void;
  /** In quote units; null until warm, as the next two. */
  readonly atr: number | null;
  /** ATR over close. */
  readonly atrRatio: number | null;
  /** Mid-rank of `atrRatio` among its last `atrRegimeBars` values, in [0, 1]. O(atrRegimeBars) to read. */
  readonly atrPercentile: number | null;
  /** Consecutive bars, up to the last one stepped, whose candidate was to sell, whatever the guards said. */
  readonly sellStreak: number;
  /** What brought up the last bar's candidate. */
  readonly trigger: SignalTrigger | null;
};

/** An engine for one symbol. `rules` must have passed `validateSignalRules`. */
export function createSignalEngine(rules: SignalRules): SignalEngine {
  return new SymbolSignals(rules);
}

class SymbolSignals implements SignalEngine {
  readonly #compiled: CompiledSignalRules;
  readonly #seen: SignalIndicators;
  readonly #trend: TrendAverage | null;
  readonly #day: DayChange | null;
  readonly #warmBars: number;
  readonly #facts: GuardFacts;
  #openTimeMs = Number.NEGATIVE_INFINITY;
  #buyMask = 0;
  #sellMask = 0;
  #action: ActionCode = ACTION_CODE.hold;
  #isDecided = false;
  #lastAction: ActionCode = ACTION_CODE.hold;
  #lastActionMs = Number.NaN;
  #sellStreak = 0;
  #decidedMs = Number.NaN;

  constructor(rules: SignalRules) {
    const { barMs, trend } = rules;
    this.#compiled = compileSignalRules(rules);
    this.#seen = new SignalIndicators(rules);
    this.#trend = trend.enabled ? new TrendAverage({ barMs, ...trend }) : null;
    this.#day = rules.allowBuysOnRedDay ? null : new DayChange(barMs);
    this.#warmBars = warmUpBars(rules);
    this.#facts = emptyFacts(this.#compiled);
  }

  onBar(candle: Candle): SignalEvaluation {
    this.step(candle);
    return this.describe();
  }

  step(candle: Candle): ActionCode {
    this.#observe(candle);
    const { rules } = this.#compiled;
    this.#buyMask = castBuyVotes(this.#seen, rules);
    this.#sellMask = castSellVotes(this.#seen, rules);
    const candidate = this.#decide();
    this.#countSells(candidate);
    this.#action = candidate === ACTION_CODE.hold || isBlocked(this.#gatherFacts()) ? ACTION_CODE.hold : candidate;
    if (this.#action !== ACTION_CODE.hold) {
      this.#lastAction = this.#action;
      this.#lastActionMs = candle.openTimeMs;
    }
    this.#decidedMs = candle.openTimeMs;
    this.#isDecided = true;
    return this.#action;
  }

  warmUp(candle: Candle): void {
    this.#observe(candle);
    this.#isDecided = false;
  }

  describe(): SignalEvaluation {
    invariant(this.#isDecided, "only a bar that was decided on is described");
    const { rules, table } = this.#compiled;
    const masks = { buy: this.#buyMask, sell: this.#sellMask };
    return {
      timestamp: this.#openTimeMs,
      close: this.#seen.close,
      indicators: describeIndicators(this.#seen),
      score: {
        buy: unscaleScore(floatAt(table.sums, masks.buy)),
        sell: unscaleScore(floatAt(table.sums, masks.sell)),
      },
      votes: describeVotes(this.#seen, rules, masks),
      action: actionOf(this.#action),
      trigger: this.trigger,
      guards: judgeGuards(this.#facts),
      candidate: actionOf(this.#facts.candidate),
      sellStreak: this.#sellStreak,
    };
  }

  snapshot(): SignalState {
    const side = actionOf(this.#lastAction);
    return {
      lastAction: side === "hold" ? null : { side, openTimeMs: this.#lastActionMs },
      sellStreak: this.#sellStreak,
      decidedOpenTimeMs: knownOrNull(this.#decidedMs),
    };
  }

  restore({ lastAction, sellStreak, decidedOpenTimeMs }: SignalState): void {
    this.#lastAction = ACTION_CODE[lastAction?.side ?? "hold"];
    this.#lastActionMs = lastAction?.openTimeMs ?? Number.NaN;
    this.#sellStreak = sellStreak;
    this.#decidedMs = decidedOpenTimeMs ?? Number.NaN;
  }

  get atr(): number | null {
    return knownOrNull(this.#seen.atr.value);
  }

  get atrRatio(): number | null {
    return knownOrNull(this.#seen.atrRatio());
  }

  get atrPercentile(): number | null {
    return knownOrNull(this.#seen.atrPercentile());
  }

  get sellStreak(): number {
    return this.#sellStreak;
  }

  get trigger(): SignalTrigger | null {
    if (this.#facts.candidate === ACTION_CODE.hold) return null;
    return this.#facts.isMomentum ? "roc_momentum" : "score";
  }

  #observe(candle: Candle): void {
    const { openTimeMs } = candle;
    invariant(openTimeMs - this.#openTimeMs >= this.#compiled.rules.barMs, "bars are at least one interval apart");
    this.#openTimeMs = openTimeMs;
    this.#seen.update(candle);
    this.#trend?.update(openTimeMs, candle.close);
    this.#day?.update(openTimeMs, candle.close);
  }

  #decide(): ActionCode {
    const facts = this.#facts;
    facts.isMomentum = false;
    facts.candidate = ACTION_CODE.hold;
    if (this.#seen.bars < this.#warmBars) return facts.candidate;
    const byMomentum = decideByMomentum(this.#seen, this.#compiled.rules);
    facts.isMomentum = byMomentum !== ACTION_CODE.hold;
    facts.candidate = facts.isMomentum ? byMomentum : decideByScore(this.#buyMask, this.#sellMask, this.#compiled);
    return facts.candidate;
  }

  /** A bar that is missing, or that came while the process was down, ends a streak: it did not say sell. */
  #countSells(candidate: ActionCode): void {
    const isNext = this.#openTimeMs - this.#decidedMs === this.#compiled.rules.barMs;
    const before = isNext ? this.#sellStreak : 0;
    this.#sellStreak = candidate === ACTION_CODE.sell ? before + 1 : 0;
  }

  #gatherFacts(): GuardFacts {
    const facts = this.#facts;
    const mask = facts.candidate === ACTION_CODE.buy ? this.#buyMask : this.#sellMask;
    facts.score = floatAt(this.#compiled.table.sums, mask);
    facts.rocPct = this.#seen.roc.value;
    facts.openTimeMs = this.#openTimeMs;
    facts.close = this.#seen.close;
    facts.volume = this.#seen.volume;
    facts.volumeMean = this.#seen.volumeMean.value;
    facts.lastAction = this.#lastAction;
    facts.lastActionMs = this.#lastActionMs;
    facts.trendEma = this.#trend?.ema ?? Number.NaN;
    facts.trendPreviousEma = this.#trend?.previousEma ?? Number.NaN;
    facts.dayChangeRatio = this.#day?.ratio ?? Number.NaN;
    return facts;
  }
}

function emptyFacts(compiled: CompiledSignalRules): GuardFacts {
  return {
    compiled,
    candidate: ACTION_CODE.hold,
    isMomentum: false,
    score: Number.NaN,
    rocPct: Number.NaN,
    openTimeMs: Number.NaN,
    close: Number.NaN,
    volume: Number.NaN,
    volumeMean: Number.NaN,
    lastAction: ACTION_CODE.hold,
    lastActionMs: Number.NaN,
    trendEma: Number.NaN,
    trendPreviousEma: Number.NaN,
    dayChangeRatio: Number.NaN,
  };
}

function describeIndicators(seen: SignalIndicators): IndicatorValues {
  return {
    rsi: knownOrNull(seen.rsi.value),
    roc: knownOrNull(seen.roc.value),
    macd: knownOrNull(seen.macd.line),
    macdSignal: knownOrNull(seen.macd.signal),
    macdHistogram: knownOrNull(seen.macd.histogram),
    bbUpper: knownOrNull(seen.bands.upper),
    bbMiddle: knownOrNull(seen.bands.middle),
    bbLower: knownOrNull(seen.bands.lower),
    atr: knownOrNull(seen.atr.value),
  };
}
