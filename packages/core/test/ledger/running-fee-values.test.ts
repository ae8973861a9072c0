import { runningFeeValues, scaledFromText, scaledToText } from "@bottrader/core";
import { describe, expect, test } from "vitest";

const scaled = (text: string): bigint => scaledFromText(text) ?? 0n;

/** Value in quote of a fee of 0.002 BNB on a fill of BTC/USDT, after the given prices. */
function valueAfter(...prices: readonly (readonly [symbol: string, price: string])[]): string | null {
  const values = runningFeeValues();
  for (const [symbol, price] of prices) values.note({ symbol, price: scaled(price) });
  const value = values.valueFee({
    tradeId: "1",
    orderId: "o1",
    symbol: "BTC/USDT",
    side: "buy",
    price: scaled("30000"),
    size: scaled("1"),
    fee: scaled("0.002"),
    feeCurrency: "BNB",
    timestampMs: 1_000,
  });
  return value === null ? null : scaledToText(value);
}

describe("a fee in a third coin while fills stream by", () => {
  test("has the value of the coin's latest price", () => {
    expect(valueAfter(["BNB/USDT", "300"], ["BNB/USDT", "310"])).toBe("0.62");
  });

  test("is valued by the inverted price where only that pair trades, the direct one first", () => {
    expect(valueAfter(["USDT/BNB", "0.004"])).toBe("0.5");
    expect(valueAfter(["USDT/BNB", "0.004"], ["BNB/USDT", "310"])).toBe("0.62");
  });

  test("has no value, rather than zero, before the coin has traded or from a price that is none (P30)", () => {
    expect(valueAfter()).toBeNull();
    expect(valueAfter(["BNB/USDT", "0"], ["ETH/USDT", "2000"])).toBeNull();
  });
});
