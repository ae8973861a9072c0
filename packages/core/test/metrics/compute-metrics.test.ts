import { computeMetrics, equityFromTrades, type MetricsOptions, maxDrawdown, quote } from "@bottrader/core";
import { expect, test } from "vitest";
import { asText } from "../ledger/build-fill.ts";
import { buildTestTrade, testOptions, tradesOf } from "./build-test-trade.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/*
 * 10, −5, 0, 20, −10 on 1000: wins 2 (mean 15), losses 2 (mean −7.5), payoff 2, break-even win rate 1/3
 * profit factor 30/15, expectancy 15/5; equity 1010 1005 1005 1025 1015: deepest 10/1025
 */
test("the numbers of section 6, worked by hand (P28)", () => {
  const metrics = computeMetrics(tradesOf([10, -5, 0, 20, -10]), testOptions);
  expect(asText(metrics)).toMatchObject({
    trades: 5,
    wins: 2,
    losses: 2,
    breakEven: 1,
    winRate: 0.5,
    avgWin: "15",
    avgLoss: "-7.5",
    payoff: 2,
    profitFactor: 2,
    expectancy: "3",
    totalPnl: "15",
    fees: "0.5",
    maxDrawdown: 10 / 1025,
    exposure: 1,
    medianHoldMs: HOUR_MS,
    breakEvenWinRate: 1 / 3,
    enoughTrades: false,
  });
});

test("what has no value is null, never zero (P30)", () => {
  expect(asText(computeMetrics([], testOptions))).toEqual({
    trades: 0,
    wins: 0,
    losses: 0,
    breakEven: 0,
    winRate: null,
    avgWin: null,
    avgLoss: null,
    payoff: null,
    profitFactor: null,
    expectancy: null,
    totalPnl: "0",
    fees: "0",
    maxDrawdown: 0,
    sharpe: null,
    sortino: null,
    exposure: null,
    medianHoldMs: null,
    breakEvenWinRate: null,
    ci95: { winRate: null, expectancy: null, profitFactor: null, maxDrawdown: null },
    enoughTrades: false,
  });
  const unlosing = computeMetrics(tradesOf([1, 2]), { ...testOptions, startingEquity: null });
  expect(unlosing).toMatchObject({ profitFactor: null, payoff: null, avgLoss: null, maxDrawdown: null, sharpe: null });
  expect(unlosing.ci95).toMatchObject({ profitFactor: null, maxDrawdown: null });
  expect(computeMetrics(tradesOf([-1]), testOptions)).toMatchObject({ avgWin: null, profitFactor: 0, payoff: null });
  expect(computeMetrics(tradesOf([-1]), testOptions).ci95.expectancy).toBeNull();
});

test("a result within the epsilon is neither a win nor a loss (P34)", () => {
  const options = { ...testOptions, breakevenEpsilon: quote("0.5") };
  expect(computeMetrics(tradesOf(["0.5", "-0.5", "0.51", "-0.51"]), options)).toMatchObject({
    wins: 1,
    losses: 1,
    breakEven: 2,
  });
});

test("dust is left out of counts and means, not out of the totals (P18)", () => {
  const trades = [buildTestTrade({ pnl: "5" }), buildTestTrade({ pnl: "0.01", dust: true })];
  expect(asText(computeMetrics(trades, testOptions))).toMatchObject({ trades: 1, wins: 1, totalPnl: "5.01" });
  expect(asText(computeMetrics(trades, { ...testOptions, includeDust: true }))).toMatchObject({ trades: 2, wins: 2 });
});

test("30 trades are enough, 29 are not", () => {
  expect(computeMetrics(tradesOf(Array(29).fill(1)), testOptions).enoughTrades).toBe(false);
  expect(computeMetrics(tradesOf(Array(30).fill(1)), testOptions).enoughTrades).toBe(true);
});

test("drawdown is a fraction of the peak; a curve that cannot be throws (P29)", () => {
  const curve = equityFromTrades(quote("100"), tradesOf([100, -50, -150]));
  expect(maxDrawdown(quote("100"), curve)).toBe(1);
  const impossible = equityFromTrades(quote("100"), tradesOf([-319.7]));
  expect(() => maxDrawdown(quote("100"), impossible)).toThrow("not below zero");
  expect(() => maxDrawdown(quote("0"), [])).toThrow("above zero");
});

test("a given equity curve replaces the one of realised results", () => {
  const equityCurve = [
    { atMs: 0, equity: quote("1000") },
    { atMs: 1, equity: quote("600") },
    { atMs: 2, equity: quote("1200") },
  ];
  expect(computeMetrics(tradesOf([10]), { ...testOptions, equityCurve }).maxDrawdown).toBe(0.4);
});

/*
 * Closes of the days: 110, (nothing), 99, 99 → returns 0.1, 0, −0.1, 0 on a start of 100
 * mean 0, so Sharpe and Sortino are 0; with a last close of 108.9 the returns are 0.1, 0, −0.1, 0.1: mean 0.025,
 * deviation √((0.075² + 0.025² + 0.125² + 0.075²)/3), downside √(0.01/4)
 */
test("Sharpe and Sortino come from the returns of days, a day without a point being flat", () => {
  const closes = (last: string): MetricsOptions => ({
    ...testOptions,
    startingEquity: quote("100"),
    equityCurve: [
      { atMs: 0, equity: quote("90") },
      { atMs: DAY_MS - 1, equity: quote("110") },
      { atMs: 2 * DAY_MS, equity: quote("99") },
      { atMs: 3 * DAY_MS, equity: quote(last) },
    ],
  });
  const flat = computeMetrics([], closes("99"));
  expect(flat.sharpe).toBeCloseTo(0, 12);
  expect(flat.sortino).toBeCloseTo(0, 12);
  const risen = computeMetrics([], closes("108.9"));
  const deviation = Math.sqrt((0.075 ** 2 + 0.025 ** 2 + 0.125 ** 2 + 0.075 ** 2) / 3);
  expect(risen.sharpe).toBeCloseTo((0.025 / deviation) * Math.sqrt(365), 10);
  expect(risen.sortino).toBeCloseTo((0.025 / 0.05) * Math.sqrt(365), 10);
});

test("Sharpe and Sortino have no value without deviation or without a losing day, and no return follows ruin", () => {
  const curveOf = (...closes: readonly string[]): MetricsOptions => ({
    ...testOptions,
    startingEquity: quote("100"),
    equityCurve: closes.map((equity, day) => ({ atMs: day * DAY_MS, equity: quote(equity) })),
  });
  expect(computeMetrics([], curveOf("100", "100"))).toMatchObject({ sharpe: null, sortino: null });
  expect(computeMetrics([], curveOf("110", "120")).sortino).toBeNull();
  expect(computeMetrics([], curveOf("0", "0"))).toMatchObject({ sharpe: null, maxDrawdown: 1 });
});

test("exposure is the share of the period with any position open, overlaps counted once", () => {
  const open = (fromH: number, untilH: number) =>
    buildTestTrade({ pnl: "1", entryTimeMs: fromH * HOUR_MS, exitTimeMs: untilH * HOUR_MS });
  const trades = [open(4, 6), open(0, 2), open(1, 3), open(1, 2)];
  expect(computeMetrics(trades, testOptions).exposure).toBe(5 / 6);
  const period = { fromMs: HOUR_MS, untilMs: 5 * HOUR_MS };
  expect(computeMetrics(trades, { ...testOptions, period }).exposure).toBe(3 / 4);
  expect(computeMetrics(trades, { ...testOptions, period: { fromMs: 5, untilMs: 5 } }).exposure).toBeNull();
});

test("the median of an even number of hold times lies between the middle two", () => {
  const trades = [4, 1, 3, 2].map((holdMs) => buildTestTrade({ pnl: "1", holdMs }));
  expect(computeMetrics(trades, testOptions).medianHoldMs).toBe(2.5);
});

test("the Wilson interval of 4 out of 9 is [0.1888, 0.7333]", () => {
  const [low, high] = computeMetrics(tradesOf([1, 1, 1, 1, -1, -1, -1, -1, -1]), testOptions).ci95.winRate ?? [];
  expect(low).toBeCloseTo(0.18877, 4);
  expect(high).toBeCloseTo(0.73331, 4);
});

test("intervals are the same on every run, move with the seed, and hold the estimate", () => {
  const trades = tradesOf(Array.from({ length: 40 }, (_, index) => ((index * 7) % 11) - 4));
  const metrics = computeMetrics(trades, testOptions);
  expect(computeMetrics(trades, testOptions)).toEqual(metrics);
  expect(computeMetrics(trades, { ...testOptions, bootstrapSeed: 8 }).ci95).not.toEqual(metrics.ci95);
  const { expectancy, profitFactor, maxDrawdown: drawdown } = metrics.ci95;
  expect(expectancy?.[0].lte(metrics.expectancy ?? 0)).toBe(true);
  expect(expectancy?.[1].gte(metrics.expectancy ?? 0)).toBe(true);
  expect(profitFactor?.[0]).toBeLessThan(metrics.profitFactor ?? 0);
  expect(profitFactor?.[1]).toBeGreaterThan(metrics.profitFactor ?? 0);
  expect(drawdown?.[0]).toBeGreaterThanOrEqual(0);
  expect(drawdown?.[1]).toBeLessThanOrEqual(1);
});

test("a bound without limit is null: most resamples of one loss among wins may have no loss at all", () => {
  expect(computeMetrics(tradesOf([1, 1, 1, -1]), testOptions).ci95.profitFactor?.[1]).toBeNull();
});

test("resampled losses beyond the equity end at a drawdown of one, not above it (P29)", () => {
  const trades = tradesOf([500, -700, 600, -700, 500]);
  const interval = computeMetrics(trades, testOptions).ci95.maxDrawdown;
  expect(interval?.[1]).toBe(1);
});
