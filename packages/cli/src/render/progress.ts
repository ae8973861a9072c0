import type { TextSink } from "../cli-context.ts";

const STEP_RATIO = 0.01;
const BAR_WIDTH = 30;

export type Progress = {
  /** How much of the work is done, from 0 to 1. */
  show(ratio: number): Promise<void>;
  /** Clears the line. */
  end(): Promise<void>;
};

/** A bar on one line, drawn only where a person watches. */
export function createProgress(sink: TextSink, what: string): Progress {
  let shownRatio = Number.NEGATIVE_INFINITY;
  return {
    show: async (ratio) => {
      if (!sink.isTerminal || ratio - shownRatio < STEP_RATIO) return;
      shownRatio = ratio;
      const filled = Math.round(Math.min(1, ratio) * BAR_WIDTH);
      const bar = "█".repeat(filled).padEnd(BAR_WIDTH, "░");
      await sink.write(`\r${what} ${bar} ${String(Math.round(ratio * 100)).padStart(3)} %`);
    },
    end: async () => {
      if (shownRatio >= 0) await sink.write(`\r${" ".repeat(what.length + BAR_WIDTH + 8)}\r`);
    },
  };
}
