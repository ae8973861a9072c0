import { allocateFifo } from "@bottrader/core";
import { expect, test } from "vitest";
import { asText, buildFill, expectValue } from "./build-fill.ts";

/*
 * buy  1.0 at 100, fee 1.00 → lot A: cost 101.00
 * buy  2.0 at 110, fee 2.20 → lot B: cost 222.20
 * sell 1.5 at 120, fee 1.80 → proceeds 180.00
 *
 * from A 1.0: cost 101.00, proceeds 120.00, sell fee 1.80·1.0/1.5 = 1.20 → net 118.80, pnl 17.80, fees 1.00 + 1.20 = 2.20
 * from B 0.5: cost 55 + 2.20·0.5/2 = 55.55, proceeds 60.00, sell fee the rest 0.60 → net 59.40, pnl 3.85, fees 0.55 + 0.60 = 1.15
 * left of B: 1.5 costing 165 + 1.65 = 166.65
 */
test("a sell takes all of the oldest lot and part of the next, each with its share of both fees", () => {
  const ledger = expectValue(
    allocateFifo([
      buildFill({ tradeId: "1", side: "buy", price: "100", size: "1", fee: "1", timestampMs: 1_000 }),
      buildFill({ tradeId: "2", side: "buy", price: "110", size: "2", fee: "2.2", timestampMs: 2_000 }),
      buildFill({ tradeId: "3", side: "sell", price: "120", size: "1.5", fee: "1.8", timestampMs: 3_000 }),
    ]),
  );
  const sold = { sellTradeId: "3", sellOrderId: "order-of-3", symbol: "BTC/USD", sellPrice: "120", sellTimeMs: 3_000 };
  expect(asText(ledger)).toEqual({
    allocations: [
      {
        ...sold,
        buyTradeId: "1",
        buyOrderId: "order-of-1",
        size: "1",
        buyPrice: "100",
        costBasis: "101",
        proceeds: "120",
        netProceeds: "118.8",
        fees: "2.2",
        pnl: "17.8",
        buyTimeMs: 1_000,
        feesComplete: true,
      },
      {
        ...sold,
        buyTradeId: "2",
        buyOrderId: "order-of-2",
        size: "0.5",
        buyPrice: "110",
        costBasis: "55.55",
        proceeds: "60",
        netProceeds: "59.4",
        fees: "1.15",
        pnl: "3.85",
        buyTimeMs: 2_000,
        feesComplete: true,
      },
    ],
    unmatched: [],
    lots: [
      {
        buyTradeId: "2",
        buyOrderId: "order-of-2",
        symbol: "BTC/USD",
        buyTimeMs: 2_000,
        price: "110",
        sizeBought: "2",
        feeBought: "2.2",
        size: "1.5",
        costBasis: "166.65",
        fees: "1.65",
        feesComplete: true,
        dust: false,
      },
    ],
    unvaluedFees: [],
    realizedPnl: { "BTC/USD": "21.65" },
    totalPnl: "21.65",
  });
});
