/** What the score can reach and what it did reach, so that a target nobody can reach is seen at start-up and not a month later. */
import {
  type Candle,
  reachableScore,
  type SideDistribution,
  type SignalRules,
  scoreDistribution,
} from "@bottrader/core";

type SideReach = {
  readonly target: number;
  /** Largest score the weights allow. */
  readonly reachable: number;
  /** Bars of the history, all symbols together, that reached the target, before guards. */
  readonly reached: number;
  /** Percentile of the target among the bars of the history, in percent; null without history. 100: no bar reached it. */
  readonly targetPercentile: number | null;
  /** The largest score of the history; null without one. */
  readonly largest: number | null;
};

export type ScoreReach = {
  /** Bars after warm-up, all symbols together. */
  readonly bars: number;
  readonly buy: SideReach;
  readonly sell: SideReach;
};

/** `history` is of each symbol by itself, rising in time. */
export function describeScoreReach(rules: SignalRules, history: Iterable<readonly Candle[]>): ScoreReach {
  const reachable = reachableScore(rules);
  const distributions = [...history]
    .map((candles) => scoreDistribution(rules, candles))
    .filter((distribution) => distribution.bars > 0);
  const bars = distributions.reduce((sum, distribution) => sum + distribution.bars, 0);
  const sideOf = (side: "buy" | "sell", target: number): SideReach => {
    const sides = distributions.map((distribution): SideDistribution => distribution[side]);
    const reached = sides.reduce((sum, one) => sum + one.reached, 0);
    return {
      target,
      reachable: reachable[side],
      reached,
      targetPercentile: bars === 0 ? null : Math.round(10_000 * 100 * (1 - reached / bars)) / 10_000,
      largest: bars === 0 ? null : Math.max(...sides.map(({ largest }) => largest)),
    };
  };
  return { bars, buy: sideOf("buy", rules.buyTarget), sell: sideOf("sell", rules.sellTarget) };
}
