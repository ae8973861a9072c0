import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BAR_MS, openTape } from "./tape-under-test.ts";

const numbers = (journal: readonly string[], verb: string): readonly number[] =>
  journal
    .filter((what) => what.startsWith(`${verb} `) && !what.endsWith("!"))
    .map((what) => Number(what.split(" ")[1]));

describe("lockstep", () => {
  test("a bar is pushed, decided on, stored, relayed and settled before the next is pushed", async () => {
    const tape = openTape({ bars: 3, decidesAt: [2], settlesAfterLooks: 1 });
    await tape.run();
    expect(tape.journal).toEqual([
      "bars 1",
      "decide 1",
      "bars 2",
      "decide 2",
      "commit 2",
      "publish int_2",
      "settled",
      "settled",
      "bars 3",
      "decide 3",
      "commit 3",
      "last 3",
      "finished rec_1",
    ]);
  });

  test("positions are read only when the order manager has any", async () => {
    const tape = openTape({ bars: 3, openAfter: (bar) => (bar === 2 ? 1 : 0) });
    await tape.run();
    expect(tape.journal.slice(0, 6)).toEqual(["bars 1", "decide 1", "bars 2", "positions", "decide 2", "bars 3"]);
  });

  test("F45: bars cross as the shortest decimal text of their numbers, without exponents", async () => {
    const tape = openTape({ bars: 1 });
    await tape.run();
    expect(tape.delivered[0]).toEqual({
      session: "rec_1",
      closeTimeMs: BAR_MS,
      bars: [{ symbol: "BTC/USDT", openTimeMs: 0, open: "1", high: "2", low: "1", close: "1.5", volume: "0.0000001" }],
    });
  });
});

describe("the tape waits, it never skips", () => {
  test.each(["bars 2", "commit 2", "publish int_2", "settled", "positions", "last 3", "finished rec_1"])(
    "while %s fails",
    async (what) => {
      const tape = openTape({ bars: 3, decidesAt: [2], openAfter: () => 1, failures: { [what]: 7 } });
      await tape.run();
      expect(tape.journal.filter((entry) => entry === `${what}!`)).toHaveLength(7);
      expect(numbers(tape.journal, "decide")).toEqual([1, 2, 3]);
      expect(numbers(tape.journal, "publish")).toHaveLength(1);
      expect(tape.commits.flatMap(({ outbox }) => outbox.map(({ intentId }) => intentId))).toEqual(["int_2"]);
      expect(tape.driver.progress()).toMatchObject({ state: "done", barsDone: 3, barsTotal: 3 });
    },
  );

  test("tries come ever later, a second apart at most, and are said in the log", async () => {
    const tape = openTape({ bars: 1, failures: { "bars 1": 7 } });
    await tape.run();
    expect(tape.slept).toEqual([50, 100, 200, 500, 1_000, 1_000, 1_000]);
    expect(tape.log()).toContain("delivering bars is tried again");
  });

  test("an order manager that was replaced while intents settle gets the same bars again, and what its queue lost", async () => {
    const tape = openTape({ bars: 2, decidesAt: [1], settlesAfterLooks: 60 });
    await tape.run();
    const until = tape.journal.indexOf("bars 2");
    expect(tape.journal.slice(0, until).filter((what) => what === "bars 1").length).toBeGreaterThan(1);
    expect(tape.journal.slice(0, until)).toContain("look for lost");
    expect(numbers(tape.journal, "decide")).toEqual([1, 2]);
  });

  test("whatever fails how often: every bar is decided once, in order, and every intent published before the next bar", async () => {
    const failing = fc.constantFrom(
      "bars 1",
      "bars 3",
      "commit 2",
      "commit 4",
      "publish int_2",
      "settled",
      "positions",
      "last 5",
    );
    const failures = fc.dictionary(failing, fc.integer({ min: 1, max: 4 }));
    const decisions = fc.uniqueArray(fc.integer({ min: 1, max: 5 }));
    await fc.assert(
      fc.asyncProperty(failures, decisions, async (given, decidesAt) => {
        const tape = openTape({ bars: 5, decidesAt, failures: given, openAfter: (bar) => bar % 2 });
        await tape.run();
        expect(numbers(tape.journal, "decide")).toEqual([1, 2, 3, 4, 5]);
        expect(tape.commits.flatMap(({ evaluations }) => evaluations)).toHaveLength(5);
        for (const bar of decidesAt) {
          const published = tape.journal.indexOf(`publish int_${bar}`);
          expect(published).toBeGreaterThan(tape.journal.indexOf(`commit ${bar}`));
          expect(bar === 5 || published < tape.journal.indexOf(`bars ${bar + 1}`)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("what is stored", () => {
  test("32 quiet bars are stored as one, with every evaluation and the newest states", async () => {
    const tape = openTape({ bars: 70 });
    await tape.run();
    expect(tape.commits.map(({ cursorMs, batchesDone }) => [cursorMs / BAR_MS, batchesDone])).toEqual([
      [32, 32],
      [64, 64],
      [70, 70],
    ]);
    expect(tape.commits.map(({ evaluations }) => evaluations.length)).toEqual([32, 32, 6]);
    expect(tape.commits[0]?.signalStates).toEqual({ "BTC/USDT": { bar: 32 } });
    expect(tape.commits[0]?.exitStates).toEqual({
      pos_0: { state: { bar: 32 }, verdicts: [] },
      pos_1: { state: { bar: 31 }, verdicts: [] },
    });
  });

  test("a decision takes the quiet bars before it along, in one transaction", async () => {
    const tape = openTape({ bars: 5, decidesAt: [3] });
    await tape.run();
    expect(tape.commits.map(({ cursorMs }) => cursorMs / BAR_MS)).toEqual([3, 5]);
    expect(tape.commits[0]?.evaluations).toHaveLength(3);
    expect(tape.commits[0]?.outbox.map(({ intentId }) => intentId)).toEqual(["int_3"]);
  });

  test.each([{ paceMs: 1_000 }, { kind: "live" as const }, { kind: "synthetic" as const }])(
    "every bar by itself at a pace or on a market that does not wait: %j",
    async (how) => {
      const tape = openTape({ bars: 3, ...how });
      await tape.run();
      expect(tape.commits.map(({ cursorMs }) => cursorMs / BAR_MS)).toEqual([1, 2, 3]);
    },
  );

  test("a pace is kept between bars, less what they took", async () => {
    const tape = openTape({ bars: 2, paceMs: 1_000, decidesAt: [1], settlesAfterLooks: 2 });
    await tape.run();
    expect(tape.slept).toEqual([2, 4, 994, 1_000]);
  });
});

describe("going on after a restart", () => {
  test("from the cursor: nothing before it is pushed or decided again", async () => {
    const tape = openTape({ bars: 5 });
    await tape.run({ afterMs: 3 * BAR_MS, batchesDone: 3 });
    // The last bars come once more: an order manager that was replaced meanwhile has no prices
    expect(numbers(tape.journal, "bars")).toEqual([3, 3, 4, 5]);
    expect(tape.commits.map(({ batchesDone }) => batchesDone)).toEqual([5]);
    expect(tape.driver.progress()).toEqual({ state: "done", atMs: 5 * BAR_MS, barsDone: 5, barsTotal: 5 });
  });

  test("at the end: the last bars are closed once more and the end is marked", async () => {
    const tape = openTape({ bars: 5 });
    await tape.run({ afterMs: 5 * BAR_MS, batchesDone: 5 });
    expect(tape.journal).toEqual(["bars 5", "bars 5", "look for lost", "last 5", "finished rec_1"]);
  });

  test("an empty recording ends without bars", async () => {
    const tape = openTape({ bars: 0 });
    await tape.run();
    expect(tape.journal).toEqual(["finished rec_1"]);
  });

  test("a live feed has no end to mark", async () => {
    const tape = openTape({ bars: 2, kind: "live" });
    await tape.run();
    expect(tape.journal).not.toContain("finished rec_1");
    expect(tape.driver.progress()).toEqual({ state: "none", atMs: 2 * BAR_MS, barsDone: 2, barsTotal: null });
  });
});

describe("stopping", () => {
  test("while a call fails ends the run at once, with nothing skipped and nothing marked as the end", async () => {
    const tape = openTape({ bars: 3, failures: { "bars 2": 1_000 }, stopsAt: "bars 2!" });
    await expect(tape.run()).rejects.toThrow("bars 2 failed");
    expect(numbers(tape.journal, "decide")).toEqual([1]);
    expect(tape.journal).not.toContain("finished rec_1");
    expect(tape.driver.progress().state).toBe("playing");
  });

  test("between bars stores what is pending and does not close the recording", async () => {
    const tape = openTape({ bars: 10, stopsAt: "bars 4" });
    await tape.run();
    expect(tape.journal.at(-1)).toBe("commit 4");
    expect(tape.commits[0]?.batchesDone).toBe(4);
  });
});
