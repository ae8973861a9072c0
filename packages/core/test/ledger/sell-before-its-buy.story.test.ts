import { allocateFifo } from "@bottrader/core";
import { expect, test } from "vitest";
import { asText, buildFill, expectValue } from "./build-fill.ts";

/*
 * sell 1.0 at 50, fee 0.05, before anything was bought: no cost, no P&L
 * buy  1.0 at 40, later: it stays open, because a sell cannot use a lot from its own future
 */
test("a sell without a lot is unmatched, not a profit, and a later buy does not cover it (F53, P25)", () => {
  const ledger = expectValue(
    allocateFifo([
      buildFill({ tradeId: "7", side: "sell", price: "50", size: "1", fee: "0.05", timestampMs: 1_000 }),
      buildFill({ tradeId: "8", side: "buy", price: "40", size: "1", timestampMs: 2_000 }),
    ]),
  );
  expect(ledger.allocations).toEqual([]);
  expect(asText(ledger.unmatched)).toEqual([
    {
      sellTradeId: "7",
      sellOrderId: "order-of-7",
      symbol: "BTC/USD",
      size: "1",
      proceeds: "50",
      fees: "0.05",
      sellTimeMs: 1_000,
      feesComplete: true,
    },
  ]);
  expect(asText(ledger.lots)).toMatchObject([{ buyTradeId: "8", size: "1" }]);
  expect(asText(ledger.realizedPnl)).toEqual({ "BTC/USD": "0" });
});

/*
 * buy  0.4 at 40
 * sell 1.0 at 50, fee 0.10 → 0.4 allocated: proceeds 20, fee 0.04, pnl 3.96; 0.6 unmatched: proceeds 30, fee 0.06
 */
test("a sell larger than the lots is split into what is known and what is not (I6)", () => {
  const ledger = expectValue(
    allocateFifo([
      buildFill({ tradeId: "1", side: "buy", price: "40", size: "0.4", timestampMs: 1_000 }),
      buildFill({ tradeId: "2", side: "sell", price: "50", size: "1", fee: "0.1", timestampMs: 2_000 }),
    ]),
  );
  expect(asText(ledger.allocations)).toMatchObject([
    { size: "0.4", proceeds: "20", netProceeds: "19.96", pnl: "3.96" },
  ]);
  expect(asText(ledger.unmatched)).toMatchObject([{ size: "0.6", proceeds: "30", fees: "0.06" }]);
});
