/** Numbers for people. What is not known is `n/a`, never 0. */
import type { Decimal } from "@bottrader/core";

const NONE = "n/a";
const PLACES_SMALL = 3;

/** Two decimals, or three significant digits below 1: what a micro-price coin earns must not read as 0.00 (P79). */
export function showQuote(value: Decimal | null): string {
  if (value === null) return NONE;
  const isSmall = value.abs().lt(1) && !value.isZero();
  return isSmall ? value.toSignificantDigits(PLACES_SMALL).toFixed() : value.toFixed(2);
}

/** Two decimals, three below 1: a profit factor of 0.047 must not read as 0.05. */
export function showNumber(value: number | null): string {
  if (value === null) return NONE;
  return value.toFixed(value !== 0 && Math.abs(value) < 1 ? PLACES_SMALL : 2);
}

/** A fraction in percent. */
export const showPercent = (ratio: number | null): string => (ratio === null ? NONE : `${(ratio * 100).toFixed(1)} %`);

/** Both bounds; a bound of null has no limit. */
export function showInterval<T>(interval: readonly [T | null, T | null] | null, show: (bound: T) => string): string {
  if (interval === null) return NONE;
  const [low, high] = interval;
  return `${low === null ? "−∞" : show(low)} … ${high === null ? "∞" : show(high)}`;
}

export function showDuration(ms: number | null): string {
  if (ms === null) return NONE;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `2026-01-31 08:00:00` UTC. */
export const showTime = (iso: string): string => iso.slice(0, 19).replace("T", " ");
