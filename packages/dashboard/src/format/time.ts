/** Times in UTC, as the market counts them. */
import { MISSING } from "./figures.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const two = (value: number): string => String(value).padStart(2, "0");

/** `12 Apr 2021 14:05:00`. */
export function formatInstant(ms: number): string {
  if (!Number.isFinite(ms)) return MISSING;
  const at = new Date(ms);
  return `${dayAndMonth(at)} ${at.getUTCFullYear()} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}

/** The shortest unambiguous form next to `nowMs`: time on the same day, else day and time, with the year when it differs. */
export function formatMoment(ms: number, nowMs: number | null): string {
  if (!Number.isFinite(ms)) return MISSING;
  const at = new Date(ms);
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  if (nowMs !== null && startOfDayMs(ms) === startOfDayMs(nowMs)) return `${time}:${two(at.getUTCSeconds())}`;
  const isSameYear = nowMs !== null && at.getUTCFullYear() === new Date(nowMs).getUTCFullYear();
  return isSameYear ? `${dayAndMonth(at)} ${time}` : `${dayAndMonth(at)} ${at.getUTCFullYear()} ${time}`;
}

/** `3 d 4 h`, `2 h 14 m`, `5 m 10 s`, `45 s`: two units at most. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return MISSING;
  const seconds = Math.floor(ms / 1_000);
  if (ms < MINUTE_MS) return `${seconds} s`;
  if (ms < HOUR_MS) return twoUnits({ count: Math.floor(seconds / 60), unit: "m" }, { count: seconds % 60, unit: "s" });
  const minutes = Math.floor(seconds / 60);
  if (ms < DAY_MS) return twoUnits({ count: Math.floor(minutes / 60), unit: "h" }, { count: minutes % 60, unit: "m" });
  const hours = Math.floor(minutes / 60);
  return twoUnits({ count: Math.floor(hours / 24), unit: "d" }, { count: hours % 24, unit: "h" });
}

/** Midnight UTC of the day that holds `ms`. */
export const startOfDayMs = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;

interface Count {
  readonly count: number;
  readonly unit: string;
}

function twoUnits(large: Count, small: Count): string {
  const head = `${large.count} ${large.unit}`;
  return small.count === 0 ? head : `${head} ${small.count} ${small.unit}`;
}

function dayAndMonth(at: Date): string {
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()] ?? ""}`;
}
