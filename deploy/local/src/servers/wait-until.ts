import { setTimeout as sleep } from "node:timers/promises";

/** How long to go on asking, and how often. */
export interface Patience {
  readonly withinMs: number;
  readonly everyMs: number;
}

/** Asks again and again until the answer is yes (true) or the time is over (false). Always asks at least once. */
export async function waitUntil(isSo: () => boolean | Promise<boolean>, patience: Patience): Promise<boolean> {
  const deadlineMs = performance.now() + patience.withinMs;
  for (;;) {
    if (await isSo()) return true;
    if (performance.now() >= deadlineMs) return false;
    await sleep(patience.everyMs);
  }
}
