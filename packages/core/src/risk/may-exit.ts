import { err, ok, type Result } from "../result.ts";
import type { RiskReason } from "./risk-reason.ts";
import type { RiskRules } from "./risk-rules.ts";
import { isListed } from "./symbol-list.ts";

/**
 * The only thing that may keep a position from being sold: the HODL list. No trading state, limit or filter does. Asked by
 * every path that sells, as the last step before the venue.
 */
export const mayExit = (symbol: string, rules: Pick<RiskRules, "hodl">): Result<true, RiskReason> =>
  isListed(rules.hodl, symbol) ? err("RISK_HODL") : ok(true);
