/** Checks on the market data an entry would be planned with. */
import { against, block, blockIf, type CheckFinding, type CheckView, off } from "./check-finding.ts";

/** A bar older than this many intervals is stale. */
const BAR_AGE_MAX_INTERVALS = 2;

export function spread({ facts, rules }: CheckView): CheckFinding {
  if (facts.quote === null) return block("RISK_SPREAD", "no quote");
  const { bid, ask } = facts.quote;
  if (!(bid.gt(0) && ask.gte(bid))) return block("RISK_SPREAD", `bid ${bid.toFixed()}, ask ${ask.toFixed()}`);
  if (rules.spreadMaxRatio.isZero()) return off;
  const ratio = ask.sub(bid).mul(2).div(ask.add(bid));
  return blockIf(ratio.gt(rules.spreadMaxRatio), "RISK_SPREAD", against(ratio, rules.spreadMaxRatio));
}

export function quoteAge({ facts, rules, nowMs }: CheckView): CheckFinding {
  if (facts.quote === null) return block("RISK_QUOTE_STALE", "no quote");
  const ageMs = nowMs - facts.quote.atMs;
  return blockIf(ageMs > rules.quoteAgeMaxMs, "RISK_QUOTE_STALE", `${ageMs} ms old`);
}

export function barAge({ facts, nowMs }: CheckView): CheckFinding {
  if (facts.lastBarCloseMs === null) return block("RISK_BAR_STALE", "no closed bar");
  const ageMs = nowMs - facts.lastBarCloseMs;
  return blockIf(ageMs > BAR_AGE_MAX_INTERVALS * facts.barMs, "RISK_BAR_STALE", `${ageMs} ms old`);
}
