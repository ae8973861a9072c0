import { allocateFifo } from "@bottrader/core";
import { expect, test } from "vitest";
import { asText, buildFill, expectValue } from "./build-fill.ts";

/*
 * All at one millisecond: buys 9 (1 at 10) and 10 (1 at 20), sell 5 (1.5 at 30).
 * Buys come before sells of their millisecond, and id 9 before id 10: 1 from 9 (pnl 20), 0.5 from 10 (pnl 5).
 */
test("within a millisecond buys precede sells and numeric trade ids count, in whatever order they are read", () => {
  const fills = [
    buildFill({ tradeId: "5", side: "sell", price: "30", size: "1.5" }),
    buildFill({ tradeId: "10", side: "buy", price: "20", size: "1" }),
    buildFill({ tradeId: "9", side: "buy", price: "10", size: "1" }),
  ];
  const ledger = expectValue(allocateFifo(fills));
  expect(asText(ledger.allocations)).toMatchObject([
    { sellTradeId: "5", buyTradeId: "9", size: "1", pnl: "20" },
    { sellTradeId: "5", buyTradeId: "10", size: "0.5", pnl: "5" },
  ]);
  expect(expectValue(allocateFifo(fills.toReversed()))).toEqual(ledger);
});

test("a lot one millisecond younger than the sell is out of its reach", () => {
  const ledger = expectValue(
    allocateFifo([
      buildFill({ tradeId: "1", side: "sell", price: "30", size: "1", timestampMs: 5 }),
      buildFill({ tradeId: "2", side: "buy", price: "20", size: "1", timestampMs: 6 }),
    ]),
  );
  expect(ledger.allocations).toEqual([]);
  expect(ledger.unmatched).toHaveLength(1);
});

test("trade ids that are not numbers follow the numeric ones in their text order", () => {
  const buys = ["b", "2", "a", "7", "30", "c", "07", "4"].map((tradeId) =>
    buildFill({ tradeId, side: "buy", price: "1", size: "1" }),
  );
  const ledger = expectValue(allocateFifo(buys));
  expect(ledger.lots.map((lot) => lot.buyTradeId)).toEqual(["2", "4", "07", "7", "30", "a", "b", "c"]);
});
