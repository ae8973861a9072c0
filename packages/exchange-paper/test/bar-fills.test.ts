import { Decimal, price, qty, quote } from "@bottrader/core";
import { describe, expect, test } from "vitest";
import type { PaperRules } from "../src/index.ts";
import { balanceTexts, bracket, fillsOf, fillTexts, oco, openTexts, place } from "./desk.ts";
import { market, type Ohlcv, openTape, type Tape } from "./paper-tape.ts";

/** Half the spread and the slippage are 0.1 % each. */
const COSTLY: Partial<PaperRules> = { spreadRatio: new Decimal("0.002"), slippageRatio: new Decimal("0.001") };
const FLAT_100: Ohlcv = ["100", "100", "100", "100"];
const SYMBOL = "BTC/USDT";

async function tapeAt100(rules: Partial<PaperRules> = {}, balances?: Record<string, string>): Promise<Tape> {
  const tape = await openTape({ rules, ...(balances && { balances }) });
  await tape.bar({ [SYMBOL]: FLAT_100 });
  return tape;
}

/** One base held, bought at 100 without costs, and the next bar to come. */
async function tapeHolding(rules: Partial<PaperRules> = {}): Promise<Tape> {
  return tapeAt100(rules, { USDT: "10000", BTC: "1" });
}

describe("at the open", () => {
  test("a market buy pays the open plus half the spread and the slippage", async () => {
    const tape = await tapeAt100(COSTLY);
    await place(tape.venue, "buy");
    await tape.bar({ [SYMBOL]: ["101", "105", "99", "100"] });
    // 101 · 1.002 = 101.202, up to the tick
    expect(await fillTexts(tape.venue)).toEqual(["buy 1@101.21"]);
  });

  test("a market sell gets the open minus half the spread and the slippage", async () => {
    const tape = await tapeHolding(COSTLY);
    await place(tape.venue, "sell", { side: "sell" });
    await tape.bar({ [SYMBOL]: ["101", "105", "99", "100"] });
    // 101 · 0.998 = 100.798, down to the tick
    expect(await fillTexts(tape.venue)).toEqual(["sell 1@100.79"]);
  });

  test("a stop the open has jumped over sells at the open minus slippage, not at the stop (P38)", async () => {
    const tape = await tapeHolding(COSTLY);
    await oco(tape.venue, "x", { size: "1", stop: "90", target: "110" });
    await tape.bar({ [SYMBOL]: ["88", "120", "80", "100"] });
    // 88 · 0.999 = 87.912
    expect(await fillTexts(tape.venue)).toEqual(["x-stop 1@87.91"]);
  });

  test("a target the open has jumped over sells at the open after costs", async () => {
    const tape = await tapeHolding(COSTLY);
    await oco(tape.venue, "x", { size: "1", stop: "90", target: "110" });
    await tape.bar({ [SYMBOL]: ["120", "120", "119", "119"] });
    // 120 · 0.998 = 119.76
    expect(await fillTexts(tape.venue)).toEqual(["x-target 1@119.76"]);
  });

  test("a limit buy that crosses pays the open after costs, never above its limit", async () => {
    const tape = await tapeAt100(COSTLY);
    await place(tape.venue, "wide", { limit: "101" });
    await place(tape.venue, "tight", { limit: "100.1" });
    await tape.bar({ [SYMBOL]: ["100", "100", "100", "100"] });
    // 100 · 1.002 = 100.2 lies above the tight limit; its price is traded through all the same
    expect(await fillTexts(tape.venue)).toEqual(["wide 1@100.2", "tight 1@100.1"]);
  });

  test("the bar in which an order is placed does not fill it", async () => {
    const tape = await tapeAt100();
    const openedAtMs = tape.nowMs;
    tape.nowMs = openedAtMs + 1_000;
    await place(tape.venue, "late");
    tape.nowMs = openedAtMs;
    await tape.bar({ [SYMBOL]: FLAT_100 });
    expect(await fillTexts(tape.venue)).toEqual([]);
    await tape.bar({ [SYMBOL]: FLAT_100 });
    expect(await fillTexts(tape.venue)).toEqual(["late 1@100"]);
  });

  test("a clock behind the bars does not let an order meet the bar that was known", async () => {
    const tape = await tapeAt100();
    const closedAtMs = tape.nowMs;
    tape.nowMs = 0;
    await place(tape.venue, "early");
    tape.nowMs = closedAtMs;
    const [order] = await openTexts(tape.venue);
    expect(order).toBe("early 0/1");
    const read = await tape.venue.fetchOpenOrders();
    expect(read.ok && read.value[0]?.createdAtMs).toBe(closedAtMs);
  });
});

describe("inside the bar", () => {
  test("a stop sells at its price minus slippage when the low reaches it", async () => {
    const tape = await tapeHolding(COSTLY);
    await oco(tape.venue, "x", { size: "1", stop: "90", target: "110" });
    await tape.bar({ [SYMBOL]: ["100", "100", "90", "95"] });
    // 90 · 0.999 = 89.91
    expect(await fillTexts(tape.venue)).toEqual(["x-stop 1@89.91"]);
  });

  test("the stop comes before the target in a bar that reaches both", async () => {
    const tape = await tapeHolding();
    await oco(tape.venue, "x", { size: "1", stop: "90", target: "110" });
    await tape.bar({ [SYMBOL]: ["100", "130", "85", "120"] });
    expect(await fillTexts(tape.venue)).toEqual(["x-stop 1@90"]);
    expect(await openTexts(tape.venue)).toEqual([]);
  });

  test.each([
    { fillOnTouch: false, expected: [] },
    { fillOnTouch: true, expected: ["buy 1@95", "x-target 1@110"] },
  ])("a price that is only touched fills a limit: $fillOnTouch", async ({ fillOnTouch, expected }) => {
    const tape = await tapeAt100({ fillOnTouch }, { USDT: "10000", BTC: "1" });
    await oco(tape.venue, "x", { size: "1", stop: "90", target: "110" });
    await place(tape.venue, "buy", { limit: "95" });
    await tape.bar({ [SYMBOL]: ["100", "110", "95", "100"] });
    expect(await fillTexts(tape.venue)).toEqual(expected);
  });

  test("a buy filled on the way down is stopped out by the same bar, and its target is not met", async () => {
    const tape = await tapeAt100();
    await place(tape.venue, "e", { limit: "95", attached: bracket("e", "90", "110") });
    await tape.bar({ [SYMBOL]: ["100", "120", "89", "115"] });
    expect(await fillTexts(tape.venue)).toEqual(["e 1@95", "e-stop 1@90"]);
    const ids = (await fillsOf(tape.venue)).map((fill) => fill.tradeId);
    expect(ids).toEqual(ids.toSorted());
  });

  test("the target of a buy filled on the way down waits for the next bar", async () => {
    const tape = await tapeAt100();
    await place(tape.venue, "e", { limit: "95", attached: bracket("e", "80", "110") });
    await tape.bar({ [SYMBOL]: ["100", "120", "89", "105"] });
    expect(await openTexts(tape.venue)).toEqual(["e-stop 0/1", "e-target 0/1"]);
    await tape.bar({ [SYMBOL]: ["105", "111", "105", "105"] });
    expect(await fillTexts(tape.venue)).toEqual(["e 1@95", "e-target 1@110"]);
  });

  test("the target of a buy filled at the open may be met by the same bar", async () => {
    const tape = await tapeAt100();
    await place(tape.venue, "e", { attached: bracket("e", "80", "110") });
    await tape.bar({ [SYMBOL]: ["100", "120", "90", "105"] });
    expect(await fillTexts(tape.venue)).toEqual(["e 1@100", "e-target 1@110"]);
  });

  test("only the part of a target that was held before the fall may be met by the same bar", async () => {
    const tape = await tapeAt100();
    await place(tape.venue, "e", { limit: "95", attached: bracket("e", "80", "110") });
    await tape.bar({ [SYMBOL]: ["96", "96", "94", "96", "4"] });
    await tape.bar({ [SYMBOL]: ["96", "120", "94", "105"] });
    // 0.4 was held; 0.6 was bought on the way down and must wait
    expect(await fillTexts(tape.venue)).toEqual(["e 0.4@95", "e 0.6@95", "e-target 0.4@110"]);
    expect(await openTexts(tape.venue)).toEqual(["e-stop 0/0.6", "e-target 0.4/1"]);
  });

  test("on the way down a buy is filled before the stop below it, also when part of it was held", async () => {
    const tape = await tapeAt100();
    await place(tape.venue, "e", { limit: "95", attached: bracket("e", "90", "110") });
    await tape.bar({ [SYMBOL]: ["96", "96", "94", "96", "4"] });
    await tape.bar({ [SYMBOL]: ["96", "96", "85", "86"] });
    expect(await fillTexts(tape.venue)).toEqual(["e 0.4@95", "e 0.6@95", "e-stop 1@90"]);
  });

  test("a market buy that opens below its stop is stopped out at the open", async () => {
    const tape = await tapeAt100();
    await place(tape.venue, "e", { attached: bracket("e", "90", "110") });
    await tape.bar({ [SYMBOL]: ["85", "120", "84", "115"] });
    expect(await fillTexts(tape.venue)).toEqual(["e 1@85", "e-stop 1@85"]);
  });
});

describe("volume", () => {
  test("all fills of a symbol share a tenth of the bar's volume, exits first", async () => {
    const tape = await tapeHolding();
    await place(tape.venue, "buy");
    await place(tape.venue, "sell", { side: "sell", size: "0.7" });
    await tape.bar({ [SYMBOL]: ["100", "100", "100", "100", "9.0059"] });
    // a tenth is 0.90059, down to the step 0.9
    expect(await fillTexts(tape.venue)).toEqual(["sell 0.7@100", "buy 0.2@100"]);
    expect(await openTexts(tape.venue)).toEqual(["buy 0.2/1"]);
  });

  test("a triggered stop that found no volume sells at the market in the following bars", async () => {
    const tape = await tapeHolding();
    await oco(tape.venue, "x", { size: "1", stop: "90", target: "110" });
    await tape.bar({ [SYMBOL]: ["100", "100", "89", "95", "4"] });
    expect(await openTexts(tape.venue)).toEqual(["x-stop 0.4/1", "x-target 0/0.6"]);
    await tape.reopen();
    await tape.bar({ [SYMBOL]: ["97", "97", "96", "97"] });
    expect(await fillTexts(tape.venue)).toEqual(["x-stop 0.4@90", "x-stop 0.6@97"]);
    expect(await openTexts(tape.venue)).toEqual([]);
    expect((await balanceTexts(tape.venue))[1]).toBe("BTC 0/0");
  });

  test("a bar without volume fills nothing and ends an immediate-or-cancel order", async () => {
    const tape = await tapeAt100();
    await place(tape.venue, "now", { ioc: true });
    await place(tape.venue, "later");
    await tape.bar({ [SYMBOL]: ["100", "100", "100", "100", "0"] });
    expect(await openTexts(tape.venue)).toEqual(["later 0/1"]);
    expect(await fillTexts(tape.venue)).toEqual([]);
  });

  test("a partial fill of the target leaves the stop for what is still held (F19)", async () => {
    const tape = await tapeHolding();
    await oco(tape.venue, "x", { size: "1", stop: "90", target: "110" });
    await tape.bar({ [SYMBOL]: ["100", "111", "100", "100", "3"] });
    expect(await openTexts(tape.venue)).toEqual(["x-stop 0/0.7", "x-target 0.3/1"]);
    await tape.bar({ [SYMBOL]: ["85", "85", "85", "85"] });
    expect(await fillTexts(tape.venue)).toEqual(["x-target 0.3@110", "x-stop 0.7@85"]);
  });

  test("of two targets in reach the nearer one is served first", async () => {
    const tape = await openTape({ balances: { USDT: "0", BTC: "2" } });
    await tape.bar({ [SYMBOL]: FLAT_100 });
    await oco(tape.venue, "far", { size: "1", stop: "90", target: "112" });
    await oco(tape.venue, "near", { size: "1", stop: "90", target: "110" });
    await tape.bar({ [SYMBOL]: ["100", "113", "100", "100", "15"] });
    expect(await fillTexts(tape.venue)).toEqual(["near-target 1@110", "far-target 0.5@112"]);
  });

  test("a leg that has begun to sell ends the rest of its buy at once (F13)", async () => {
    const tape = await tapeAt100();
    await place(tape.venue, "e", { limit: "95", attached: bracket("e", "90", "110") });
    await tape.bar({ [SYMBOL]: ["96", "96", "94", "96", "4"] });
    await tape.bar({ [SYMBOL]: ["89", "96", "89", "96", "1"] });
    expect(await openTexts(tape.venue)).toEqual(["e-stop 0.1/0.4", "e-target 0/0.3"]);
  });
});

describe("money", () => {
  test("a market buy sets aside its cost at the ask with slippage, fee and a cushion of 1 %, or what there is", async () => {
    const rich = await tapeAt100({ slippageRatio: new Decimal("0.01") });
    await place(rich.venue, "buy");
    // ask 100.01, with slippage 101.0101 → 101.02, with the cushion 102.0302 → 102.04; fee 0.2 %
    expect(await balanceTexts(rich.venue)).toEqual(["USDT 10000/102.24408"]);
    const poor = await tapeAt100({}, { USDT: "100.5" });
    await place(poor.venue, "buy");
    // 100.5 / 1.002 = 100.299…, one tick less than 100.29
    expect(await balanceTexts(poor.venue)).toEqual(["USDT 100.5/100.48056"]);
  });

  test("rounding a fee up neither refuses a market buy that is covered nor lets it overdraw", async () => {
    const tape = await openTape({
      markets: [market("BTC", { takerFeeRatio: new Decimal("0.00171717") })],
      balances: { USDT: "33.38053178824" },
    });
    await tape.bar({ [SYMBOL]: ["100.05", "100.05", "100.05", "100.05"] });
    // 0.333 · 100.07 · 1.00171717 = 33.3805317882327 is covered, but not with the fee rounded up
    expect(await place(tape.venue, "buy", { size: "0.333" })).toMatchObject({ phase: "accepted" });
    await tape.bar({ [SYMBOL]: ["100.07", "100.07", "100.07", "100.07"] });
    expect(await fillTexts(tape.venue)).toEqual(["buy 0.332@100.07"]);
  });

  test("a speck sold for less than the smallest fee costs what it brought, not more", async () => {
    const dust = { tick: price("0.00000001"), step: qty("0.001"), notionalMin: quote("0.1") };
    const tape = await openTape({ markets: [market("BTC", dust)], balances: { BTC: "100000000" } });
    const flat = "0.00000001";
    await tape.bar({ [SYMBOL]: [flat, flat, flat, flat] });
    await place(tape.venue, "sell", { side: "sell", size: "100000000" });
    await tape.bar({ [SYMBOL]: [flat, flat, flat, flat, "0.01"] });
    expect((await fillsOf(tape.venue)).map((fill) => fill.fee.toFixed())).toEqual(["0.00000000001"]);
    expect(await balanceTexts(tape.venue)).toContain("USDT 0/0");
  });

  test("fees are paid in quote, by liquidity, rounded up to eight decimals", async () => {
    const tape = await openTape({ markets: [market("BTC", { takerFeeRatio: new Decimal("0.00171717") })] });
    await tape.bar({ [SYMBOL]: FLAT_100 });
    await place(tape.venue, "taker", { size: "0.333" });
    await place(tape.venue, "maker", { limit: "95", size: "0.333" });
    await tape.bar({ [SYMBOL]: ["100.07", "101", "94", "95"] });
    const fees = (await fillsOf(tape.venue)).map(({ fee, feeCurrency, liquidity }) => [
      liquidity,
      fee.toFixed(),
      feeCurrency,
    ]);
    // 100.07 · 0.333 · 0.00171717 = 0.0572217882…, and 95 · 0.333 · 0.001 = 0.031635
    expect(fees).toEqual([
      ["taker", "0.05722179", "USDT"],
      ["maker", "0.031635", "USDT"],
    ]);
  });

  test("a market buy whose price ran away buys what the money allows and no more (P58)", async () => {
    const tape = await openTape({ balances: { USDT: "101" } });
    await tape.bar({ [SYMBOL]: FLAT_100 });
    await place(tape.venue, "buy", { attached: bracket("buy", "90", "140") });
    await tape.bar({ [SYMBOL]: ["120", "120", "120", "120"] });
    // 101 / (120 · 1.002) = 0.83998…, 0.839 · 120 · 1.002 = 100.88136
    expect(await fillTexts(tape.venue)).toEqual(["buy 0.839@120"]);
    expect(await openTexts(tape.venue)).toEqual(["buy-stop 0/0.839", "buy-target 0/0.839"]);
    expect(await balanceTexts(tape.venue)).toEqual(["USDT 0.11864/0", "BTC 0.839/0.839"]);
  });

  test("a limit buy that takes the whole balance fills in many parts to the end or to its last step", async () => {
    // 95 · 1.001 · (1 + 0.00171717) is exactly covered; each part rounds its fee up
    const tape = await openTape({
      markets: [market("BTC", { makerFeeRatio: new Decimal("0.00171717"), takerFeeRatio: new Decimal("0.00171717") })],
      balances: { USDT: "95.2582943" },
    });
    await tape.bar({ [SYMBOL]: FLAT_100 });
    expect(await place(tape.venue, "buy", { limit: "95", size: "1.001" })).toMatchObject({ phase: "accepted" });
    for (let part = 0; part < 11; part += 1) {
      await tape.bar({ [SYMBOL]: ["100", "100", "94", "95.5", "0.919"] });
      const balances = await tape.venue.fetchBalances();
      expect(balances.ok && balances.value.every(({ total, locked }) => locked.lte(total))).toBe(true);
    }
    const bought = (await fillsOf(tape.venue)).reduce((sum, fill) => sum.add(fill.size), new Decimal(0));
    expect(bought.gte("1")).toBe(true);
    expect(await openTexts(tape.venue)).toEqual([]);
    const [usdt] = await balanceTexts(tape.venue);
    expect(usdt?.startsWith("USDT -")).toBe(false);
  });
});
