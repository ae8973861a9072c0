import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RequestCounts } from "../src/http/request-counts.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const WINDOW_MS = 60_000;

function countsOf(counts: RequestCounts, key: string): { current: number; ttl: number } {
  let seen = { current: -1, ttl: -1 };
  counts.incr(key, (_error, result = seen) => (seen = result), WINDOW_MS);
  return seen;
}

describe("requests of an address", () => {
  test("are counted one by one, each with its own number", () => {
    const counts = new RequestCounts();
    const seen = [countsOf(counts, "a"), countsOf(counts, "a"), countsOf(counts, "b"), countsOf(counts, "a")];
    expect(seen.map(({ current }) => current)).toEqual([1, 2, 1, 3]);
  });

  test("are forgotten when the window is over, and the time left falls until then", () => {
    const counts = new RequestCounts();
    countsOf(counts, "a");
    vi.advanceTimersByTime(45_000);
    expect(countsOf(counts, "a")).toEqual({ current: 2, ttl: 15_000 });
    vi.advanceTimersByTime(15_000);
    expect(countsOf(counts, "a")).toEqual({ current: 1, ttl: WINDOW_MS });
  });

  test("take a bounded amount of memory: of too many addresses the oldest is forgotten", () => {
    const counts = new RequestCounts();
    for (let address = 0; address <= 5_000; address += 1) countsOf(counts, `address ${address}`);
    expect(countsOf(counts, "address 5000").current).toBe(2);
    expect(countsOf(counts, "address 0").current).toBe(1);
  });

  test("of a route of its own are counted apart", () => {
    const counts = new RequestCounts();
    countsOf(counts, "a");
    expect(countsOf(counts.child(), "a").current).toBe(1);
  });
});
