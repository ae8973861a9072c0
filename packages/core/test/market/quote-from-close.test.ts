import { Decimal, price, quoteFromClose } from "@bottrader/core";
import { describe, expect, test } from "vitest";

function quoteTexts(close: number, spread: string, tick: string): readonly [bid: string, ask: string] {
  const { bid, ask } = quoteFromClose(close, new Decimal(spread), price(tick));
  return [bid.toFixed(), ask.toFixed()];
}

describe("the quote assumed around a close", () => {
  test("stands half the spread away on each side", () => {
    expect(quoteTexts(100, "0.002", "0.01")).toEqual(["99.9", "100.1"]);
  });

  test("is rounded to the tick away from the middle, so that neither side is flattered", () => {
    // 99.97 − 0.09997 = 99.87003 → 99.85; 99.97 + 0.09997 = 100.06997 → 100.10
    expect(quoteTexts(99.97, "0.002", "0.05")).toEqual(["99.85", "100.1"]);
  });

  test("has a bid below its ask by a tick when there is no spread", () => {
    expect(quoteTexts(100, "0", "0.01")).toEqual(["100", "100.01"]);
  });

  test("never has a bid of nothing: a close below the tick is worth one", () => {
    expect(quoteTexts(0.004, "0.002", "0.01")).toEqual(["0.01", "0.02"]);
  });
});
