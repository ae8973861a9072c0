import { allocateFifo, quote, valueFeesFromFills } from "@bottrader/core";
import { expect, test } from "vitest";
import { asText, buildFill, expectValue } from "./build-fill.ts";

const buy = buildFill({
  tradeId: "2",
  side: "buy",
  price: "100",
  size: "2",
  fee: "0.001",
  feeCurrency: "BNB",
  timestampMs: 2_000,
});
const sell = buildFill({
  tradeId: "3",
  side: "sell",
  price: "110",
  size: "2",
  fee: "0.002",
  feeCurrency: "BNB",
  timestampMs: 3_000,
});

/*
 * buy  2 at 100, fee 0.001 BNB when BNB is 300 → 0.30: cost 200.30
 * sell 2 at 110, fee 0.002 BNB when BNB is 310 → 0.62: net 219.38, pnl 19.08, fees 0.92
 */
test("a fee in a third coin counts with its value at the time of the fill", () => {
  const bnbPrice = { "2": "0.3", "3": "0.62" } as Record<string, string>;
  const valueFee = ({ tradeId }: { tradeId: string }) => quote(bnbPrice[tradeId] ?? "0");
  const ledger = expectValue(allocateFifo([buy, sell], { valueFee }));
  expect(asText(ledger.allocations)).toMatchObject([
    { costBasis: "200.3", proceeds: "220", netProceeds: "219.38", fees: "0.92", pnl: "19.08", feesComplete: true },
  ]);
  expect(ledger.unvaluedFees).toEqual([]);
});

test("the account's own trades in the fee coin give its value: the latest not after the fill", () => {
  const bnb = { side: "buy", symbol: "BNB/USD", size: "1" } as const;
  const fills = [
    buildFill({ ...bnb, tradeId: "1", price: "300", timestampMs: 1_000 }),
    buy,
    buildFill({ ...bnb, tradeId: "9", price: "310", timestampMs: 3_000 }),
    sell,
    buildFill({ ...bnb, tradeId: "10", price: "999", timestampMs: 3_001 }),
  ];
  const ledger = expectValue(allocateFifo(fills, { valueFee: valueFeesFromFills(fills) }));
  expect(asText(ledger.allocations)).toMatchObject([{ fees: "0.92", pnl: "19.08" }]);
});

test("a fee whose value nobody knows is reported, and what depends on it says that it is incomplete", () => {
  const ledger = expectValue(allocateFifo([buy, sell], { valueFee: () => null }));
  expect(asText(ledger.allocations)).toMatchObject([{ costBasis: "200", pnl: "20", feesComplete: false }]);
  expect(asText(ledger.unvaluedFees)).toEqual([
    { tradeId: "2", symbol: "BTC/USD", side: "buy", fee: "0.001", feeCurrency: "BNB", timestampMs: 2_000 },
    { tradeId: "3", symbol: "BTC/USD", side: "sell", fee: "0.002", feeCurrency: "BNB", timestampMs: 3_000 },
  ]);
});

test("valuing by own trades uses the inverse pair, and knows nothing before the first trade or about another coin", () => {
  const cross = buildFill({
    tradeId: "5",
    side: "buy",
    symbol: "BTC/EUR",
    price: "100",
    size: "1",
    fee: "3",
    feeCurrency: "USD",
    timestampMs: 5_000,
  });
  const rate = buildFill({ tradeId: "4", side: "buy", symbol: "EUR/USD", price: "1.2", size: "1", timestampMs: 4_000 });
  const valueFee = valueFeesFromFills([cross, rate]);
  expect(valueFee(cross)?.toFixed()).toBe("2.5");
  expect(valueFee({ ...cross, timestampMs: 3_999 })).toBeNull();
  expect(valueFee({ ...cross, feeCurrency: "BNB" })).toBeNull();
});

test("valuing by own trades leaves out fills that cannot be booked", () => {
  const bnb = { side: "buy", symbol: "BNB/USD", timestampMs: 1_000 } as const;
  const tooPrecise = buildFill({ ...bnb, tradeId: "a", price: "300.0000000000000000001", size: "1" });
  const free = buildFill({ ...bnb, tradeId: "b", price: "0", size: "1" });
  const valueFee = valueFeesFromFills([tooPrecise, free, buy]);
  expect(valueFee(buy)).toBeNull();
  expect(valueFee(tooPrecise)).toBeNull();
});
