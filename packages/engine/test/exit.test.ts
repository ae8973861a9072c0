import type { ExitIntent } from "@bottrader/contracts";
import { qty, quote } from "@bottrader/core";
import { describe, expect, test } from "vitest";
import { reconcileVenue } from "../src/index.ts";
import { deskRules, type Floor, type FloorOptions, market, openFloor } from "./floor.ts";
import { entry, exit } from "./intents.ts";
import {
  balanceOf,
  fateOf,
  gapOf,
  intentOf,
  nakedTexts,
  openTexts,
  orderTexts,
  positionOf,
  tradeTexts,
} from "./look.ts";
import { ANSWER_LOST, faultyVenue, REFUSED } from "./pass-through.ts";

const flat = [100, 100, 100, 100] as const;
/** Nothing of it is ours. */
const nobody = [100, 100, 100, 100, 0] as const;

async function holding(options: FloorOptions = {}): Promise<Floor> {
  const floor = await openFloor(options);
  await floor.bar(flat);
  await floor.deliver(entry(floor));
  await floor.bar(flat);
  return floor;
}

async function deliver(floor: Floor, fields: Partial<ExitIntent>): Promise<ExitIntent> {
  const intent = exit(floor, fields);
  expect(await floor.deliver(intent)).toBe("done");
  return intent;
}

describe("an exit ends with its reason when", () => {
  test("there is nothing to sell, or the position it was decided for has ended", async () => {
    const floor = await openFloor();
    await floor.bar(flat);
    expect(await fateOf(floor, await deliver(floor, {}))).toBe("rejected POSITION_NONE");
    const held = await holding();
    const other = await deliver(held, { positionId: "pos_other" });
    expect(await fateOf(held, other)).toBe("rejected POSITION_CHANGED");
    expect(await nakedTexts(held)).toEqual([]);
  });

  test("the symbol is never sold (P53)", async () => {
    const floor = await holding();
    await floor.bar(flat);
    const rules = deskRules();
    Object.assign(floor.desk.rules, { risk: { ...rules.risk, hodl: ["BTC"] } });
    expect(await fateOf(floor, await deliver(floor, {}))).toBe("rejected RISK_HODL");
    expect(await openTexts(floor)).toEqual(["sell limit 0/9.989", "sell stop 0/9.989"]);
  });

  test("what it asks for is less than one step: nothing is sold in its place (P47)", async () => {
    const floor = await holding();
    const speck = await deliver(floor, { budget: { kind: "size", amount: "0.0004" } });
    expect(await fateOf(floor, speck)).toBe("rejected SIZE_REFUSED");
    expect(await nakedTexts(floor)).toEqual([]);
  });

  test("the venue has taken the symbol off its list", async () => {
    const floor = await holding();
    floor.venue.setMarkets([]);
    expect(await fateOf(floor, await deliver(floor, {}))).toBe("rejected MARKET_UNKNOWN");
  });

  test("the last coins are sold while its way is cleared (F17)", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await holding({ wrapVenue });
    faults.cancelOrder = async () => {
      delete faults.cancelOrder;
      await floor.venue.onBars({ closeTimeMs: floor.nowMs + 1, bars: [bar("90")] });
      return { phase: "gone" };
    };
    expect(await fateOf(floor, await deliver(floor, {}))).toBe("rejected POSITION_NONE");
    expect(await tradeTexts(floor)).toEqual([expect.stringMatching(/^BRACKET_SL 9.989 /)]);
    expect(await gapOf(floor)).toBe("0");
  });
});

const bar = (at: string) => {
  const price = quote(at) as never;
  return {
    symbol: "BTC/USDT",
    openTimeMs: 1_704_067_320_000,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: qty(1_000_000),
  };
};

describe("one live exit for a position (F49, I3)", () => {
  test("an exit as urgent or less leaves the working one alone", async () => {
    const floor = await holding();
    const working = await deliver(floor, { reason: "SOFT_STOP" });
    const same = await deliver(floor, { reason: "SOFT_STOP", urgency: "limit" });
    const less = await deliver(floor, { reason: "SIGNAL_EXIT" });
    expect(await fateOf(floor, same)).toBe("superseded INTENT_ALREADY_WORKING");
    expect(await fateOf(floor, less)).toBe("superseded INTENT_ALREADY_WORKING");
    expect(await fateOf(floor, working)).toBe("working");
    expect(await openTexts(floor)).toEqual(["sell market 0/9.989"]);
  });

  test("a more urgent one takes its place and says so", async () => {
    const floor = await holding();
    const patient = await deliver(floor, { reason: "SIGNAL_EXIT", urgency: "limit" });
    const urgent = await deliver(floor, { reason: "HARD_STOP" });
    expect(await fateOf(floor, patient)).toBe("superseded INTENT_SUPERSEDED");
    expect((await intentOf(floor, patient.intentId))?.record).toMatchObject({ by: urgent.intentId });
    await floor.bar(flat);
    expect(await tradeTexts(floor)).toEqual([expect.stringMatching(/^HARD_STOP 9.989 /)]);
    expect(await fateOf(floor, urgent)).toBe("executed INTENT_EXECUTED");
  });
});

describe("an exit of a part", () => {
  test("leaves the rest behind a bracket of its own at once", async () => {
    const floor = await holding();
    await deliver(floor, { reason: "PARTIAL_TAKE_PROFIT", urgency: "limit", budget: { kind: "size", amount: "5" } });
    expect(await openTexts(floor)).toEqual(["sell limit 0/4.989", "sell limit 0/5", "sell stop 0/4.989"]);
    expect(await nakedTexts(floor)).toEqual([]);
    await floor.bar([100, 101, 100, 101]);
    expect(await positionOf(floor)).toMatchObject({ protection: "oco", state: "open" });
    expect((await positionOf(floor))?.size.toFixed()).toBe("4.989");
    await floor.bar([101, 101, 90, 91]);
    expect((await tradeTexts(floor)).map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual([
      "PARTIAL_TAKE_PROFIT 5",
      "BRACKET_SL 4.989",
    ]);
    expect(await gapOf(floor)).toBe("0");
  });

  test("sells everything when the rest could not be sold on its own (F10)", async () => {
    const floor = await holding({ markets: [market("BTC", { notionalMin: quote("50") })] });
    await deliver(floor, { budget: { kind: "size", amount: "9.5" } });
    expect(await openTexts(floor)).toEqual(["sell market 0/9.989"]);
  });

  test("never asks for a fraction of a step, whatever a fee in base has left (F11)", async () => {
    const floor = await holding();
    await floor.stores.trade.transact(async (tx) => {
      const position = await tx.openPosition("BTC/USDT");
      if (position !== null) await tx.savePosition({ ...position, size: qty("9.9785") });
    });
    await deliver(floor, {});
    expect(await openTexts(floor)).toEqual(["sell market 0/9.978"]);
  });
});

test("a stop that has sold a part is replaced by an exit of the rest (F17, F21)", async () => {
  const floor = await holding();
  await floor.bar([97, 97, 97, 97, 40]);
  expect(await openTexts(floor)).toEqual(["sell limit 0/5.989", "sell stop 4/9.989"]);
  await deliver(floor, { reason: "HARD_STOP" });
  expect(await openTexts(floor)).toEqual(["sell market 0/5.989"]);
  await floor.bar([97, 97, 97, 97]);
  expect((await tradeTexts(floor)).map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual([
    "BRACKET_SL 4",
    "HARD_STOP 5.989",
  ]);
  expect(await balanceOf(floor, "BTC")).toBe("0");
  expect(await gapOf(floor)).toBe("0");
});

test("an exit cancels what an entry has not bought yet, and sells what it has (F13)", async () => {
  const floor = await openFloor();
  await floor.bar(flat);
  const buy = entry(floor);
  await floor.deliver(buy);
  await floor.bar([100, 100, 100, 100, 30]);
  await deliver(floor, {});
  expect(await openTexts(floor)).toEqual(["sell market 0/3"]);
  await floor.bar(flat);
  await floor.bar(flat);
  expect(await positionOf(floor)).toBeNull();
  expect(await balanceOf(floor, "BTC")).toBe("0");
  expect(await fateOf(floor, buy)).toBe("executed INTENT_EXECUTED");
});

describe("when the venue's answer to an exit", () => {
  test("is a refusal, the position is behind a bracket again (F21)", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await holding({ wrapVenue });
    faults.placeOrder = async () => REFUSED;
    expect(await fateOf(floor, await deliver(floor, {}))).toBe("rejected VENUE_REFUSED");
    expect(await openTexts(floor)).toEqual(["sell limit 0/9.989", "sell stop 0/9.989"]);
    expect(await positionOf(floor)).toMatchObject({ protection: "oco" });
  });

  test("is lost though it sold, nothing is sold a second time (F29)", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await holding({ wrapVenue });
    faults.placeOrder = async (request) => {
      await floor.venue.placeOrder(request);
      return ANSWER_LOST;
    };
    const sell = exit(floor);
    expect(await floor.deliver(sell)).toBe("retry: ORDER_UNRESOLVED TIMEOUT");
    expect(await openTexts(floor)).toEqual(["sell market 0/9.989"]);
    faults.placeOrder = () => Promise.reject(new Error("sent again"));
    await floor.bar(flat);
    expect(await floor.deliver(sell)).toBe("done");
    expect(await fateOf(floor, sell)).toBe("executed INTENT_EXECUTED");
    expect(await tradeTexts(floor)).toHaveLength(1);
  });

  test("is lost and reconcile comes before the queue, the order is left to its intent", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await holding({ wrapVenue });
    faults.placeOrder = async () => ANSWER_LOST;
    const sell = exit(floor);
    await floor.deliver(sell);
    await reconcileVenue(floor.desk);
    expect((await orderTexts(floor, sell))[0]).toBe("exit 0 unknown 0/9.989");
    delete faults.placeOrder;
    await floor.deliver(sell);
    expect(await openTexts(floor)).toEqual(["sell market 0/9.989"]);
  });
});

test("nothing is sold while the end of the bracket cannot be confirmed (F22)", async () => {
  const { faults, wrapVenue } = faultyVenue();
  const floor = await holding({ wrapVenue });
  faults.cancelOrder = async () => ({ phase: "gone" });
  faults.fetchOrder = async () => ({ ok: false, detail: "venue down" });
  const sell = exit(floor);
  expect(await floor.deliver(sell)).toMatch(/^retry: ORDER_UNRESOLVED /);
  expect(await fateOf(floor, sell)).toBe("received");
  expect(await openTexts(floor)).toEqual(["sell limit 0/9.989", "sell stop 0/9.989"]);
  delete faults.cancelOrder;
  delete faults.fetchOrder;
  expect(await floor.deliver(sell)).toBe("done");
  expect(await openTexts(floor)).toEqual(["sell market 0/9.989"]);
});

describe("an exit that rests too long", () => {
  test("climbs from a limit to a marketable limit to the market (P45)", async () => {
    const floor = await holding();
    const sell = await deliver(floor, { reason: "TAKE_PROFIT", urgency: "limit" });
    const kinds: string[] = [];
    for (let minute = 0; minute < 5; minute += 1) {
      kinds.push((await openTexts(floor)).join());
      await floor.bar([99, 99, 99, 99, 0]);
    }
    expect(kinds).toEqual([
      "sell limit 0/9.989",
      "sell limit 0/9.989",
      "sell limit 0/9.989",
      "sell limit 0/9.989",
      "sell market 0/9.989",
    ]);
    await floor.bar([99, 99, 99, 99]);
    expect((await orderTexts(floor, sell)).map((text) => text.split(" ").slice(0, 3).join(" "))).toEqual([
      "exit 0 cancelled",
      "exit 1 cancelled",
      "exit 2 filled",
    ]);
    expect(await fateOf(floor, sell)).toBe("executed INTENT_EXECUTED");
    expect(await tradeTexts(floor)).toHaveLength(1);
    expect(await gapOf(floor)).toBe("0");
  });

  test("keeps what it has sold and sends only the rest again", async () => {
    const floor = await holding();
    const sell = await deliver(floor, { urgency: "marketable_limit", budget: { kind: "size", amount: "6" } });
    await floor.bar([100, 100, 100, 100, 20]);
    await floor.bar([99, 99, 99, 99, 0]);
    expect((await orderTexts(floor, sell)).map((text) => text.split(" ").slice(1).join(" "))).toEqual([
      "0 cancelled 2/6",
      "1 resting 0/4",
    ]);
    await floor.bar(flat);
    expect((await positionOf(floor))?.size.toFixed()).toBe("3.989");
    expect(await fateOf(floor, sell)).toBe("executed INTENT_EXECUTED");
    expect(await nakedTexts(floor)).toEqual([]);
  });

  test("stays as it is when its cancel cannot be confirmed", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await holding({ wrapVenue });
    await deliver(floor, { urgency: "limit" });
    faults.cancelOrder = async () => ({ phase: "refused", code: "RATE_LIMITED", retryable: true, detail: "slow down" });
    for (let minute = 0; minute < 2; minute += 1) await floor.bar([99, 99, 99, 99, 0]);
    expect(await openTexts(floor)).toEqual(["sell limit 0/9.989"]);
    expect(floor.anomalies.map(({ code }) => code)).toEqual(["ORDER_UNRESOLVED"]);
  });
});

describe("an exit whose order the venue cancels", () => {
  test("goes on more urgently", async () => {
    const floor = await holding();
    const sell = await deliver(floor, { urgency: "limit" });
    await cancelAtVenue(floor);
    await floor.bar(nobody);
    expect(await openTexts(floor)).toEqual(["sell limit 0/9.989"]);
    expect(await orderTexts(floor, sell)).toEqual(["exit 0 cancelled 0/9.989", "exit 1 resting 0/9.989"]);
  });

  test("ends when it was at the market already, so that it can be decided anew, and the position is protected", async () => {
    const floor = await holding();
    const sell = await deliver(floor, {});
    await cancelAtVenue(floor);
    await floor.bar(nobody);
    expect(await fateOf(floor, sell)).toBe("failed VENUE_REFUSED");
    expect(await openTexts(floor)).toEqual(["sell limit 0/9.989", "sell stop 0/9.989"]);
  });

  test("ends as executed when it was at the market and had sold a part", async () => {
    const floor = await holding();
    const sell = await deliver(floor, {});
    await floor.bar([100, 100, 100, 100, 20]);
    await cancelAtVenue(floor);
    await floor.bar(nobody);
    expect(await fateOf(floor, sell)).toBe("executed INTENT_EXECUTED");
    expect(await openTexts(floor)).toEqual(["sell limit 0/7.989", "sell stop 0/7.989"]);
  });

  test("waits for a price before it is sent again", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await holding({ wrapVenue });
    const sell = await deliver(floor, { urgency: "limit" });
    faults.quote = () => null;
    await cancelAtVenue(floor);
    await floor.bar(nobody);
    expect(await fateOf(floor, sell)).toBe("working");
    delete faults.quote;
    await floor.bar(nobody);
    expect(await orderTexts(floor, sell)).toEqual(["exit 0 cancelled 0/9.989", "exit 1 resting 0/9.989"]);
  });
});

test("an exit without a price is sent to the market", async () => {
  const { faults, wrapVenue } = faultyVenue();
  const floor = await holding({ wrapVenue });
  faults.quote = () => null;
  await deliver(floor, { urgency: "limit" });
  expect(await openTexts(floor)).toEqual(["sell market 0/9.989"]);
});

/** As an operator does by hand at the exchange: we hear of it through its events only. */
async function cancelAtVenue(floor: Floor): Promise<void> {
  const open = await floor.venue.fetchOpenOrders();
  for (const order of open.ok ? open.value : []) await floor.venue.cancelOrder(order.symbol, order.clientOrderId);
}
