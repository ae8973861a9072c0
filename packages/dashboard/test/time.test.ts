import { expect, test } from "vitest";
import { MISSING } from "../src/format/figures.ts";
import { formatDuration, formatInstant, formatMoment, startOfDayMs } from "../src/format/time.ts";

const at = (iso: string): number => Date.parse(iso);

test("instants are UTC whatever the zone of the browser", () => {
  expect(formatInstant(at("2021-03-07T23:05:09+02:00"))).toBe("7 Mar 2021 21:05:09");
  expect(formatInstant(Number.NaN)).toBe(MISSING);
});

test("a moment says no more than it must to be unambiguous next to the market's clock", () => {
  const nowMs = at("2021-03-07T21:35:00Z");
  expect(formatMoment(at("2021-03-07T00:00:00Z"), nowMs)).toBe("00:00:00");
  expect(formatMoment(at("2021-03-06T22:35:00Z"), nowMs)).toBe("6 Mar 22:35");
  expect(formatMoment(at("2020-12-31T23:59:00Z"), nowMs)).toBe("31 Dec 2020 23:59");
  expect(formatMoment(at("2021-03-06T22:35:00Z"), null)).toBe("6 Mar 2021 22:35");
});

test.each([
  [0, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 m"],
  [310_000, "5 m 10 s"],
  [12_000_000, "3 h 20 m"],
  [3_600_000, "1 h"],
  [273_600_000, "3 d 4 h"],
  [-1, MISSING],
  [Number.NaN, MISSING],
])("%d ms lasts %s", (ms, shown) => {
  expect(formatDuration(ms)).toBe(shown);
});

test("the market's day starts at midnight UTC", () => {
  expect(startOfDayMs(at("2021-03-07T21:35:00Z"))).toBe(at("2021-03-07T00:00:00Z"));
});
