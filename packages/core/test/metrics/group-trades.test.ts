import {
  computeGroupMetrics,
  computeMetrics,
  evaluateTargets,
  GROUPINGS,
  groupTrades,
  type Metrics,
  quote,
  TARGETS,
  utcDay,
  utcHour,
} from "@bottrader/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildTestTrade, testOptions } from "./build-test-trade.ts";

const trades = [
  buildTestTrade({ pnl: "1", symbol: "ETH/USD", exitTimeMs: Date.UTC(2026, 1, 28, 23, 59) }),
  buildTestTrade({ pnl: "2", trigger: "WEBHOOK", snapshot: "a1", exitTimeMs: Date.UTC(2026, 2, 1, 0, 0) }),
  buildTestTrade({ pnl: "3", exitReason: "HARD_STOP", exitTimeMs: Date.UTC(2026, 2, 1, 23, 0) }),
];

test.each([
  ["symbol", { "BTC/USD": 2, "ETH/USD": 1 }],
  ["trigger", { SCORE: 2, WEBHOOK: 1 }],
  ["exitReason", { HARD_STOP: 1, TRAILING_STOP: 2 }],
  ["snapshot", { a1: 1, none: 2 }],
  ["day", { "2026-02-28": 1, "2026-03-01": 2 }],
  ["hour", { "00": 1, 23: 2 }],
] as const)("trades by %s", (by, counts) => {
  const groups = groupTrades(trades, by);
  expect([...groups].map(([key, group]) => [key, group.length])).toEqual(
    Object.entries<number>(counts).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
});

test("every grouping has metrics by key, each on its own results", () => {
  for (const by of GROUPINGS) {
    const groups = computeGroupMetrics(trades, by, testOptions);
    expect(groups.reduce((sum, { metrics }) => sum + metrics.trades, 0)).toBe(trades.length);
  }
  expect(computeGroupMetrics(trades, "symbol", testOptions)[1]).toEqual({
    key: "ETH/USD",
    metrics: computeMetrics(trades.slice(0, 1), testOptions),
  });
});

test("a grouping of no known name is a bug", () => {
  expect(() => groupTrades(trades, "mood" as never)).toThrow("unhandled case");
});

test("day and hour agree with the calendar", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2400, 11, 31) }), (atMs) => {
      const text = new Date(atMs).toISOString();
      expect(utcDay(atMs)).toBe(text.slice(0, 10));
      expect(utcHour(atMs)).toBe(text.slice(11, 13));
    }),
  );
});

const metricsWith = (more: Partial<Metrics>): Metrics => ({ ...computeMetrics([], testOptions), ...more });
const progressOf = (more: Partial<Metrics>, horizon: "7d" | "30d" | "long-term") =>
  Object.fromEntries(
    evaluateTargets(metricsWith(more), horizon).map(({ metric, actual, met, progress }) => [
      metric,
      { actual, met, progress },
    ]),
  );

test("targets of each horizon with what is reached and how far it is", () => {
  expect(evaluateTargets(metricsWith({}), "7d").map(({ metric }) => metric)).toEqual([
    "winRate",
    "avgWin",
    "avgLoss",
    "profitFactor",
    "maxDrawdown",
  ]);
  expect(progressOf({ winRate: 0.36, avgWin: quote("5"), avgLoss: quote("-30"), maxDrawdown: 0.2 }, "7d")).toEqual({
    winRate: { actual: 0.36, met: true, progress: 1 },
    avgWin: { actual: 5, met: false, progress: 0.5 },
    avgLoss: { actual: 30, met: false, progress: 0.5 },
    profitFactor: { actual: null, met: null, progress: null },
    maxDrawdown: { actual: 0.2, met: true, progress: 1 },
  });
  expect(progressOf({ payoff: 2, winRate: 0.5, profitFactor: 0 }, "long-term")).toMatchObject({
    payoff: { met: true, progress: 1 },
    winRate: { met: false, progress: 0.999 },
    profitFactor: { met: false, progress: 0 },
  });
  expect(progressOf({ avgLoss: quote("-9.99") }, "30d")).toMatchObject({ avgLoss: { met: true } });
});

test("the targets are those of the rules", () => {
  const texts = TARGETS.map(
    ({ horizon, metric, comparison, target }) => `${horizon} ${metric} ${comparison} ${target}`,
  );
  expect(texts).toEqual([
    "7d winRate > 0.35",
    "7d avgWin > 10",
    "7d avgLoss < 15",
    "7d profitFactor > 0.5",
    "7d maxDrawdown < 1",
    "30d winRate > 0.45",
    "30d avgWin > 15",
    "30d avgLoss < 10",
    "30d profitFactor > 1.2",
    "30d maxDrawdown < 0.5",
    "long-term winRate > 0.5",
    "long-term profitFactor > 1.5",
    "long-term maxDrawdown < 0.3",
    "long-term payoff >= 2",
  ]);
});
