const WEEK_MS = 604_800_000;
/** Exchanges begin a week on Monday; the Unix epoch began on a Thursday. */
const MONDAY_MS = 345_600_000;

/** Start of the bar of `intervalMs` that holds the moment `atMs`: whole multiples in UTC, weeks from Monday. */
export function bucketStartMs(atMs: number, intervalMs: number): number {
  const offsetMs = intervalMs % WEEK_MS === 0 ? MONDAY_MS : 0;
  return Math.floor((atMs - offsetMs) / intervalMs) * intervalMs + offsetMs;
}
