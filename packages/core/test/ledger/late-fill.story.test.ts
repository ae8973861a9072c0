import { allocateFifo, createLedger } from "@bottrader/core";
import { expect, test } from "vitest";
import { asText, buildFill, expectValue } from "./build-fill.ts";

const firstBuy = buildFill({ tradeId: "1", side: "buy", price: "10", size: "1", timestampMs: 1_000 });
const secondBuy = buildFill({ tradeId: "2", side: "buy", price: "20", size: "1", timestampMs: 2_000 });
const sell = buildFill({ tradeId: "3", side: "sell", price: "30", size: "1", timestampMs: 3_000 });

/*
 * Known at first: buy at 20, sell at 30 → pnl 10. Then the older buy at 10 turns up.
 * First in, first out: the sell belongs to the buy at 10 → pnl 20, and the buy at 20 is still open.
 */
test("a buy that arrives after the sell it belongs to is not squeezed in: the symbol is allocated again (F53, P17)", () => {
  const ledger = createLedger();
  expectValue(ledger.apply(secondBuy));
  const sold = expectValue(ledger.apply(sell));
  expect(asText(sold)).toMatchObject({ kind: "booked", allocations: [{ buyTradeId: "2", pnl: "10" }] });

  expect(expectValue(ledger.apply(firstBuy))).toEqual({ kind: "late" });
  expect(ledger.realizedPnl("BTC/USD").toFixed()).toBe("10");

  const stranger = buildFill({ tradeId: "1", side: "buy", symbol: "ETH/USD", price: "1", size: "1" });
  const rebuilt = expectValue(ledger.rebuild("BTC/USD", [secondBuy, sell, firstBuy, stranger]));
  expect(asText(rebuilt.allocations)).toMatchObject([{ buyTradeId: "1", pnl: "20" }]);
  expect(ledger.realizedPnl("BTC/USD").toFixed()).toBe("20");
  expect(ledger.lots("BTC/USD").map((lot) => lot.buyTradeId)).toEqual(["2"]);
  expect(ledger.lots("ETH/USD")).toEqual([]);
});

test("after a rebuild the ledger goes on: it still knows its last sell", () => {
  const ledger = createLedger();
  const earlierSell = buildFill({ tradeId: "0", side: "sell", price: "5", size: "1", timestampMs: 500 });
  expectValue(ledger.rebuild("BTC/USD", [sell, firstBuy, earlierSell]));
  expect(expectValue(ledger.apply(sell))).toEqual({ kind: "duplicate" });
  expect(expectValue(ledger.apply(secondBuy))).toEqual({ kind: "late" });
  expect(expectValue(ledger.apply(earlierSell))).toEqual({ kind: "late" });
  const next = buildFill({ tradeId: "4", side: "sell", price: "30", size: "1", timestampMs: 4_000 });
  expect(expectValue(ledger.apply(next))).toMatchObject({
    kind: "booked",
    allocations: [],
    unmatched: { sellTradeId: "4" },
  });
});

test("a buy younger than the last sell is never late, even between other lots", () => {
  const ledger = createLedger();
  const buyAt = (tradeId: string) =>
    buildFill({ tradeId, side: "buy", price: "1", size: "1", timestampMs: Number(tradeId) * 1_000 });
  for (const fill of [firstBuy, sell, buyAt("6"), buyAt("4"), buyAt("5")]) {
    expect(expectValue(ledger.apply(fill)).kind).toBe("booked");
  }
  expect(ledger.lots("BTC/USD").map((lot) => lot.buyTradeId)).toEqual(["4", "5", "6"]);
});

test("a rebuild over a bad fill names it and leaves the ledger alone", () => {
  const ledger = createLedger();
  expectValue(ledger.apply(firstBuy));
  const bad = buildFill({ tradeId: "9", side: "buy", price: "0", size: "1" });
  expect(ledger.rebuild("BTC/USD", [bad])).toMatchObject({
    ok: false,
    error: { code: "FILL_NOT_POSITIVE", tradeId: "9" },
  });
  expect(ledger.lots("BTC/USD")).toHaveLength(1);
  expect(expectValue(allocateFifo([])).totalPnl?.toFixed()).toBe("0");
});
