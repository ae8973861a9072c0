import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLoop, type LoopOptions } from "../src/index.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that ends when it is told to. */
function heldWork() {
  const ends: (() => void)[] = [];
  let active = 0;
  let most = 0;
  return {
    runs: () => ends.length,
    mostAtOnce: () => most,
    work: async () => {
      active += 1;
      most = Math.max(most, active);
      await new Promise<void>((resolve) => ends.push(resolve));
      active -= 1;
    },
    async end() {
      ends.at(-1)?.();
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

const loopOf = (options: Partial<LoopOptions>) =>
  createLoop({ name: "a loop", everyMs: 1_000, work: async () => undefined, onError: () => undefined, ...options });

describe("a loop", () => {
  test("waits its interval between the end of a run and the next", async () => {
    const held = heldWork();
    const loop = loopOf({ work: held.work });
    await loop.start();
    await vi.advanceTimersByTimeAsync(999);
    expect(held.runs()).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(held.runs()).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(held.runs()).toBe(1);
    await held.end();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(held.runs()).toBe(2);
    expect(held.mostAtOnce()).toBe(1);
  });

  test("a nudge runs at once instead of at the interval", async () => {
    const held = heldWork();
    const loop = loopOf({ work: held.work });
    await loop.start();
    loop.nudge();
    await vi.advanceTimersByTimeAsync(0);
    expect(held.runs()).toBe(1);
  });

  test("nudges during a run mean one more run after it, never a second beside it", async () => {
    const held = heldWork();
    const loop = loopOf({ work: held.work });
    await loop.start();
    loop.nudge();
    await vi.advanceTimersByTimeAsync(0);
    for (let count = 0; count < 5; count += 1) loop.nudge();
    await vi.advanceTimersByTimeAsync(0);
    expect(held.runs()).toBe(1);
    await held.end();
    expect(held.runs()).toBe(2);
    await held.end();
    await vi.advanceTimersByTimeAsync(999);
    expect(held.runs()).toBe(2);
    expect(held.mostAtOnce()).toBe(1);
  });

  test.each([
    ["rejects", async () => Promise.reject(new Error("no queue"))],
    [
      "throws at once",
      () => {
        throw new Error("no queue");
      },
    ],
  ])("work that %s is reported and the loop goes on", async (_how, work) => {
    const errors: unknown[] = [];
    const loop = loopOf({ work, onError: (error) => errors.push(error) });
    await loop.start();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(errors).toHaveLength(3);
    expect(errors[0]).toEqual(new Error("no queue"));
    await loop.stop();
  });

  test("stopping waits for the run in hand and starts no other", async () => {
    const held = heldWork();
    const loop = loopOf({ work: held.work });
    await loop.start();
    await vi.advanceTimersByTimeAsync(1_000);
    let isStopped = false;
    const stopping = loop.stop().then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(isStopped).toBe(false);
    await held.end();
    await stopping;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(held.runs()).toBe(1);
  });

  test("a nudge after the stop runs nothing", async () => {
    const held = heldWork();
    const loop = loopOf({ work: held.work });
    await loop.start();
    await loop.stop();
    loop.nudge();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(held.runs()).toBe(0);
  });
});
