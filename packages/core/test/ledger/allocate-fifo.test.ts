import { allocateFifo, allocateSell, createLedger, openLot, price, unrealizedPnl } from "@bottrader/core";
import { expect, test } from "vitest";
import { asText, buildFill, expectValue } from "./build-fill.ts";

const buy = buildFill({ tradeId: "1", side: "buy", price: "10", size: "2", fee: "0.2" });
const sell = buildFill({ tradeId: "2", side: "sell", price: "12", size: "1", timestampMs: 1 });

test.each([
  ["FILL_NOT_POSITIVE", buildFill({ tradeId: "x", side: "buy", price: "0", size: "1" })],
  ["FILL_NOT_POSITIVE", buildFill({ tradeId: "x", side: "sell", price: "1", size: "-1" })],
  ["FILL_TOO_PRECISE", buildFill({ tradeId: "x", side: "sell", price: "1.0000000000000000001", size: "1" })],
  ["FILL_TOO_PRECISE", buildFill({ tradeId: "x", side: "buy", price: "1", size: "0.0000000000000000001" })],
  ["FILL_TOO_PRECISE", buildFill({ tradeId: "x", side: "sell", price: "1", size: "1", fee: "0.0000000000000000001" })],
  [
    "FILL_FEE_EXCEEDS_SIZE",
    buildFill({ tradeId: "x", side: "buy", price: "1", size: "1", fee: "1", feeCurrency: "BTC" }),
  ],
  ["FILL_SYMBOL_NOT_A_PAIR", buildFill({ tradeId: "x", side: "sell", symbol: "BTCUSD", price: "1", size: "1" })],
  ["FILL_SYMBOL_NOT_A_PAIR", buildFill({ tradeId: "x", side: "buy", symbol: "/USD", price: "1", size: "1" })],
  ["FILL_SYMBOL_NOT_A_PAIR", buildFill({ tradeId: "x", side: "buy", symbol: "BTC/", price: "1", size: "1" })],
])("%s: a fill that cannot be booked is named, whichever way it comes in", (code, fill) => {
  const refusal = { ok: false, error: { code, symbol: fill.symbol, tradeId: "x" } };
  expect(allocateFifo([fill])).toEqual(refusal);
  expect(createLedger().apply(fill)).toEqual(refusal);
  const single =
    fill.side === "buy" ? openLot({ ...fill, side: "buy" }) : allocateSell({ ...fill, side: "sell" }, { lots: [] });
  expect(single).toEqual(refusal);
});

test("a fill delivered twice counts once (F36, P37)", () => {
  const once = expectValue(allocateFifo([buy, sell]));
  expect(expectValue(allocateFifo([sell, buy, sell, buy]))).toEqual(once);
  const ledger = createLedger();
  expectValue(ledger.apply(buy));
  expect(expectValue(ledger.apply(buy))).toEqual({ kind: "duplicate" });
});

test("two sides of one trade with oneself share a trade id and both count", () => {
  const other = buildFill({ tradeId: "1", side: "sell", price: "10", size: "2" });
  expect(expectValue(allocateFifo([buy, other])).allocations).toHaveLength(1);
});

test.each([
  [{ ...buy, price: price("11") }],
  [{ ...buy, size: buy.size.mul(2) as typeof buy.size }],
  [{ ...buy, fee: buy.fee.mul(2) }],
  [{ ...sell, price: price("13") }],
  [{ ...sell, size: sell.size.mul(2) as typeof sell.size }],
  [{ ...sell, fee: buy.fee }],
  [{ ...sell, feeCurrency: "EUR" }],
])("one trade id with two contents is a fault, not a choice (P15)", (contradiction) => {
  const fault = { ok: false, error: { code: "FILL_CONTRADICTS_ITSELF", tradeId: contradiction.tradeId } };
  expect(allocateFifo([buy, sell, contradiction])).toMatchObject(fault);
});

test("P&L of different currencies is not added up", () => {
  const other = buildFill({ tradeId: "1", side: "buy", symbol: "ETH/EUR", price: "1", size: "1" });
  const ledger = expectValue(allocateFifo([buy, sell, other]));
  expect(asText(ledger.realizedPnl)).toEqual({ "BTC/USD": "1.9", "ETH/EUR": "0" });
  expect(ledger.totalPnl).toBeNull();
});

test("a stored lot and a sell are all that is needed to go on (P16)", () => {
  const lot = expectValue(openLot(buy));
  const first = expectValue(allocateSell(sell, { lots: [lot] }));
  expect(asText(first.allocations)).toMatchObject([{ size: "1", costBasis: "10.1", pnl: "1.9" }]);
  expect(first.unmatched).toBeNull();
  const second = expectValue(
    allocateSell(buildFill({ tradeId: "3", side: "sell", price: "12", size: "3", timestampMs: 2 }), {
      lots: first.lotsAfter,
    }),
  );
  expect(asText(second.allocations)).toMatchObject([{ size: "1", costBasis: "10.1", pnl: "1.9" }]);
  expect(second.lotsAfter).toEqual([]);
  expect(second.unmatched?.size.toFixed()).toBe("2");
});

test("unrealised P&L needs the price of every lot", () => {
  const lots = [expectValue(openLot(buy))];
  expect(unrealizedPnl(lots, () => price("11"))?.toFixed()).toBe("1.8");
  expect(unrealizedPnl(lots, () => null)).toBeNull();
});

test("a ledger tells a fee it could not value", () => {
  const fill = buildFill({ tradeId: "1", side: "buy", price: "1", size: "1", fee: "1", feeCurrency: "BNB" });
  expect(asText(expectValue(createLedger().apply(fill)))).toMatchObject({
    kind: "booked",
    unvaluedFee: { tradeId: "1", fee: "1" },
  });
});
