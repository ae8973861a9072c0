import { resolveSymbol } from "@bottrader/core";
import { describe, expect, test } from "vitest";

const LISTED = ["BTC/USDT", "BTC/USD", "ETH/USDT", "DOGE/USDT", "1INCH/USDT"] as const;

describe("a sender's spelling of a symbol", () => {
  test.each([
    ["BTC/USDT", "BTC/USDT"],
    ["BINANCE:BTCUSDT", "BTC/USDT"],
    ["BTC-USDT", "BTC/USDT"],
    ["BTC_USDT", "BTC/USDT"],
    [" ethusdt ", "ETH/USDT"],
    ["KRAKEN:XBTUSD", "BTC/USD"],
    ["XDG/USDT", "DOGE/USDT"],
    ["1INCHUSDT", "1INCH/USDT"],
  ])("%s means %s", (ticker, symbol) => {
    expect(resolveSymbol(ticker, LISTED)).toEqual({ ok: true, value: symbol });
  });

  test.each(["BTCUSDT.P", "BTC_PERP", "BYBIT:BTC-PERP", "BTCUSDTPERP"])("%s is a perpetual, not spot", (ticker) => {
    expect(resolveSymbol(ticker, LISTED)).toEqual({ ok: false, error: { code: "SYMBOL_PERPETUAL", ticker } });
  });

  test.each(["", "BTC", "BTCEUR", "BTCUSDTX", "USDT"])(
    "%s is not listed, and nothing is cut off to make it fit",
    (ticker) => {
      expect(resolveSymbol(ticker, LISTED)).toEqual({ ok: false, error: { code: "SYMBOL_UNKNOWN", ticker } });
    },
  );

  test("that fits two markets is refused with both", () => {
    expect(resolveSymbol("ABCD", ["AB/CD", "ABC/D", "X/Y"])).toEqual({
      ok: false,
      error: { code: "SYMBOL_AMBIGUOUS", ticker: "ABCD", candidates: ["AB/CD", "ABC/D"] },
    });
  });

  test("fits a market whose name lacks a quote only by its whole name", () => {
    expect(resolveSymbol("INDEX", ["INDEX"])).toEqual({ ok: true, value: "INDEX" });
  });
});
