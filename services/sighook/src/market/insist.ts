import type { Logger } from "@bottrader/platform";

/** Does `work` again and again until it succeeds, saying `what` it is about once in a while. */
export type Insist = <T>(what: string, work: () => Promise<T>) => Promise<T>;

type InsistParts = {
  readonly log: Logger;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** The first failures of a start are no news; after them every tenth is said. */
const SAID_FIRST = 2;
const SAID_EVERY = 10;
const RETRY_MS = [50, 100, 200, 500, 1_000] as const;

/** Insists until `signal` says stop; then the last error, or that of the sleep, is thrown. */
export const createInsist =
  ({ log, sleep }: InsistParts, signal: AbortSignal): Insist =>
  async (what, work) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (signal.aborted) throw error;
        if (attempt % SAID_EVERY === SAID_FIRST) log.warn({ err: error, attempt }, `${what} is tried again`);
        await sleep(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 1_000, signal);
      }
    }
  };
