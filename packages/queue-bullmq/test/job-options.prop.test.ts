import { QUEUE_NAMES } from "@bottrader/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backoffMs, intentEffort, jobOptions } from "../src/job-options.ts";

describe("backoff", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  test("a pause lies between half and all of the doubled one, and never exceeds a minute", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 1, max: 2_000 }),
        random,
        (base, attempts, luck) => {
          const pauseMs = backoffMs({ backoffMs: base }, attempts, luck);
          const fullMs = Math.min(base * 2 ** (attempts - 1), 60_000);
          expect(pauseMs).toBeGreaterThanOrEqual(Math.floor(fullMs / 2));
          expect(pauseMs).toBeLessThanOrEqual(fullMs);
        },
      ),
    );
  });

  test("no luck makes a later pause shorter than half an earlier one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), random, random, (attempts, luck, other) => {
        const effort = { backoffMs: 250 };
        expect(backoffMs(effort, attempts + 1, luck) * 2 + 1).toBeGreaterThanOrEqual(
          backoffMs(effort, attempts, other),
        );
      }),
    );
  });
});

describe("job options", () => {
  test.each(QUEUE_NAMES)("%s keeps finished jobs by age only, and tries more often than it promises", (queue) => {
    const options = jobOptions(intentEffort(queue));
    expect(options).toMatchObject({ removeOnComplete: { age: 86_400 }, removeOnFail: { age: 2_592_000 } });
    expect(options.attempts).toBeGreaterThan(intentEffort(queue).attemptsMax);
  });
});
