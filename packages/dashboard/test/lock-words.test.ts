import { expect, test } from "vitest";
import { lockEnd, lockName } from "../src/figures/lock-words.ts";

const NOW_MS = Date.UTC(2021, 3, 12, 14, 0, 0);

test("a lock has a name in words, and one of a newer release its code", () => {
  expect(lockName({ kind: "stopsGlobal" })).toBe("Stops, all symbols");
  expect(lockName({ kind: "fullMoon" })).toBe("fullMoon");
});

test.each<[string, string | null, boolean, number | null, string]>([
  ["an end today", "2021-04-12T14:12:00.000Z", true, NOW_MS, "until 14:12:00, in 12 m"],
  ["an end on another day", "2021-04-13T00:00:00.000Z", true, NOW_MS, "until 13 Apr 00:00, in 10 h"],
  ["an end before the market's time is known", "2021-04-13T00:00:00.000Z", true, null, "until 13 Apr 2021 00:00"],
  ["an end that has come", "2021-04-12T14:00:00.000Z", true, NOW_MS, "over"],
  ["no end but the operator's word", null, true, NOW_MS, "until lifted"],
  ["no end but another setting", null, false, NOW_MS, "until changed"],
])("%s", (...row) => {
  const [, until, liftable, nowMs, expected] = row;
  expect(lockEnd({ until, liftable }, nowMs)).toBe(expected);
});
