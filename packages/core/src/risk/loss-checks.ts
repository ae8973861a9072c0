/** Checks on what was lost lately: each is a lock with its evidence. */
import { against, block, type CheckFinding, type LockSpan, type LockView, lockIf, off } from "./check-finding.ts";
import { liftedAtMs } from "./lifted-at.ts";
import type { RiskReason } from "./risk-reason.ts";
import type { StopGuardRules } from "./risk-rules.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export function dailyLoss({ facts, rules, nowMs }: LockView): CheckFinding {
  if (rules.dailyLossMaxRatio.isZero()) return off;
  const { dayPnl, dayStartEquity } = facts;
  if (dayPnl === null || !dayStartEquity?.gt(0)) return block("RISK_DAILY_LOSS", "the day's P&L is not known");
  const limit = rules.dailyLossMaxRatio.mul(dayStartEquity).neg();
  const dayStartMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const span = dayPnl.lte(limit) ? { sinceMs: null, untilMs: dayStartMs + DAY_MS } : null;
  return lockIf(span, "RISK_DAILY_LOSS", against(dayPnl, limit));
}

export function drawdown({ facts, rules }: LockView): CheckFinding {
  if (rules.drawdownMaxRatio.isZero()) return off;
  const { equity, peakEquity } = facts;
  if (equity === null || !peakEquity?.gt(0)) return block("RISK_DRAWDOWN", "equity or its peak is not known");
  const ratio = peakEquity.sub(equity).div(peakEquity);
  const span = ratio.gte(rules.drawdownMaxRatio) ? { sinceMs: null, untilMs: null } : null;
  return lockIf(span, "RISK_DRAWDOWN", against(ratio, rules.drawdownMaxRatio));
}

export function stopsSymbol(view: LockView): CheckFinding {
  const { symbol, facts, rules, nowMs } = view;
  const liftedMs = liftedAtMs(view, "stopsSymbol", symbol);
  const stops = facts.stops.filter((stop) => stop.symbol === symbol && stop.atMs > liftedMs);
  return stopGuard({ stops, guard: rules.stopGuardSymbol, nowMs, reason: "RISK_STOPS_SYMBOL" });
}

export function stopsGlobal(view: LockView): CheckFinding {
  const { facts, rules, nowMs } = view;
  const liftedMs = liftedAtMs(view, "stopsGlobal", null);
  const stops = facts.stops.filter((stop) => stop.atMs > liftedMs);
  return stopGuard({ stops, guard: rules.stopGuardGlobal, nowMs, reason: "RISK_STOPS_GLOBAL" });
}

export function lossStreak(view: LockView): CheckFinding {
  const { facts, rules, nowMs } = view;
  if (rules.lossStreakMax === 0) return off;
  const liftedMs = liftedAtMs(view, "lossStreak", null);
  const losses = facts.losses.filter((loss) => loss.atMs > liftedMs);
  const last = losses.at(-1);
  const untilMs = last === undefined ? nowMs : last.atMs + rules.lossStreakPauseMinutes * MINUTE_MS;
  const tipping = losses[rules.lossStreakMax - 1];
  const span = tipping === undefined || nowMs >= untilMs ? null : { sinceMs: tipping.atMs, untilMs };
  return lockIf(span, "RISK_LOSS_STREAK", `${losses.length} in a row`);
}

export function cooldown(view: LockView): CheckFinding {
  const { symbol, facts, rules, nowMs } = view;
  if (rules.cooldownAfterStopMinutes === 0) return off;
  const liftedMs = liftedAtMs(view, "cooldown", symbol);
  const stops = facts.stops.filter((stop) => stop.symbol === symbol && stop.atMs > liftedMs);
  const sinceMs = Math.max(-Infinity, ...stops.map(({ atMs }) => atMs));
  const untilMs = sinceMs + rules.cooldownAfterStopMinutes * MINUTE_MS;
  const span = nowMs < untilMs ? { sinceMs, untilMs } : null;
  return lockIf(span, "RISK_COOLDOWN", `${rules.cooldownAfterStopMinutes} minutes after a stop`);
}

type StopGuard = {
  readonly stops: readonly { readonly atMs: number }[];
  readonly guard: StopGuardRules;
  readonly nowMs: number;
  readonly reason: RiskReason;
};

function stopGuard({ stops, guard, nowMs, reason }: StopGuard): CheckFinding {
  if (guard.stops === 0) return off;
  const windowMs = guard.windowMinutes * MINUTE_MS;
  const times = stops.map(({ atMs }) => atMs).filter((atMs) => atMs >= nowMs - windowMs);
  return lockIf(stopSpan(times, guard.stops, windowMs), reason, `${times.length} in ${guard.windowMinutes} minutes`);
}

/** From the stop that made them too many until enough of them have left the window, whose edge still counts. */
function stopSpan(times: readonly number[], limit: number, windowMs: number): LockSpan | null {
  const rising = times.toSorted((a, b) => a - b);
  const tipping = rising[limit - 1];
  const first = rising[rising.length - limit];
  return tipping === undefined || first === undefined ? null : { sinceMs: tipping, untilMs: first + windowMs + 1 };
}
