/**
 * Resampling with replacement: how far a statistic could have been off by luck. Repeatable: the same values and seed give the same
 * numbers.
 */
import { seededRandom } from "./seeded-random.ts";

/** Draws in total, so that a million trades do not take minutes. */
const DRAWS_MAX = 20_000_000;
const RESAMPLES_MAX = 2_000;
const RESAMPLES_MIN = 200;

/** Number of resamples for `count` values. */
export const resampleCount = (count: number): number =>
  Math.max(RESAMPLES_MIN, Math.min(RESAMPLES_MAX, Math.floor(DRAWS_MAX / Math.max(1, count))));

/**
 * Runs `observe` on resamples of 0 … `count` − 1, given as drawn indices. The array is reused: read it, do not keep it.
 * `resamples` defaults to what `resampleCount` allows.
 */
export function bootstrap<T>(
  { count, seed, resamples = resampleCount(count) }: { count: number; seed: number; resamples?: number },
  observe: (drawn: Uint32Array) => T,
): readonly T[] {
  const random = seededRandom(seed);
  const drawn = new Uint32Array(count);
  return Array.from({ length: resamples }, () => {
    for (let i = 0; i < count; i += 1) drawn[i] = Math.floor(random() * count);
    return observe(drawn);
  });
}
