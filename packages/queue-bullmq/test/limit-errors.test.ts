import { describe, expect, test, vi } from "vitest";
import { limitErrors } from "../src/limit-errors.ts";

const refused = (): Error => Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

describe("error reports", () => {
  test("a flood of one error from one place is one report, and the next says how many were left out", () => {
    vi.useFakeTimers();
    const reports: unknown[] = [];
    const sink = limitErrors((error, where, repeats) => reports.push([error.message, where, repeats]), 10_000);
    for (let count = 0; count < 1_000; count += 1) sink(refused(), "queues");
    sink(refused(), "workers");
    expect(reports).toEqual([
      ["connect ECONNREFUSED", "queues", 0],
      ["connect ECONNREFUSED", "workers", 0],
    ]);
    vi.advanceTimersByTime(10_000);
    sink(refused(), "queues");
    expect(reports.at(-1)).toEqual(["connect ECONNREFUSED", "queues", 999]);
    vi.useRealTimers();
  });

  test("another error is reported at once, and so is what is no Error", () => {
    const reports: string[] = [];
    const sink = limitErrors((error) => reports.push(error.message), 10_000);
    sink(refused(), "queues");
    sink(new Error("READONLY"), "queues");
    sink("text", "queues");
    expect(reports).toEqual(["connect ECONNREFUSED", "READONLY", "text"]);
  });
});
