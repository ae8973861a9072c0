import {
  allocateFifo,
  type ScaledAllocation,
  type ScaledFill,
  scaledFromDecimal,
  scaledFromText,
  scaledToDecimal,
  scaledToText,
  streamFifo,
} from "@bottrader/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildFill, expectValue } from "./build-fill.ts";

const scaledFill = (fill: Partial<ScaledFill> & Pick<ScaledFill, "tradeId" | "side">): ScaledFill => ({
  orderId: fill.tradeId,
  symbol: "BTC/USD",
  price: 10n ** 18n,
  size: 10n ** 18n,
  fee: 0n,
  feeCurrency: "USD",
  timestampMs: 0,
  ...fill,
});

const silent = { valueFee: () => null, onAllocation: () => {}, onUnmatched: () => {}, onUnvaluedFee: () => {} };

test("allocations are handed out as they are made, thousands of lots deep", () => {
  const buys = Array.from({ length: 3_000 }, (_, index) => scaledFill({ tradeId: `${index}`, side: "buy" }));
  const sells = Array.from({ length: 2_500 }, (_, index) =>
    scaledFill({ tradeId: `${index}`, side: "sell", timestampMs: 1 }),
  );
  const made: ScaledAllocation[] = [];
  const balance = expectValue(
    streamFifo([...buys, ...sells], { ...silent, onAllocation: (allocation) => made.push(allocation) }),
  );
  expect(made.map((allocation) => allocation.buyTradeId)).toEqual(sells.map((sell) => sell.tradeId));
  expect(balance.lots).toHaveLength(500);
  expect(balance.lots[0]?.buyTradeId).toBe("2500");
});

test("a stream out of order is a bug of the caller", () => {
  const fills = [
    scaledFill({ tradeId: "1", side: "sell", timestampMs: 2 }),
    scaledFill({ tradeId: "1", side: "buy", timestampMs: 1 }),
  ];
  expect(() => streamFifo(fills, silent)).toThrow("ledger order");
});

test("products are rounded half-even at 18 places", () => {
  // 1.5e-9 · 1e-9 = 1.5e-18 → 2e-18; 2.5e-9 · 1e-9 = 2.5e-18 → 2e-18; 1.4 → 1
  const valueAt = (price: string) =>
    expectValue(allocateFifo([buildFill({ tradeId: "1", side: "buy", price, size: "0.000000001" })])).lots[0]
      ?.costBasis;
  expect(valueAt("0.0000000015")?.toFixed()).toBe("0.000000000000000002");
  expect(valueAt("0.0000000025")?.toFixed()).toBe("0.000000000000000002");
  expect(valueAt("0.0000000014")?.toFixed()).toBe("0.000000000000000001");
});

test.each([
  ["1", 10n ** 18n],
  ["-0.5", -5n * 10n ** 17n],
  ["0.1000000000000000000000", 10n ** 17n],
  ["0.000000000000000001", 1n],
  ["0.0000000000000000001", null],
])("the scaled form of %s is exact or refused", (text, scaled) => {
  expect(scaledFromText(text)).toBe(scaled);
});

test("scaled form to text and back changes nothing", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), (value) => {
      expect(scaledFromText(scaledToText(value))).toBe(value);
      expect(scaledFromDecimal(scaledToDecimal(value))).toBe(value);
      expect(scaledToDecimal(value).toFixed()).toBe(scaledToText(value));
    }),
  );
});
