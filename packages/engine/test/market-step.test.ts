import { Decimal, quote } from "@bottrader/core";
import { describe, expect, test } from "vitest";
import {
  ALL_GROUPINGS,
  filterSymbols,
  openEquityBook,
  performanceReport,
  readEquity,
  recordEquity,
  stepMarket,
  tradeOf,
} from "../src/index.ts";
import { CASH, deskRules, type Floor, MINUTE_MS, openFloor, START_MS } from "./floor.ts";
import { entry, exit } from "./intents.ts";
import { gapOf, positionOf } from "./look.ts";
import { faultyVenue, UNREADABLE } from "./pass-through.ts";

const flat = [100, 100, 100, 100] as const;

async function oneTrade(floor: Floor, sellAt: number, key: string): Promise<void> {
  await floor.deliver(entry(floor, {}, `entry ${key}`));
  await floor.bar(flat);
  await floor.deliver(exit(floor, {}, `exit ${key}`));
  await floor.bar([sellAt, sellAt, sellAt, sellAt]);
  await floor.bar(flat);
}

describe("as the market moves on", () => {
  test("a position remembers its lowest and highest price, for the trade's MAE and MFE", async () => {
    const floor = await openFloor();
    await floor.bar(flat);
    await floor.deliver(entry(floor));
    await floor.bar(flat);
    await floor.bar([100, 104, 99, 101]);
    const seen = await positionOf(floor);
    expect([seen?.lowSeen?.toFixed(), seen?.highSeen?.toFixed()]).toEqual(["99", "104"]);
    await floor.bar([101, 103, 100, 101]);
    expect(await positionOf(floor)).toEqual(seen);
    await floor.deliver(exit(floor));
    await floor.bar([101, 101, 101, 101]);
    const [trade] = await floor.stores.trade.trades({});
    expect(trade?.mfe).toBeCloseTo(0.0398, 3);
    expect(trade?.mae).toBeCloseTo(0.0102, 3);
    expect(trade?.rMultiple).not.toBeNull();
  });

  test("equity is drawn once a period and the filter runs once an hour", async () => {
    const floor = await openFloor();
    const step = { ranges: [], equityEveryMs: 5 * MINUTE_MS };
    await floor.bar(flat);
    const before = (await floor.stores.trade.equityCurve({})).length;
    for (let minute = 2; minute <= 12; minute += 1) {
      floor.nowMs = START_MS + minute * MINUTE_MS;
      await stepMarket(floor.desk, { ...step, closeTimeMs: floor.nowMs });
    }
    const curve = await floor.stores.trade.equityCurve({});
    expect(curve.slice(before).map(({ atMs }) => (atMs - START_MS) / MINUTE_MS)).toEqual([5, 10]);
  });

  test("equity that cannot be measured is not drawn, nor guessed (P48)", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await openFloor({ wrapVenue });
    await floor.bar(flat);
    await floor.deliver(entry(floor));
    await floor.bar(flat);
    faults.quote = () => null;
    expect(await recordEquity(floor.desk)).toBeNull();
    expect(await gapOf(floor)).toBe("not measurable");
    delete faults.quote;
    faults.fetchBalances = async () => UNREADABLE;
    expect(await readEquity(floor.desk)).toBeNull();
  });
});

test("a symbol that has lost too often is excluded from entries, with a reason a person can read", async () => {
  const { risk } = deskRules();
  const filter = { ...risk.filter, tradesMin: 2 };
  const floor = await openFloor({
    rules: { risk: { ...risk, filter, lossStreakMax: 0, stopGuardSymbol: { stops: 0, windowMinutes: 1 } } },
  });
  await floor.bar(flat);
  await oneTrade(floor, 99, "one");
  await oneTrade(floor, 99, "two");
  const excluded = await filterSymbols(floor.desk);
  const lastSale = (await floor.stores.trade.trades({})).at(-1);
  expect(excluded).toEqual([{ symbol: "BTC/USDT", reason: expect.stringMatching(/./), sinceMs: lastSale?.exitAtMs }]);
  expect(await floor.stores.trade.transact((tx) => tx.exclusions())).toEqual(excluded);
});

test("the landmarks of equity are taken up from the stored curve and move with the days", async () => {
  const floor = await openFloor();
  const point = (day: number, equity: string) => ({
    atMs: START_MS + day * 86_400_000,
    cash: quote(equity),
    realised: quote(0),
    unrealised: quote(0),
    equity: quote(equity),
  });
  await floor.stores.trade.transact(async (tx) => {
    for (const row of [point(0, "10500"), point(1, "10200")]) await tx.insertEquity(row);
  });
  const book = await openEquityBook(floor.stores.trade, { starting: quote(CASH), currency: "USDT" });
  expect([book.peak()?.toFixed(), book.dayStart().toFixed()]).toEqual(["10500", "10500"]);
  book.observe(point(1.5, "10900"));
  expect([book.peak()?.toFixed(), book.dayStart().toFixed()]).toEqual(["10900", "10500"]);
  book.observe(point(2, "10800"));
  expect(book.dayStart().toFixed()).toBe("10900");
});

describe("the performance report", () => {
  const input = {
    startingEquity: quote(CASH),
    breakevenEpsilon: quote(0),
    includeDust: false,
    groupings: ALL_GROUPINGS,
  };

  test("says period, metrics, groups, targets and trades of what was booked", async () => {
    const floor = await openFloor();
    await floor.bar(flat);
    await oneTrade(floor, 103, "win");
    await oneTrade(floor, 99, "loss");
    const records = await floor.stores.trade.trades({});
    const curve = (await floor.stores.trade.equityCurve({})).map(({ atMs, equity }) => ({ timeMs: atMs, equity }));
    const report = performanceReport({
      ...input,
      trades: records.map(tradeOf),
      equityCurve: curve as never,
      period: { sinceMs: START_MS, untilMs: null },
    });
    expect(report.period).toEqual({ since: "2024-01-01T00:00:00.000Z", until: null });
    expect(report.metrics).toMatchObject({ trades: 2, wins: 1, losses: 1, winRate: 0.5 });
    expect(Object.keys(report.groups).toSorted()).toEqual([...ALL_GROUPINGS].toSorted());
    expect(report.trades.map(({ pnl }) => new Decimal(pnl).gt(0))).toEqual([true, false]);
    expect(report.trades[0]).toMatchObject({
      symbol: "BTC/USDT",
      side: "long",
      exitReason: "SOFT_STOP",
      synthetic: false,
    });
    expect(report.targets.length).toBeGreaterThan(0);
  });

  test("of nothing is empty, not zero profit", () => {
    const report = performanceReport({
      ...input,
      trades: [],
      equityCurve: null,
      groupings: ["symbol"],
      period: { sinceMs: null, untilMs: null },
    });
    expect(report.metrics).toMatchObject({ trades: 0, winRate: null });
    expect(report.trades).toEqual([]);
  });
});
