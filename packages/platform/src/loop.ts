import type { Component } from "./components.ts";

export type LoopOptions = {
  readonly name: string;
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
  readonly onError: (error: unknown) => void;
};

export type Loop = Component & {
  /** Runs as soon as the run in hand is over, instead of waiting for the interval. */
  readonly nudge: () => void;
};

/** Does a piece of work again and again, never twice at the same time. An error is reported and the loop goes on. */
export function createLoop(options: LoopOptions): Loop {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let isNudged = false;
  let isStopped = true;

  const schedule = (): void => {
    if (isStopped) return;
    const delayMs = isNudged ? 0 : options.everyMs;
    isNudged = false;
    timer = setTimeout(() => {
      timer = null;
      running = once(options).finally(() => {
        running = null;
        schedule();
      });
    }, delayMs);
  };

  return {
    name: options.name,
    async start() {
      isStopped = false;
      schedule();
    },
    async stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
    nudge() {
      isNudged = true;
      if (timer === null || isStopped) return;
      clearTimeout(timer);
      schedule();
    },
  };
}

async function once({ work, onError }: LoopOptions): Promise<void> {
  try {
    await work();
  } catch (error) {
    onError(error);
  }
}
