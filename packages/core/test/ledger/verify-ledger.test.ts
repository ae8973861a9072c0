import { allocateFifo, qty, quote, verifyLedger } from "@bottrader/core";
import { expect, test } from "vitest";
import { buildFill, expectValue } from "./build-fill.ts";

const fills = [
  buildFill({ tradeId: "1", side: "buy", price: "10", size: "2", fee: "0.01", feeCurrency: "BTC" }),
  buildFill({ tradeId: "2", side: "sell", price: "11", size: "3", timestampMs: 1 }),
  buildFill({ tradeId: "3", side: "buy", price: "12", size: "1", timestampMs: 2 }),
];
const ledger = expectValue(allocateFifo(fills));

test("the engine's own ledger holds every identity (I6)", () => {
  expect(verifyLedger(fills, ledger)).toEqual([]);
});

test("a sell too little, a lot too much and a wrong sum are each told", () => {
  expect(verifyLedger(fills, { ...ledger, unmatched: [] })).toEqual([
    "BTC/USD: allocated 1.99 + unmatched 0 is not sold 3",
  ]);
  const lots = ledger.lots.map((lot) => ({ ...lot, size: qty("2") }));
  expect(verifyLedger(fills, { ...ledger, lots })).toEqual(["BTC/USD: allocated 1.99 + open 2 is not bought 2.99"]);
  const allocations = ledger.allocations.map((allocation) => ({ ...allocation, pnl: quote("1") }));
  expect(verifyLedger(fills, { ...ledger, allocations })).toEqual([
    "BTC/USD: pnl of sell 2 is not net proceeds less cost",
  ]);
});

test("fills that cannot be booked count as nothing", () => {
  const tooFine = buildFill({ tradeId: "4", side: "buy", price: "1", size: "0.0000000000000000001" });
  const eaten = buildFill({ tradeId: "5", side: "buy", price: "1", size: "1", fee: "2", feeCurrency: "BTC" });
  expect(verifyLedger([tooFine, eaten], { allocations: [], unmatched: [], lots: [] })).toEqual([]);
});
