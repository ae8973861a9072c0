/**
 * Opening times on a grid, kept as unbroken runs: as small as the series has gaps, however long it is.
 */
export class TimeRuns {
  readonly #intervalMs: number;
  /** First and last opening time of each run, rising. */
  readonly #runs: { readonly firstMs: number; lastMs: number }[] = [];

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** The times that any of `all` has. */
  static union(all: readonly TimeRuns[], intervalMs: number): TimeRuns {
    const union = new TimeRuns(intervalMs);
    const sorted = all.flatMap((runs) => runs.#runs).sort((a, b) => a.firstMs - b.firstMs);
    for (const { firstMs, lastMs } of sorted) {
      const newest = union.#runs.at(-1);
      if (newest === undefined || firstMs > newest.lastMs + intervalMs) union.#runs.push({ firstMs, lastMs });
      else newest.lastMs = Math.max(newest.lastMs, lastMs);
    }
    return union;
  }

  /** Adds a time later than every one before it. */
  add(openTimeMs: number): void {
    const newest = this.#runs.at(-1);
    if (newest !== undefined && openTimeMs === newest.lastMs + this.#intervalMs) newest.lastMs = openTimeMs;
    else this.#runs.push({ firstMs: openTimeMs, lastMs: openTimeMs });
  }

  get count(): number {
    return this.#runs.reduce((sum, run) => sum + this.#lengthOf(run), 0);
  }

  get firstMs(): number | null {
    return this.#runs[0]?.firstMs ?? null;
  }

  get lastMs(): number | null {
    return this.#runs.at(-1)?.lastMs ?? null;
  }

  /** Length of each gap in missing bars, oldest first. */
  get gaps(): readonly number[] {
    return this.#runs.slice(1).map((run, index) => {
      const before = this.#runs[index];
      return before === undefined ? 0 : (run.firstMs - before.lastMs) / this.#intervalMs - 1;
    });
  }

  /** The earliest of the newest `count` times at or before `untilMs`; null where there is none. */
  startOfLast(count: number, untilMs: number): number | null {
    let left = count;
    let startMs: number | null = null;
    for (let index = this.#runs.length - 1; index >= 0 && left > 0; index -= 1) {
      const run = this.#runs[index];
      if (run === undefined || run.firstMs > untilMs) continue;
      const stepsKept = Math.floor((Math.min(run.lastMs, untilMs) - run.firstMs) / this.#intervalMs);
      const taken = Math.min(left, stepsKept + 1);
      startMs = run.firstMs + (stepsKept + 1 - taken) * this.#intervalMs;
      left -= taken;
    }
    return startMs;
  }

  #lengthOf(run: { readonly firstMs: number; readonly lastMs: number }): number {
    return (run.lastMs - run.firstMs) / this.#intervalMs + 1;
  }
}
