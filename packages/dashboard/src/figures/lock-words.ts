/** A lock in words. */
import type { LockView } from "@bottrader/contracts";
import { formatDuration, formatMoment } from "../format/time.ts";

const NAMES: Readonly<Record<string, string>> = {
  tradingState: "Kill switch",
  reconciled: "Books not compared",
  dailyLoss: "Daily loss",
  drawdown: "Drawdown",
  stopsGlobal: "Stops, all symbols",
  lossStreak: "Losses in a row",
  hodl: "Held for ever",
  exclusion: "Excluded by setting",
  stopsSymbol: "Stops",
  cooldown: "Pause after a stop",
  symbolFilter: "Dynamic filter",
};

/** The lock's name; its code when a newer release knows more of them. */
export const lockName = ({ kind }: Pick<LockView, "kind">): string => NAMES[kind] ?? kind;

/** When it ends by itself, next to the market's time: `until 14:05:00, in 12 m`. */
export function lockEnd({ until, liftable }: Pick<LockView, "until" | "liftable">, nowMs: number | null): string {
  if (until === null) return liftable ? "until lifted" : "until changed";
  const untilMs = Date.parse(until);
  const moment = `until ${formatMoment(untilMs, nowMs)}`;
  if (nowMs === null) return moment;
  return untilMs <= nowMs ? "over" : `${moment}, in ${formatDuration(untilMs - nowMs)}`;
}
