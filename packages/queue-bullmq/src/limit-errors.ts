/**
 * Keeps an outage from flooding the log: a client that reconnects ten times a second reports the same error ten times a second.
 */

/** `repeats` is how many of the same error from the same place were left unreported since the last report. */
export type ErrorReport = (error: Error, where: string, repeats: number) => void;

/** What the parts of this package call: any thrown value, and the place it came from. */
export type ErrorSink = (thrown: unknown, where: string) => void;

const KEYS_MAX = 200;

/** Passes the first error of a kind and place on at once, then at most one every `everyMs` milliseconds. */
export const limitErrors = (report: ErrorReport, everyMs: number): ErrorSink => {
  const seen = new Map<string, { reportedAtMs: number; repeats: number }>();
  return (thrown, where) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const key = `${where} ${"code" in error ? String(error.code) : error.message}`;
    const nowMs = performance.now();
    const last = seen.get(key);
    if (last !== undefined && nowMs - last.reportedAtMs < everyMs) {
      last.repeats += 1;
      return;
    }
    // Messages can hold ids, so the kinds of error are not bounded by themselves
    if (seen.size >= KEYS_MAX) seen.clear();
    seen.set(key, { reportedAtMs: nowMs, repeats: 0 });
    report(error, where, last?.repeats ?? 0);
  };
};
