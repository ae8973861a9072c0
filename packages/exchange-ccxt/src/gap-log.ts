import type { FeedLog } from "./feed-gate.ts";

export type LiveGaps = { readonly symbol: string; readonly gaps: number; readonly missingBars: number };

/** Counts, for each symbol, the bars that never came. A gap is seen when the next bar comes. */
export class GapLog {
  readonly #intervalMs: number;
  readonly #log: FeedLog;
  readonly #seen = new Map<string, { newestMs: number; gaps: number; missingBars: number }>();

  constructor(intervalMs: number, log: FeedLog) {
    this.#intervalMs = intervalMs;
    this.#log = log;
  }

  note(symbol: string, openTimeMs: number): void {
    const seen = this.#seen.get(symbol);
    if (seen === undefined) {
      this.#seen.set(symbol, { newestMs: openTimeMs, gaps: 0, missingBars: 0 });
      return;
    }
    const missingBars = (openTimeMs - seen.newestMs) / this.#intervalMs - 1;
    if (missingBars > 0) {
      seen.gaps += 1;
      seen.missingBars += missingBars;
      this.#log.warn(
        { symbol, missingBars, fromMs: seen.newestMs + this.#intervalMs, untilMs: openTimeMs },
        "candles missing",
      );
    }
    seen.newestMs = openTimeMs;
  }

  list(): readonly LiveGaps[] {
    return [...this.#seen].map(([symbol, { gaps, missingBars }]) => ({ symbol, gaps, missingBars }));
  }
}
