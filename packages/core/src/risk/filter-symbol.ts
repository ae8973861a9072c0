import { type Decimal, ZERO } from "../money/decimal.ts";
import type { Quote } from "../money/units.ts";
import type { SymbolFilterRules } from "./risk-rules.ts";

export type FilterReason = {
  readonly code: "FILTER_WIN_RATE" | "FILTER_MEAN_PNL" | "FILTER_TOTAL_PNL" | "FILTER_SPREAD";
  readonly value: Decimal;
  readonly limit: Decimal;
  /** For the operator, who may lift the exclusion. */
  readonly detail: string;
};

export type FilterVerdict = { readonly excluded: boolean; readonly reasons: readonly FilterReason[] };

export type FilterRequest = {
  /** Trades of the symbol closed within the look-back, net P&L in quote units. */
  readonly trades: readonly { readonly pnl: Quote }[];
  /** (ask − bid) / mid; null when there is no quote, which the gate refuses for itself. */
  readonly spreadRatio: Decimal | null;
  readonly rules: SymbolFilterRules;
};

/** Whether a symbol may be entered, judged by its own record. Entries only: an excluded symbol is still sold by its own exits. */
export function filterSymbol({ trades, spreadRatio, rules }: FilterRequest): FilterVerdict {
  if (!rules.enabled) return { excluded: false, reasons: [] };
  const reasons = trades.length < rules.tradesMin ? [] : recordReasons(trades, rules);
  if (spreadRatio?.gt(rules.spreadMaxRatio)) {
    reasons.push(reason("FILTER_SPREAD", spreadRatio, rules.spreadMaxRatio));
  }
  return { excluded: reasons.length > 0, reasons };
}

function recordReasons(trades: FilterRequest["trades"], rules: SymbolFilterRules): FilterReason[] {
  const wins = trades.filter(({ pnl }) => pnl.gt(0)).length;
  const decided = trades.filter(({ pnl }) => !pnl.isZero()).length;
  const total = trades.reduce<Decimal>((sum, { pnl }) => sum.add(pnl), ZERO);
  const mean = total.div(trades.length);
  const reasons: FilterReason[] = [];
  // Break-even trades are in neither count, so that there may be no win rate at all.
  const winRate = decided === 0 ? null : ZERO.add(wins).div(decided);
  if (winRate?.lt(rules.winRateMin)) reasons.push(reason("FILTER_WIN_RATE", winRate, rules.winRateMin));
  if (mean.lt(rules.meanPnlMin)) reasons.push(reason("FILTER_MEAN_PNL", mean, rules.meanPnlMin));
  if (total.lt(rules.totalPnlMin)) reasons.push(reason("FILTER_TOTAL_PNL", total, rules.totalPnlMin));
  return reasons;
}

const NAMES: Readonly<Record<FilterReason["code"], string>> = {
  FILTER_WIN_RATE: "win rate",
  FILTER_MEAN_PNL: "mean P&L",
  FILTER_TOTAL_PNL: "total P&L",
  FILTER_SPREAD: "spread",
};

function reason(code: FilterReason["code"], value: Decimal, limit: Decimal): FilterReason {
  const side = code === "FILTER_SPREAD" ? "above" : "below";
  return {
    code,
    value,
    limit,
    detail: `${NAMES[code]} ${value.toSignificantDigits(6).toFixed()} is ${side} ${limit.toFixed()}`,
  };
}
