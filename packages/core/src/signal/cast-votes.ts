import { VOTE_BIT } from "./score-table.ts";
import type { SignalIndicators } from "./signal-indicators.ts";
import type { SignalRules } from "./signal-rules.ts";

/**
 * The components that vote to buy on this bar, as a mask of `VOTE_BIT`.
 *
 * Bands without width touch every price of a market that does not move, and say nothing: they do not vote.
 */
export function castBuyVotes(seen: SignalIndicators, rules: SignalRules): number {
  const { bands, close, macd } = seen;
  let mask = 0;
  if (close > bands.middle && seen.bandRatio() > rules.buyRatio) mask |= VOTE_BIT.ratio;
  if (close <= bands.lower && bands.lower < bands.upper) mask |= VOTE_BIT.touch;
  if (seen.isDoubleBottom()) mask |= VOTE_BIT.pattern;
  if (seen.rsi.value < rules.rsiOversold) mask |= VOTE_BIT.rsi;
  if (seen.roc.value > rules.rocBuyPct) mask |= VOTE_BIT.roc;
  if (macd.line > 0 && macd.hasCrossedAbove()) mask |= VOTE_BIT.macd;
  if (close > seen.swingHigh && macd.line > macd.signal) mask |= VOTE_BIT.swing;
  return mask;
}

/** The components that vote to sell on this bar: the mirror image. */
export function castSellVotes(seen: SignalIndicators, rules: SignalRules): number {
  const { bands, close, macd } = seen;
  let mask = 0;
  if (close < bands.middle && seen.bandRatio() > rules.sellRatio) mask |= VOTE_BIT.ratio;
  if (close >= bands.upper && bands.lower < bands.upper) mask |= VOTE_BIT.touch;
  if (seen.isDoubleTop()) mask |= VOTE_BIT.pattern;
  if (seen.rsi.value > rules.rsiOverbought) mask |= VOTE_BIT.rsi;
  if (seen.roc.value < -rules.rocSellPct) mask |= VOTE_BIT.roc;
  if (macd.line < 0 && macd.hasCrossedBelow()) mask |= VOTE_BIT.macd;
  if (close < seen.swingLow && macd.line < macd.signal) mask |= VOTE_BIT.swing;
  return mask;
}
