import { floatAt } from "../indicators/float-at.ts";
import { ACTION_CODE, type ActionCode } from "./action-code.ts";
import type { CompiledSignalRules } from "./compile-signal-rules.ts";
import type { SignalIndicators } from "./signal-indicators.ts";
import type { SignalRules } from "./signal-rules.ts";

/** ROC accelerates when it changed by more than this many points … */
const ACCELERATION_MIN_PCT = 0.3;
/** … and by more than this many σ of its recent changes. */
const ACCELERATION_DEVIATIONS = 0.5;

/** The side that ROC momentum calls for on this bar. It needs no score and no number of votes; every guard still judges it. */
export function decideByMomentum(seen: SignalIndicators, { momentum }: SignalRules): ActionCode {
  if (!momentum.enabled) return ACTION_CODE.hold;
  const roc = seen.roc.value;
  const rsi = seen.rsi.value;
  if (roc >= momentum.buyPct && rsi >= momentum.rsiMin && rsi <= momentum.rsiMax) {
    return seen.roc.delta > accelerationMin(seen) ? ACTION_CODE.buy : ACTION_CODE.hold;
  }
  if (roc <= -momentum.sellPct && rsi <= 100 - momentum.rsiMin && rsi >= 100 - momentum.rsiMax) {
    return seen.roc.delta < -accelerationMin(seen) ? ACTION_CODE.sell : ACTION_CODE.hold;
  }
  return ACTION_CODE.hold;
}

/** The side that the votes call for: the higher score of those that reach their target, a tie is a sell. */
export function decideByScore(buyMask: number, sellMask: number, compiled: CompiledSignalRules): ActionCode {
  const { sums, voters } = compiled.table;
  const { indicatorsMin } = compiled.rules;
  const buyScore = floatAt(sums, buyMask);
  const sellScore = floatAt(sums, sellMask);
  const isBuy = buyScore >= compiled.buy.score && floatAt(voters, buyMask) >= indicatorsMin;
  const isSell = sellScore >= compiled.sell.score && floatAt(voters, sellMask) >= indicatorsMin;
  if (isSell && (!isBuy || sellScore >= buyScore)) return ACTION_CODE.sell;
  return isBuy ? ACTION_CODE.buy : ACTION_CODE.hold;
}

function accelerationMin(seen: SignalIndicators): number {
  return Math.max(ACCELERATION_MIN_PCT, ACCELERATION_DEVIATIONS * seen.rocDeltaDeviation());
}
