import {
  type Allocation,
  allocateFifo,
  buildTrade,
  buildTrades,
  price,
  qty,
  quote,
  type TradeFacts,
} from "@bottrader/core";
import { expect, test } from "vitest";
import { asText, buildFill, expectValue } from "../ledger/build-fill.ts";

const allocations: readonly Allocation[] = expectValue(
  allocateFifo([
    buildFill({ tradeId: "1", side: "buy", price: "100", size: "1", fee: "1", timestampMs: 1_000 }),
    buildFill({ tradeId: "2", side: "buy", price: "110", size: "3", fee: "3", timestampMs: 2_000 }),
    buildFill({ tradeId: "3", side: "sell", orderId: "exit", price: "120", size: "2", fee: "2", timestampMs: 5_000 }),
    buildFill({ tradeId: "4", side: "sell", orderId: "exit", price: "130", size: "2", fee: "2", timestampMs: 6_000 }),
    buildFill({ tradeId: "5", side: "buy", symbol: "ETH/USD", price: "1", size: "1", fee: "1", feeCurrency: "BNB" }),
    buildFill({
      tradeId: "6",
      side: "sell",
      symbol: "ETH/USD",
      orderId: "exit",
      price: "2",
      size: "1",
      timestampMs: 2,
    }),
  ]),
).allocations;
const btc = allocations.filter((allocation) => allocation.symbol === "BTC/USD");

const facts: TradeFacts = {
  entry: {
    trigger: "ROC_MOMENTUM",
    snapshot: "abc",
    initialStop: price("100"),
    lowest: price("96.75"),
    highest: price("129"),
  },
  exit: { exitReason: "TRAILING_STOP", decidedAt: price("126"), synthetic: false },
  allocations: btc,
};

/*
 * 1 at 100 and 3 at 110 → mean 107.5, cost 434; 2 at 120 and 2 at 130 → mean 125, net 496; pnl 62, fees 8
 * risk (107.5 − 100)·4 = 30 → 62/30 R; MAE (107.5 − 96.75)/107.5 = 0.1; MFE 21.5/107.5 = 0.2; slippage 1/126
 */
test("a trade is one exit order with everything it sold", () => {
  expect(asText(buildTrade(facts))).toEqual({
    symbol: "BTC/USD",
    side: "long",
    exitOrderId: "exit",
    trigger: "ROC_MOMENTUM",
    exitReason: "TRAILING_STOP",
    snapshot: "abc",
    entryTimeMs: 1_000,
    exitTimeMs: 6_000,
    entryPrice: "107.5",
    exitPrice: "125",
    size: "4",
    fees: "8",
    pnl: "62",
    pnlPct: 62 / 434,
    rMultiple: 62 / 30,
    mae: 0.1,
    mfe: 0.2,
    holdMs: 5_000,
    slippage: 1 / 126,
    synthetic: false,
    dust: false,
    feesComplete: true,
  });
});

test("what was not watched is null, and an excursion that never happened is zero", () => {
  const { entry, exit } = facts;
  const unwatched = buildTrade({
    ...facts,
    entry: { ...entry, initialStop: null, lowest: null, highest: null },
    exit: { ...exit, decidedAt: null },
  });
  expect(unwatched).toMatchObject({ rMultiple: null, mae: null, mfe: null, slippage: null });
  const oneSided = buildTrade({
    ...facts,
    entry: { ...entry, initialStop: price("107.5"), lowest: price("108"), highest: price("107") },
  });
  expect(oneSided).toMatchObject({ rMultiple: null, mae: 0, mfe: 0 });
});

test("a trade below the exchange's minimum is marked as dust (F10)", () => {
  const dustBelow = () => ({ sizeMin: qty("0"), notionalMin: quote("500.01") });
  expect(buildTrade({ ...facts, dustBelow }).dust).toBe(true);
  expect(buildTrade({ ...facts, dustBelow: () => null }).dust).toBe(false);
});

test("trades come one an exit order and symbol, by time of exit, and keep a missing fee in view", () => {
  const trades = buildTrades(allocations, (exitOrderId, symbol) => ({
    ...facts,
    exit: { ...facts.exit, exitReason: `${exitOrderId} of ${symbol}` },
  }));
  expect(trades.map(({ symbol, exitReason, feesComplete }) => [symbol, exitReason, feesComplete])).toEqual([
    ["ETH/USD", "exit of ETH/USD", false],
    ["BTC/USD", "exit of BTC/USD", true],
  ]);
});

test("no trade without an allocation, and none out of two exits", () => {
  expect(() => buildTrade({ ...facts, allocations: [] })).toThrow("has an allocation");
  expect(() => buildTrade({ ...facts, allocations })).toThrow("one exit order");
});
