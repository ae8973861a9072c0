/** Checks on what was lost lately. */
import { against, block, blockIf, type CheckFinding, type CheckView, off } from "./check-finding.ts";
import type { EntryFacts } from "./entry-facts.ts";
import type { RiskReason } from "./risk-reason.ts";
import type { StopGuardRules } from "./risk-rules.ts";

const MINUTE_MS = 60_000;

export function dailyLoss({ facts, rules }: CheckView): CheckFinding {
  if (rules.dailyLossMaxRatio.isZero()) return off;
  const { dayPnl, dayStartEquity } = facts;
  if (dayPnl === null || !dayStartEquity?.gt(0)) return block("RISK_DAILY_LOSS", "the day's P&L is not known");
  const limit = rules.dailyLossMaxRatio.mul(dayStartEquity).neg();
  return blockIf(dayPnl.lte(limit), "RISK_DAILY_LOSS", against(dayPnl, limit));
}

export function drawdown({ facts, rules }: CheckView): CheckFinding {
  if (rules.drawdownMaxRatio.isZero()) return off;
  const { equity, peakEquity } = facts;
  if (equity === null || !peakEquity?.gt(0)) return block("RISK_DRAWDOWN", "equity or its peak is not known");
  const ratio = peakEquity.sub(equity).div(peakEquity);
  return blockIf(ratio.gte(rules.drawdownMaxRatio), "RISK_DRAWDOWN", against(ratio, rules.drawdownMaxRatio));
}

export function stopsSymbol({ symbol, facts, rules, nowMs }: CheckView): CheckFinding {
  const stops = facts.stops.filter((stop) => stop.symbol === symbol);
  return stopGuard({ stops, guard: rules.stopGuardSymbol, nowMs, reason: "RISK_STOPS_SYMBOL" });
}

export const stopsGlobal = ({ facts, rules, nowMs }: CheckView): CheckFinding =>
  stopGuard({ stops: facts.stops, guard: rules.stopGuardGlobal, nowMs, reason: "RISK_STOPS_GLOBAL" });

export function lossStreak({ facts, rules, nowMs }: CheckView): CheckFinding {
  if (rules.lossStreakMax === 0) return off;
  const { consecutiveLosses, lastLossAtMs } = facts;
  const isPaused = lastLossAtMs === null || nowMs - lastLossAtMs < rules.lossStreakPauseMinutes * MINUTE_MS;
  const isBroken = consecutiveLosses >= rules.lossStreakMax && isPaused;
  return blockIf(isBroken, "RISK_LOSS_STREAK", `${consecutiveLosses} in a row`);
}

export function cooldown({ symbol, facts, rules, nowMs }: CheckView): CheckFinding {
  if (rules.cooldownAfterStopMinutes === 0) return off;
  const cooldownMs = rules.cooldownAfterStopMinutes * MINUTE_MS;
  const isCooling = facts.stops.some((stop) => stop.symbol === symbol && nowMs - stop.atMs < cooldownMs);
  return blockIf(isCooling, "RISK_COOLDOWN", `${rules.cooldownAfterStopMinutes} minutes after a stop`);
}

type StopGuard = {
  readonly stops: EntryFacts["stops"];
  readonly guard: StopGuardRules;
  readonly nowMs: number;
  readonly reason: RiskReason;
};

function stopGuard({ stops, guard, nowMs, reason }: StopGuard): CheckFinding {
  if (guard.stops === 0) return off;
  const sinceMs = nowMs - guard.windowMinutes * MINUTE_MS;
  const count = stops.filter((stop) => stop.atMs >= sinceMs).length;
  return blockIf(count >= guard.stops, reason, `${count} in ${guard.windowMinutes} minutes`);
}
