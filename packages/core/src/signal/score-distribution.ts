import { floatAt } from "../indicators/float-at.ts";
import type { Candle } from "../market/candle.ts";
import { castBuyVotes, castSellVotes } from "./cast-votes.ts";
import { buildScoreTable, type ScoreTable, scaleScore, unscaleScore, VOTE_MASKS } from "./score-table.ts";
import { SignalIndicators } from "./signal-indicators.ts";
import type { SignalRules } from "./signal-rules.ts";
import { warmUpBars } from "./warm-up-bars.ts";

/** How one side's score is spread over the bars looked at. */
export type SideDistribution = {
  readonly target: number;
  /** Bars whose score reached the target with enough votes, before guards. */
  readonly reached: number;
  /** Share of the bars that did not reach it, in [0, 1]: 1 is a target nobody reached. Null without bars. */
  readonly targetPercentile: number | null;
  /** The highest score seen. */
  readonly largest: number;
  /** The smallest score that 90 %, 99 % and 99.9 % of the bars do not exceed. */
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
};

export type ScoreDistribution = {
  /** Bars after warm-up. */
  readonly bars: number;
  readonly buy: SideDistribution;
  readonly sell: SideDistribution;
};

/** What the scores were over a history, so that a target nobody can reach is seen at start-up. `candles` rise in time. */
export function scoreDistribution(rules: SignalRules, candles: readonly Candle[]): ScoreDistribution {
  const seen = new SignalIndicators(rules);
  const warmBars = warmUpBars(rules);
  const buyBars = new Float64Array(VOTE_MASKS);
  const sellBars = new Float64Array(VOTE_MASKS);
  for (const candle of candles) {
    seen.update(candle);
    if (seen.bars < warmBars) continue;
    const buyMask = castBuyVotes(seen, rules);
    const sellMask = castSellVotes(seen, rules);
    buyBars[buyMask] = floatAt(buyBars, buyMask) + 1;
    sellBars[sellMask] = floatAt(sellBars, sellMask) + 1;
  }
  const table = buildScoreTable(rules.weights);
  const { indicatorsMin } = rules;
  const bars = Math.max(0, candles.length - warmBars + 1);
  return {
    bars,
    buy: describeSide({ bars, barsOf: buyBars, table, target: rules.buyTarget, indicatorsMin }),
    sell: describeSide({ bars, barsOf: sellBars, table, target: rules.sellTarget, indicatorsMin }),
  };
}

type SideCounts = {
  readonly bars: number;
  /** Bars of each mask of votes. */
  readonly barsOf: Float64Array;
  readonly table: ScoreTable;
  readonly target: number;
  readonly indicatorsMin: number;
};

function describeSide({ bars, barsOf, table, target, indicatorsMin }: SideCounts): SideDistribution {
  const masks = [...barsOf.keys()].filter((mask) => floatAt(barsOf, mask) > 0);
  masks.sort((a, b) => floatAt(table.sums, a) - floatAt(table.sums, b));
  const scaledTarget = scaleScore(target);
  let reached = 0;
  for (const mask of masks) {
    const isReached = floatAt(table.sums, mask) >= scaledTarget && floatAt(table.voters, mask) >= indicatorsMin;
    if (isReached) reached += floatAt(barsOf, mask);
  }
  const scoreAt = (share: number): number => {
    let counted = 0;
    const at = masks.find((mask) => {
      counted += floatAt(barsOf, mask);
      return counted >= share * bars;
    });
    return at === undefined ? 0 : unscaleScore(floatAt(table.sums, at));
  };
  return {
    target,
    reached,
    targetPercentile: bars === 0 ? null : 1 - reached / bars,
    largest: scoreAt(1),
    p90: scoreAt(0.9),
    p99: scoreAt(0.99),
    p999: scoreAt(0.999),
  };
}
