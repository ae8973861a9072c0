import { allocateFifo, isDust, price, qty, quote } from "@bottrader/core";
import { expect, test } from "vitest";
import { asText, buildFill, expectValue } from "./build-fill.ts";

const dustBelow = (symbol: string) => (symbol === "ZKP/USD" ? { sizeMin: qty("0.1"), notionalMin: quote("1") } : null);

/*
 * buy  160.8 ZKP at 0.1888, sell 160.6: 0.2 are left, worth 0.03776 at their cost, below the minimum of 1.00
 */
test("a leftover below the exchange's minimum is shown, valued and called dust (F10)", () => {
  const ledger = expectValue(
    allocateFifo(
      [
        buildFill({ tradeId: "1", side: "buy", symbol: "ZKP/USD", price: "0.1888", size: "160.8" }),
        buildFill({ tradeId: "2", side: "sell", symbol: "ZKP/USD", price: "0.191", size: "160.6", timestampMs: 1 }),
        buildFill({ tradeId: "3", side: "buy", price: "0.01", size: "0.01" }),
      ],
      { dustBelow },
    ),
  );
  expect(asText(ledger.lots)).toMatchObject([
    { symbol: "BTC/USD", dust: false },
    { symbol: "ZKP/USD", size: "0.2", costBasis: "0.03776", dust: true },
  ]);
});

test("crumbs that can be sold together are not dust", () => {
  const crumb = { side: "buy", symbol: "ZKP/USD", price: "10", size: "0.06" } as const;
  const fills = [buildFill({ ...crumb, tradeId: "1" }), buildFill({ ...crumb, tradeId: "2" })];
  const ledger = expectValue(allocateFifo(fills, { dustBelow }));
  expect(ledger.lots.map((lot) => lot.dust)).toEqual([false, false]);
});

test("dust is below the size or the notional minimum; at the minimum it is not", () => {
  const limit = dustBelow("ZKP/USD");
  expect(isDust({ size: qty("0.1"), price: price("10") }, limit)).toBe(false);
  expect(isDust({ size: qty("0.0999"), price: price("100") }, limit)).toBe(true);
  expect(isDust({ size: qty("0.1"), price: price("9.99") }, limit)).toBe(true);
  expect(isDust({ size: qty("0.1"), price: price("9.99") }, null)).toBe(false);
});
