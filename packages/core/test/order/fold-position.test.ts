import { costPrice, foldPosition, type LedgerFill, type Position, quote } from "@bottrader/core";
import { expect, test } from "vitest";
import { buildFill, expectValue } from "../ledger/build-fill.ts";

const buy = buildFill({ tradeId: "1", side: "buy", price: "10", size: "2", fee: "0.2", timestampMs: 1_000 });
const secondBuy = buildFill({ tradeId: "2", side: "buy", price: "13", size: "2", fee: "0.2", timestampMs: 2_000 });
const sellOf = (size: string) =>
  buildFill({ tradeId: "3", side: "sell", price: "15", size, fee: "0.1", timestampMs: 3_000 });

const fold = (...fills: readonly LedgerFill[]): Position | null =>
  fills.reduce<Position | null>((position, fill) => expectValue(foldPosition(position, fill)).position, null);

const inText = (position: Position | null) =>
  position && { ...position, size: position.size.toFixed(), cost: position.cost.toFixed() };

test("a position costs what its buys cost with their fees", () => {
  const position = fold(buy, secondBuy);
  expect(inText(position)).toEqual({ symbol: "BTC/USD", size: "4", cost: "46.4", openedAtMs: 1_000, version: 2 });
  expect(position && costPrice(position)?.toFixed()).toBe("11.6");
});

test("selling a part leaves the cost of a unit where it was", () => {
  const position = fold(buy, secondBuy, sellOf("1"));
  expect(inText(position)).toMatchObject({ size: "3", cost: "34.8", version: 3 });
  expect(position && costPrice(position)?.toFixed()).toBe("11.6");
});

test("selling all closes it, and a later buy opens it anew under the next version", () => {
  const closed = fold(buy, sellOf("2"));
  expect(inText(closed)).toMatchObject({ size: "0", cost: "0", version: 2 });
  expect(closed && costPrice(closed)).toBeNull();
  const again = expectValue(foldPosition(closed, { ...secondBuy, timestampMs: 9_000 })).position;
  expect(inText(again)).toMatchObject({ size: "2", openedAtMs: 9_000, version: 3 });
});

test("selling more than is held leaves nothing and says how much was too much (F33, I2)", () => {
  const folded = expectValue(foldPosition(fold(buy), sellOf("2.5")));
  expect(folded.position.size.isZero()).toBe(true);
  expect(folded.oversold.toFixed()).toBe("0.5");
  expect(expectValue(foldPosition(null, sellOf("1"))).oversold.toFixed()).toBe("1");
});

test("a fee in base shrinks what is held, as in the ledger (F11, I5)", () => {
  const inBase = buildFill({ tradeId: "1", side: "buy", price: "200", size: "1", fee: "0.001", feeCurrency: "BTC" });
  expect(inText(fold(inBase))).toMatchObject({ size: "0.999", cost: "200" });
});

test("a fee in a third coin is part of the cost when its value is known", () => {
  const inCoin = { ...buy, feeCurrency: "BNB" };
  const valued = expectValue(foldPosition(null, inCoin, { valueFee: () => quote("3") }));
  expect(valued.position.cost.toFixed()).toBe("23");
});

test("a fill that cannot be booked is named", () => {
  const free = buildFill({ tradeId: "1", side: "buy", price: "0", size: "1" });
  const tooPrecise = buildFill({ tradeId: "1", side: "buy", price: "1", size: "0.0000000000000000001" });
  expect(foldPosition(null, free)).toMatchObject({ ok: false, error: { code: "FILL_NOT_POSITIVE" } });
  expect(foldPosition(null, tooPrecise)).toMatchObject({ ok: false, error: { code: "FILL_TOO_PRECISE" } });
});

test("a position takes no fill of another symbol (P52)", () => {
  expect(() => foldPosition(fold(buy), { ...buy, symbol: "ETH/USD" })).toThrow("own symbol");
});
