import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 10;

/**
 * Waits until `predicate` holds, in place of a sleep. Throws when it does not within `withinMs`, with the last error of the
 * predicate if it threw.
 */
export async function eventually(
  predicate: () => boolean | Promise<boolean>,
  { withinMs }: { readonly withinMs: number },
): Promise<void> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    const outcome = await attempt(predicate);
    if (outcome === true) return;
    if (performance.now() > deadlineMs) throw new Error(`not so within ${withinMs} ms`, { cause: outcome });
    await delay(POLL_MS);
  }
}

async function attempt(predicate: () => boolean | Promise<boolean>): Promise<unknown> {
  try {
    return await predicate();
  } catch (error) {
    return error;
  }
}
