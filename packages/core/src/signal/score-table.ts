import { floatAt } from "../indicators/float-at.ts";
import { SIGNAL_COMPONENTS, type SignalRules } from "./signal-rules.ts";

/** Scores are whole millionths inside, so that 1.5 + 1.8 + 2.2 reaches a target of 5.5. */
const SCALE = 1_000_000;

/** Bit of each component in a mask of votes, in the order of `SIGNAL_COMPONENTS`. */
export const VOTE_BIT = { ratio: 1, touch: 2, pattern: 4, rsi: 8, roc: 16, macd: 32, swing: 64 } as const;

/** Number of different masks of votes. */
export const VOTE_MASKS = 1 << SIGNAL_COMPONENTS.length;

/** What every combination of votes is worth. */
export type ScoreTable = {
  /** Score of a mask in millionths. */
  readonly sums: Float64Array;
  /** Components with a weight that voted in a mask; a weight of 0 switches its component off. */
  readonly voters: Float64Array;
};

export function buildScoreTable(weights: SignalRules["weights"]): ScoreTable {
  const sums = new Float64Array(VOTE_MASKS);
  const voters = new Float64Array(VOTE_MASKS);
  for (const component of SIGNAL_COMPONENTS) {
    const weight = scaleScore(weights[component]);
    for (let mask = 0; mask < VOTE_MASKS; mask += 1) {
      if ((mask & VOTE_BIT[component]) === 0 || weight === 0) continue;
      sums[mask] = floatAt(sums, mask) + weight;
      voters[mask] = floatAt(voters, mask) + 1;
    }
  }
  return { sums, voters };
}

/** A score or target in whole millionths. */
export function scaleScore(score: number): number {
  return Math.round(score * SCALE);
}

/** The score that so many millionths are. */
export function unscaleScore(scaled: number): number {
  return scaled / SCALE;
}

/** Whether a weight or target is a whole number of millionths, and so adds up exactly. */
export function isExactScore(score: number): boolean {
  return unscaleScore(scaleScore(score)) === score;
}
