import { floatAt } from "../indicators/float-at.ts";
import { buildScoreTable, unscaleScore, VOTE_BIT, VOTE_MASKS } from "./score-table.ts";
import type { SignalRules } from "./signal-rules.ts";

export type ReachableScore = { readonly buy: number; readonly sell: number };

/**
 * The largest score each side can reach with at least `indicatorsMin` votes. Votes that exclude each other are not added up: a close at
 * the outer band is not beyond the middle (ratio, pattern), nor the extreme of a swing as long as the bands' window.
 * The rules are mirror images, so both sides reach the same.
 */
export function reachableScore(rules: SignalRules): ReachableScore {
  const { sums, voters } = buildScoreTable(rules.weights);
  const spansBands = rules.swingPeriod >= rules.bb.period - 1;
  const excludedByTouch = VOTE_BIT.ratio | VOTE_BIT.pattern | (spansBands ? VOTE_BIT.swing : 0);
  let best = 0;
  for (let mask = 0; mask < VOTE_MASKS; mask += 1) {
    const isPossible = (mask & VOTE_BIT.touch) === 0 || (mask & excludedByTouch) === 0;
    if (isPossible && floatAt(voters, mask) >= rules.indicatorsMin) best = Math.max(best, floatAt(sums, mask));
  }
  return { buy: unscaleScore(best), sell: unscaleScore(best) };
}
