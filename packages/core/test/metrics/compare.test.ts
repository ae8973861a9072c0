import { compareGroups, comparePaired, type MetricDifference, quote } from "@bottrader/core";
import { expect, test } from "vitest";
import { buildTestTrade, testOptions, tradesOf } from "./build-test-trade.ts";

const DAY_MS = 86_400_000;

const named = (differences: readonly MetricDifference[], metric: MetricDifference["metric"]) => {
  const difference = differences.find((one) => one.metric === metric);
  if (difference === undefined) throw new Error(`no difference in ${metric}`);
  return difference;
};

/** `count` trades of which the first `wins` of every ten win 1; the others lose 1. */
const winning = (wins: number, count: number) =>
  tradesOf(Array.from({ length: count }, (_, index) => (index % 10 < wins ? 1 : -1)));

test("a difference is second less first, and clear ones are distinguishable", () => {
  const differences = compareGroups(winning(3, 200), winning(7, 200), testOptions);
  expect(differences.map((one) => one.metric)).toEqual(["winRate", "expectancy", "profitFactor", "maxDrawdown"]);
  expect(named(differences, "winRate").delta).toBeCloseTo(0.4, 12);
  expect(named(differences, "expectancy").delta?.toString()).toBe("0.8");
  for (const metric of ["winRate", "expectancy", "profitFactor"] as const) {
    expect(named(differences, metric).distinguishable).toBe(true);
  }
  const reversed = compareGroups(winning(7, 200), winning(3, 200), testOptions);
  expect(named(reversed, "expectancy").distinguishable).toBe(true);
  expect(named(reversed, "winRate").distinguishable).toBe(true);
});

test("Newcombe's interval of 140/200 against 60/200 is [0.3055, 0.4838]", () => {
  const { ci95 } = named(compareGroups(winning(3, 200), winning(7, 200), testOptions), "winRate");
  expect(Number(ci95?.[0])).toBeCloseTo(0.305544, 6);
  expect(Number(ci95?.[1])).toBeCloseTo(0.483796, 6);
});

test("groups that are alike are not distinguishable", () => {
  for (const difference of compareGroups(winning(5, 100), winning(5, 100), testOptions)) {
    expect(difference.distinguishable).toBe(false);
  }
});

test("fewer than 30 trades on a side never are, however far apart they look", () => {
  for (const difference of compareGroups(winning(1, 20), winning(10, 200), testOptions)) {
    expect(difference.distinguishable).toBe(false);
  }
});

test("a side without a number has no difference", () => {
  const options = { ...testOptions, startingEquity: null };
  for (const [first, second] of [
    [[], winning(5, 40)],
    [winning(5, 40), []],
  ] as const) {
    for (const { delta, ci95, distinguishable } of compareGroups(first, second, options)) {
      expect({ delta, ci95, distinguishable }).toEqual({ delta: null, ci95: null, distinguishable: false });
    }
  }
  const crumb = [buildTestTrade({ pnl: "1", dust: true })];
  expect(named(compareGroups(crumb, crumb, testOptions), "expectancy").delta).toBeNull();
  expect(named(compareGroups(crumb, crumb, { ...testOptions, includeDust: true }), "expectancy").delta).not.toBeNull();
});

/** A run over 60 days in which the market gives and takes up to 50 a day, and the run itself adds `edge` a trade. */
const runWith = (edge: number) =>
  Array.from({ length: 60 }, (_, day) =>
    buildTestTrade({ pnl: `${((day * 37) % 101) - 50 + edge}`, exitTimeMs: day * DAY_MS + 7_200_000 }),
  );

test("a paired comparison sees through the luck both runs share, an unpaired one does not", () => {
  const options = { ...testOptions, startingEquity: quote("10000") };
  const paired = comparePaired(runWith(0), runWith(1), options);
  expect(paired.map((one) => one.metric)).toEqual(["winRate", "expectancy", "profitFactor", "totalPnl"]);
  expect(named(paired, "expectancy")).toMatchObject({ distinguishable: true });
  expect(named(paired, "totalPnl").delta?.toString()).toBe("60");
  expect(named(compareGroups(runWith(0), runWith(1), options), "expectancy").distinguishable).toBe(false);
});

test("blocks of one run only count too, dust does not, and one block gives no interval", () => {
  const crumb = buildTestTrade({ pnl: "99", dust: true, symbol: "ETH/USD" });
  const paired = comparePaired([...runWith(0), crumb], runWith(0).slice(0, 40), testOptions);
  expect(named(paired, "totalPnl").ci95).not.toBeNull();
  const [lone] = runWith(3);
  const single = comparePaired(lone === undefined ? [] : [lone], [], testOptions);
  expect(named(single, "totalPnl")).toMatchObject({ ci95: null, distinguishable: false });
  expect(named(single, "winRate")).toMatchObject({ delta: null, ci95: null });
  expect(named(single, "expectancy").delta).toBeNull();
  expect(named(comparePaired([], [crumb], { ...testOptions, includeDust: true }), "expectancy").delta).toBeNull();
});

test("comparisons are the same on every run", () => {
  expect(comparePaired(runWith(0), runWith(1), testOptions)).toEqual(
    comparePaired(runWith(0), runWith(1), testOptions),
  );
  expect(compareGroups(runWith(0), runWith(1), testOptions)).toEqual(
    compareGroups(runWith(0), runWith(1), testOptions),
  );
});
