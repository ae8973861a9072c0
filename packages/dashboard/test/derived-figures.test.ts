import type { PositionView, TradeView } from "@bottrader/contracts";
import { expect, test } from "vitest";
import { chartMarks } from "../src/figures/chart-marks.ts";
import { equityLines } from "../src/figures/equity-lines.ts";
import { distinctOf, filterTrades } from "../src/figures/filter-trades.ts";
import { scoreReach, signalMarks } from "../src/figures/signal-marks.ts";
import { stopDistance } from "../src/figures/stop-distance.ts";
import { todayPnl } from "../src/figures/today-pnl.ts";

const trade = (part: Partial<TradeView>): TradeView => ({
  symbol: "BTC/USDT",
  side: "long",
  trigger: "score",
  exitReason: "BRACKET_TP",
  entryTime: "2021-03-07T10:02:00Z",
  exitTime: "2021-03-07T10:11:00Z",
  entryPrice: "100",
  exitPrice: "104",
  size: "1",
  fees: "0.2",
  pnl: "3.8",
  pnlPct: 0.038,
  rMultiple: 1.9,
  mae: null,
  mfe: null,
  holdMs: 540_000,
  synthetic: false,
  snapshotId: "s1",
  ...part,
});

const position = (part: Partial<PositionView>): PositionView => ({
  id: "p1",
  symbol: "BTC/USDT",
  size: "1",
  entryPrice: "100",
  costPrice: "100.1",
  bid: "102",
  pnl: "1.8",
  pnlPct: 0.018,
  protection: { kind: "oco", stop: "98", target: "104" },
  trailingStop: null,
  exitPlan: [],
  openedAt: "2021-03-07T10:20:00Z",
  trigger: "webhook",
  ...part,
});

test("today is the change of equity since midnight UTC, whatever the order of the points", () => {
  const points = [
    { at: "2021-03-07T12:00:00Z", equity: "10050" },
    { at: "2021-03-06T23:00:00Z", equity: "10010.5" },
    { at: "2021-03-06T12:00:00Z", equity: "9000" },
  ];
  expect(todayPnl(points, { equity: "10030", nowMs: Date.parse("2021-03-07T13:00:00Z") })).toEqual({
    amount: "19.5",
    sinceMs: Date.parse("2021-03-07T00:00:00Z"),
    isWholeDay: true,
  });
});

test("a history that begins after midnight covers less than the day, and says so", () => {
  const points = [{ at: "2021-03-07T07:20:00Z", equity: "10000" }];
  const today = todayPnl(points, { equity: "9990", nowMs: Date.parse("2021-03-07T13:00:00Z") });
  expect(today).toEqual({ amount: "-10", sinceMs: Date.parse("2021-03-07T07:20:00Z"), isWholeDay: false });
});

test("without any point there is no figure for today, not a zero (P30)", () => {
  expect(todayPnl([], { equity: "10000", nowMs: 0 })).toBeNull();
});

test("drawdown is measured from the running peak and stays between minus one and zero (P29)", () => {
  const { equity, drawdown } = equityLines([
    { at: "2021-03-07T00:00:01.200Z", equity: "100" },
    { at: "2021-03-07T00:00:03Z", equity: "80" },
    { at: "2021-03-07T00:00:02Z", equity: "120" },
    { at: "2021-03-07T00:00:01.900Z", equity: "110" },
    { at: "not a time", equity: "1" },
  ]);
  expect(equity.map((point) => point.value)).toEqual([110, 120, 80]);
  expect(drawdown.map((point) => point.value)).toEqual([0, 0, expect.closeTo(-1 / 3, 12)]);
});

test("the distance is to the stop that would act first", () => {
  const plain = stopDistance(position({}));
  expect(plain).toMatchObject({ stop: "98", bidAt: expect.closeTo(4 / 6, 12), entryAt: expect.closeTo(2 / 6, 12) });
  expect(plain?.ratio).toBeCloseTo(4 / 102, 12);
  expect(stopDistance(position({ trailingStop: "101" }))?.stop).toBe("101");
  expect(stopDistance(position({ trailingStop: "97" }))?.stop).toBe("98");
});

test("a bid below the stop is through it, and stays on the bar", () => {
  const through = stopDistance(position({ bid: "97" }));
  expect(through?.ratio).toBeLessThan(0);
  expect(through?.bidAt).toBe(0);
});

test("without a quote or a stop there is no distance", () => {
  expect(stopDistance(position({ bid: null }))).toBeNull();
  expect(stopDistance(position({ protection: { kind: "none", stop: null, target: null } }))).toBeNull();
});

test("entries and exits sit on the bar that holds them, one entry for a position sold in parts", () => {
  const bar = (iso: string): number => Date.parse(iso);
  const barTimesMs = [
    "2021-03-07T10:00:00Z",
    "2021-03-07T10:05:00Z",
    "2021-03-07T10:10:00Z",
    "2021-03-07T10:20:00Z",
  ].map(bar);
  const trades = [
    trade({ exitReason: "PARTIAL_TAKE_PROFIT", exitTime: "2021-03-07T10:05:00Z" }),
    trade({ exitReason: "BRACKET_SL", pnl: "-2" }),
    trade({ symbol: "ETH/USDT" }),
    trade({ entryTime: "2021-03-06T10:00:00Z", exitTime: "2021-03-06T11:00:00Z" }),
  ];
  const marks = chartMarks({ symbol: "BTC/USDT", trades, positions: [position({})], barTimesMs });
  expect(marks).toEqual([
    { time: bar("2021-03-07T10:00:00Z") / 1_000, kind: "entry", text: "score" },
    { time: bar("2021-03-07T10:05:00Z") / 1_000, kind: "gain", text: "PARTIAL_TAKE_PROFIT" },
    { time: bar("2021-03-07T10:10:00Z") / 1_000, kind: "loss", text: "BRACKET_SL" },
    { time: bar("2021-03-07T10:20:00Z") / 1_000, kind: "entry", text: "webhook" },
  ]);
});

test("trades are filtered by symbol and reason, newest exit first", () => {
  const trades = [
    trade({ exitTime: "2021-03-07T10:00:00Z" }),
    trade({ exitTime: "2021-03-07T12:00:00Z" }),
    trade({ exitTime: "2021-03-07T11:00:00Z", exitReason: "SOFT_STOP" }),
    trade({ symbol: "ETH/USDT" }),
  ];
  const shown = filterTrades(trades, { symbol: "BTC/USDT", exitReason: "" });
  expect(shown.map(({ exitTime }) => exitTime.slice(11, 13))).toEqual(["12", "11", "10"]);
  expect(filterTrades(trades, { symbol: "", exitReason: "SOFT_STOP" })).toHaveLength(1);
  expect(distinctOf(trades, "symbol")).toEqual(["BTC/USDT", "ETH/USDT"]);
});

test("one mark a component says which side it votes for, and what was compared", () => {
  const vote = { threshold: 30, weight: 1.5 };
  const votes = [
    { component: "rsi", side: "buy" as const, vote: 1, value: 27.123456, ...vote },
    { component: "touch", side: "buy" as const, vote: 0, value: null, ...vote },
    { component: "rsi", side: "sell" as const, vote: 0, value: 27.123456, ...vote },
    { component: "touch", side: "sell" as const, vote: 0, value: null, ...vote },
  ];
  expect(signalMarks(votes)).toEqual([
    { component: "rsi", side: "buy", detail: "buy +1.5 (27.123 against 30); sell 0 (27.123 against 30)" },
    { component: "touch", side: "none", detail: "buy 0 (warming up); sell 0 (warming up)" },
  ]);
  expect(scoreReach(votes, "buy")).toBe(3);
});
