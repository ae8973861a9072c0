import { Decimal, price, type QuoteTick } from "@bottrader/core";
import { describe, expect, test } from "vitest";
import { bracket, fillsOf, fillTexts, oco, openTexts, place } from "./desk.ts";
import { openTape, type Tape } from "./paper-tape.ts";

const SYMBOL = "BTC/USDT";

/** A tick one second after the last event. */
async function tick(tape: Tape, bid: string, ask: string): Promise<QuoteTick> {
  tape.nowMs += 1_000;
  const quote = { symbol: SYMBOL, bid: price(bid), ask: price(ask), atMs: tape.nowMs };
  await tape.venue.onQuote(quote);
  return quote;
}

const openLive = async (rules = {}): Promise<Tape> => {
  const tape = await openTape({ balances: { USDT: "10000", BTC: "1" }, rules });
  await tick(tape, "100", "100.1");
  return tape;
};

describe("ticks of a live feed", () => {
  test("market orders fill at the touch of the next tick", async () => {
    const tape = await openLive({ slippageRatio: new Decimal("0.001") });
    await place(tape.venue, "buy");
    await place(tape.venue, "sell", { side: "sell", size: "0.5" });
    expect(await fillTexts(tape.venue)).toEqual([]);
    const { atMs } = await tick(tape, "99", "99.2");
    expect(await fillTexts(tape.venue)).toEqual(["sell 0.5@99", "buy 1@99.2"]);
    expect((await fillsOf(tape.venue)).map((fill) => [fill.atMs, fill.liquidity])).toEqual([
      [atMs, "taker"],
      [atMs, "taker"],
    ]);
  });

  test("a limit that crosses when it meets its first tick fills at the touch", async () => {
    const tape = await openLive();
    await place(tape.venue, "buy", { limit: "101" });
    await tick(tape, "100", "100.1");
    expect(await fillTexts(tape.venue)).toEqual(["buy 1@100.1"]);
  });

  test.each([
    { fillOnTouch: false, expected: [] },
    { fillOnTouch: true, expected: ["buy 1@99"] },
  ])("a resting limit that is touched fills: $fillOnTouch; traded through it fills at its own price", async (row) => {
    const tape = await openLive({ fillOnTouch: row.fillOnTouch });
    await place(tape.venue, "buy", { limit: "99" });
    await tick(tape, "100", "100.1");
    await tick(tape, "98.9", "99");
    expect(await fillTexts(tape.venue)).toEqual(row.expected);
    await tick(tape, "97", "97.1");
    expect(await fillTexts(tape.venue)).toEqual(["buy 1@99"]);
  });

  test("a stop triggers once the bid is at or below it and sells at the bid minus slippage", async () => {
    const tape = await openLive({ slippageRatio: new Decimal("0.001") });
    await oco(tape.venue, "x", { size: "1", stop: "90", target: "110" });
    await tick(tape, "90.01", "90.02");
    expect(await fillTexts(tape.venue)).toEqual([]);
    await tick(tape, "89", "89.1");
    // 89 · 0.999 = 88.911
    expect(await fillTexts(tape.venue)).toEqual(["x-stop 1@88.91"]);
    expect(await openTexts(tape.venue)).toEqual([]);
  });

  test("the legs of a buy work from the tick after its fill", async () => {
    const tape = await openLive();
    await place(tape.venue, "e", { attached: bracket("e", "90", "110") });
    await tick(tape, "100", "100.1");
    expect(await openTexts(tape.venue)).toEqual(["e-stop 0/1", "e-target 0/1"]);
    await tick(tape, "110.5", "110.6");
    expect(await fillTexts(tape.venue)).toEqual(["e 1@100.1", "e-target 1@110.5"]);
  });

  test("an immediate-or-cancel order ends with the first tick it meets", async () => {
    const tape = await openLive();
    await place(tape.venue, "buy", { limit: "99", ioc: true });
    await tick(tape, "100", "100.1");
    expect(await openTexts(tape.venue)).toEqual([]);
    expect(await fillTexts(tape.venue)).toEqual([]);
  });

  test("older, crossed and empty ticks are ignored (F48)", async () => {
    const tape = await openLive();
    const good = await tick(tape, "100", "100.1");
    await place(tape.venue, "sell", { side: "sell" });
    const atMs = tape.nowMs + 1_000;
    const prices = (bid: string, ask: string) => ({ symbol: SYMBOL, bid: price(bid), ask: price(ask) });
    await tape.venue.onQuote({ ...prices("50", "50.1"), atMs: good.atMs - 1 });
    await tape.venue.onQuote({ ...prices("50", "49"), atMs });
    await tape.venue.onQuote({ ...prices("0", "50"), atMs });
    await tape.venue.onQuote({ ...prices("1", "2"), symbol: "NOT/LISTED", atMs });
    expect(tape.venue.quote(SYMBOL)).toEqual(good);
    expect(await fillTexts(tape.venue)).toEqual([]);
  });

  test("a tick of the very instant an order was placed does not fill it", async () => {
    const tape = await openLive();
    const { atMs, bid, ask } = await tick(tape, "100", "100.1");
    await place(tape.venue, "buy");
    await tape.venue.onQuote({ symbol: SYMBOL, bid, ask, atMs });
    expect(await fillTexts(tape.venue)).toEqual([]);
  });

  test("a tick replaces the quote of the bar before it", async () => {
    const tape = await openLive();
    await tape.bar({ [SYMBOL]: ["50", "50", "50", "50"] });
    const newest = await tick(tape, "60", "60.1");
    expect(tape.venue.quote(SYMBOL)).toEqual(newest);
  });

  test("a bar does not replace a newer tick", async () => {
    const tape = await openLive();
    const newest = await tick(tape, "100", "100.1");
    tape.nowMs -= 60_000;
    await tape.bar({ [SYMBOL]: ["50", "50", "50", "50"] });
    expect(tape.venue.quote(SYMBOL)).toEqual(newest);
  });
});

describe("quotes from bars", () => {
  test.each([
    { close: "100", spread: "0.001", bid: "99.95", ask: "100.05" },
    { close: "100.01", spread: "0.0001", bid: "100", ask: "100.02" },
    { close: "100", spread: "0", bid: "100", ask: "100.01" },
    { close: "0.01", spread: "0.1", bid: "0.01", ask: "0.02" },
  ])("$close with a spread of $spread is $bid / $ask", async ({ close, spread, bid, ask }) => {
    const tape = await openTape({ rules: { spreadRatio: new Decimal(spread) } });
    await tape.bar({ [SYMBOL]: [close, close, close, close] });
    expect(tape.venue.quote(SYMBOL)).toEqual({ symbol: SYMBOL, bid: price(bid), ask: price(ask), atMs: tape.nowMs });
  });
});
