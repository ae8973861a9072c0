import { buildScoreTable, type ScoreTable, scaleScore } from "./score-table.ts";
import type { SignalRules } from "./signal-rules.ts";

/** What the opposite side of the last action and the same side have to reach. Scores in millionths, ROC in points. */
type SideTargets = {
  readonly score: number;
  readonly flipScore: number;
  readonly momentumPct: number;
  readonly flipMomentumPct: number;
};

export type CompiledSignalRules = {
  readonly rules: SignalRules;
  readonly table: ScoreTable;
  readonly buy: SideTargets;
  readonly sell: SideTargets;
};

export function compileSignalRules(rules: SignalRules): CompiledSignalRules {
  const { momentum } = rules;
  const flip = 1 + rules.flipHysteresis;
  const targets = (score: number, momentumPct: number): SideTargets => ({
    score: scaleScore(score),
    flipScore: scaleScore(score * flip),
    momentumPct,
    flipMomentumPct: momentumPct * flip,
  });
  return {
    rules,
    table: buildScoreTable(rules.weights),
    buy: targets(rules.buyTarget, momentum.buyPct),
    sell: targets(rules.sellTarget, momentum.sellPct),
  };
}
