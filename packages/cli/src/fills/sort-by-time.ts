/** Bits of a packed key that hold the index. */
const INDEX_BITS = 24;
const INDEX_COUNT = 2 ** INDEX_BITS;
/** Bits of the time that share the lower half of a key with the index. */
const LOW_TIME_BITS = 32 - INDEX_BITS;
const LOW_TIME_COUNT = 2 ** LOW_TIME_BITS;
/** 34 years. */
const SPAN_MAX_MS = 2 ** 40;

/**
 * Indices of `timesMs` (whole milliseconds), earliest first, equal times in the order given. Time and index are packed into one
 * integer each, because the engine sorts integers without a comparator eight times faster.
 */
export function sortByTime(timesMs: Float64Array): Uint32Array {
  const firstMs = timesMs.reduce((first, ms) => Math.min(first, ms), Number.POSITIVE_INFINITY);
  const lastMs = timesMs.reduce((last, ms) => Math.max(last, ms), 0);
  if (timesMs.length > INDEX_COUNT || lastMs - firstMs >= SPAN_MAX_MS) return sortWithComparator(timesMs);
  const keys = new BigUint64Array(timesMs.length);
  const halves = new Uint32Array(keys.buffer);
  // Every platform Node runs on is little-endian: the lower half comes first
  timesMs.forEach((ms, index) => {
    const sinceMs = ms - firstMs;
    halves[2 * index] = (sinceMs % LOW_TIME_COUNT) * INDEX_COUNT + index;
    halves[2 * index + 1] = Math.floor(sinceMs / LOW_TIME_COUNT);
  });
  keys.sort();
  return Uint32Array.from({ length: timesMs.length }, (_, rank) => (halves[2 * rank] ?? 0) % INDEX_COUNT);
}

const sortWithComparator = (timesMs: Float64Array): Uint32Array =>
  Uint32Array.from(timesMs.keys()).sort((a, b) => (timesMs[a] ?? 0) - (timesMs[b] ?? 0) || a - b);
