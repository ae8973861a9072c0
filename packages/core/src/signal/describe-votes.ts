import { VOTE_BIT } from "./score-table.ts";
import type { SignalVote } from "./signal-evaluation.ts";
import type { SignalIndicators } from "./signal-indicators.ts";
import { SIGNAL_COMPONENTS, type SignalComponent, type SignalRules } from "./signal-rules.ts";

type Compared = { readonly value: number; readonly threshold: number };
type CompareSide = Readonly<Record<SignalComponent, (seen: SignalIndicators, rules: SignalRules) => Compared>>;

/** Masks of the votes cast on a bar. */
export type VoteMasks = { readonly buy: number; readonly sell: number };

const COMPARED: Readonly<Record<"buy" | "sell", CompareSide>> = {
  buy: {
    ratio: (seen, rules) => ({ value: seen.bandRatio(), threshold: rules.buyRatio }),
    touch: (seen) => ({ value: seen.close, threshold: seen.bands.lower }),
    pattern: (seen) => ({ value: seen.lowDistance(), threshold: seen.patternDistanceMin() }),
    rsi: (seen, rules) => ({ value: seen.rsi.value, threshold: rules.rsiOversold }),
    roc: (seen, rules) => ({ value: seen.roc.value, threshold: rules.rocBuyPct }),
    macd: (seen) => ({ value: seen.macd.line, threshold: seen.macd.signal }),
    swing: (seen) => ({ value: seen.close, threshold: seen.swingHigh }),
  },
  sell: {
    ratio: (seen, rules) => ({ value: seen.bandRatio(), threshold: rules.sellRatio }),
    touch: (seen) => ({ value: seen.close, threshold: seen.bands.upper }),
    pattern: (seen) => ({ value: seen.highDistance(), threshold: seen.patternDistanceMin() }),
    rsi: (seen, rules) => ({ value: seen.rsi.value, threshold: rules.rsiOverbought }),
    roc: (seen, rules) => ({ value: seen.roc.value, threshold: -rules.rocSellPct }),
    macd: (seen) => ({ value: seen.macd.line, threshold: seen.macd.signal }),
    swing: (seen) => ({ value: seen.close, threshold: seen.swingLow }),
  },
};

/** The record of the votes cast on this bar: all components to buy, then all to sell. */
export function describeVotes(seen: SignalIndicators, rules: SignalRules, masks: VoteMasks): readonly SignalVote[] {
  return (["buy", "sell"] as const).flatMap((side) =>
    SIGNAL_COMPONENTS.map((component) => {
      const { value, threshold } = COMPARED[side][component](seen, rules);
      return {
        component,
        side,
        vote: (masks[side] & VOTE_BIT[component]) === 0 ? 0 : 1,
        value: knownOrNull(value),
        threshold: knownOrNull(threshold),
        weight: rules.weights[component],
      };
    }),
  );
}

/** JSON has no NaN: what is not known is null. */
export function knownOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
