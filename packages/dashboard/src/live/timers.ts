/** Time for the live parts of the page, so that tests can hold it in their hands. */
export interface Timers {
  readonly nowMs: () => number;
  /** Runs once after `ms`; the returned function cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
}

export const browserTimers: Timers = {
  nowMs: () => Date.now(),
  after: (ms, run) => {
    const id = setTimeout(run, ms);
    return () => clearTimeout(id);
  },
};
