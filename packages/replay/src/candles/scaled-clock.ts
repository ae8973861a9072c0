import type { Clock } from "@bottrader/ports";

export type ScaledTime = {
  readonly clock: Clock;
  /** Moment at which both clocks show the same. */
  readonly originMs: number;
  /** Milliseconds shown for each that passes; Infinity shows the end of time. */
  readonly speed: number;
};

/** A clock that runs `speed` times as fast as `clock` from `originMs` on. */
export function scaledClock({ clock, originMs, speed }: ScaledTime): Clock {
  if (speed === Number.POSITIVE_INFINITY) return { nowMs: () => Number.POSITIVE_INFINITY };
  return { nowMs: () => originMs + (clock.nowMs() - originMs) * speed };
}
