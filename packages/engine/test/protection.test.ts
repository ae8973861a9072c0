import { type ClientOrderId, price, qty, quote } from "@bottrader/core";
import type { Exchange, PlaceOutcome, VenueCapabilities } from "@bottrader/ports";
import { describe, expect, test } from "vitest";
import { findUnprotected, reconcileVenue } from "../src/index.ts";
import { type Floor, type FloorOptions, market, openFloor } from "./floor.ts";
import { entry } from "./intents.ts";
import { nakedTexts, openTexts, orderTexts, positionOf, tradeTexts } from "./look.ts";
import { ANSWER_LOST, faultyVenue, REFUSED, UNREADABLE } from "./pass-through.ts";

const flat = [100, 100, 100, 100] as const;
/** A venue that attaches nothing to an entry: protection is placed after the fill. */
const OCO_ONLY: VenueCapabilities = { venue: "oco", bracket: "oco", protectsWhileDown: true };

async function holding(options: FloorOptions = {}): Promise<Floor> {
  const floor = await openFloor(options);
  await floor.bar(flat);
  await floor.deliver(entry(floor));
  await floor.bar(flat);
  return floor;
}

/** A floor at a venue without native brackets, holding a position. */
async function ocoFloor(faults: Partial<Exchange> = {}) {
  const venue = faultyVenue();
  Object.assign(venue.faults, { capabilities: OCO_ONLY, ...faults });
  const floor = await holding({ wrapVenue: venue.wrapVenue });
  return { floor, faults: venue.faults };
}

async function cancelLegs(floor: Floor): Promise<void> {
  const open = await floor.venue.fetchOpenOrders();
  for (const order of open.ok ? open.value : []) await floor.venue.cancelOrder(order.symbol, order.clientOrderId);
}

describe("at a venue without native brackets", () => {
  test("what an entry has filled is behind a stop and a target before anybody else looks (F12)", async () => {
    const { floor } = await ocoFloor();
    expect(await openTexts(floor)).toEqual(["sell limit 0/9.989", "sell stop 0/9.989"]);
    expect(await positionOf(floor)).toMatchObject({ protection: "oco" });
    expect((await positionOf(floor))?.stop?.toFixed()).toBe((await positionOf(floor))?.plannedStop?.toFixed());
  });

  test("each further fill makes the bracket grow by a new one", async () => {
    const { wrapVenue, faults } = faultyVenue();
    faults.capabilities = OCO_ONLY;
    const floor = await openFloor({ wrapVenue });
    await floor.bar(flat);
    const buy = entry(floor);
    await floor.deliver(buy);
    await floor.bar([100, 100, 100, 100, 30]);
    expect(await openTexts(floor)).toEqual(["buy limit 3/9.989", "sell limit 0/3", "sell stop 0/3"]);
    await floor.bar(flat);
    expect(await openTexts(floor)).toEqual(["sell limit 0/9.989", "sell stop 0/9.989"]);
    expect(await orderTexts(floor, buy)).toContain("stop 1 cancelled 0/3");
  });

  test("a fill below its stop is sold at once, as the stop it crossed (F15)", async () => {
    const { wrapVenue, faults } = faultyVenue();
    faults.capabilities = OCO_ONLY;
    const floor = await openFloor({ wrapVenue });
    await floor.bar(flat);
    await floor.deliver(entry(floor));
    faults.quote = () => ({ symbol: "BTC/USDT", bid: price(90), ask: price(91), atMs: floor.nowMs });
    await floor.bar(flat);
    expect(await openTexts(floor)).toEqual(["sell market 0/9.989"]);
    await floor.bar([90, 90, 90, 90]);
    expect(await tradeTexts(floor)).toEqual([expect.stringMatching(/^BRACKET_SL 9.989 -/)]);
    expect(await openTexts(floor)).toEqual([]);
  });

  test("a stop the venue says is crossed is carried out (F15)", async () => {
    const crossed: PlaceOutcome = { phase: "refused", code: "STOP_CROSSED", retryable: false, detail: "too late" };
    const { floor } = await ocoFloor({ placeOco: async () => crossed });
    expect(await openTexts(floor)).toEqual(["sell market 0/9.989"]);
  });

  test("a crossed stop that cannot be sold is an alarm, and is sold when the venue answers again", async () => {
    const crossed: PlaceOutcome = { phase: "refused", code: "STOP_CROSSED", retryable: false, detail: "too late" };
    const { wrapVenue, faults } = faultyVenue();
    Object.assign(faults, { capabilities: OCO_ONLY, placeOco: async () => crossed });
    const floor = await openFloor({ wrapVenue });
    await floor.bar(flat);
    await floor.deliver(entry(floor));
    faults.placeOrder = async () => REFUSED;
    await floor.bar(flat);
    expect(floor.anomalies.map(({ code }) => code).slice(0, 2)).toEqual(["PROTECTION_REFUSED", "POSITION_UNPROTECTED"]);
    faults.placeOrder = async () => ANSWER_LOST;
    await reconcileVenue(floor.desk);
    expect(await nakedTexts(floor)).toEqual(["BTC/USDT 9.989"]);
    delete faults.placeOrder;
    await reconcileVenue(floor.desk);
    expect(await openTexts(floor)).toEqual(["sell market 0/9.989"]);
  });

  test("a refused bracket is an alarm and is tried again (P50)", async () => {
    const { floor, faults } = await ocoFloor({ placeOco: async () => REFUSED });
    expect(new Set(floor.anomalies.map(({ code }) => code))).toEqual(new Set(["PROTECTION_REFUSED"]));
    expect(await positionOf(floor)).toMatchObject({ protection: "none", stop: null });
    expect(await nakedTexts(floor)).toEqual(["BTC/USDT 9.989"]);
    delete faults.placeOco;
    await reconcileVenue(floor.desk);
    expect(await nakedTexts(floor)).toEqual([]);
    expect(await positionOf(floor)).toMatchObject({ protection: "oco" });
  });

  test.each([
    ["was taken", true],
    ["never came", false],
  ])("a bracket whose answer was lost and that %s is there once after reconcile (F25)", async (_, isTaken) => {
    const { wrapVenue, faults } = faultyVenue();
    Object.assign(faults, { capabilities: OCO_ONLY });
    const floor = await openFloor({ wrapVenue });
    await floor.bar(flat);
    await floor.deliver(entry(floor));
    faults.placeOco = async (request) => {
      if (isTaken) await floor.venue.placeOco(request);
      return ANSWER_LOST;
    };
    await floor.bar(flat);
    delete faults.placeOco;
    await reconcileVenue(floor.desk);
    expect(await openTexts(floor)).toEqual(["sell limit 0/9.989", "sell stop 0/9.989"]);
    expect(await nakedTexts(floor)).toEqual([]);
  });
});

test("a bracket concluded to be absent works again when a lagging venue shows it after all (F28)", async () => {
  const { wrapVenue, faults } = faultyVenue();
  faults.capabilities = OCO_ONLY;
  const floor = await openFloor({ wrapVenue });
  await floor.bar(flat);
  const bought = entry(floor);
  await floor.deliver(bought);
  faults.placeOco = async (request) => {
    await floor.venue.placeOco(request);
    return ANSWER_LOST;
  };
  await floor.bar(flat);
  faults.fetchOpenOrders = async () => ({ ok: true, value: [] });
  faults.fetchOrder = async () => ({ ok: true, value: null });
  delete faults.placeOco;
  await reconcileVenue(floor.desk);
  expect(await orderTexts(floor, bought)).toContain("stop 1 refused 0/9.989");
  delete faults.fetchOpenOrders;
  delete faults.fetchOrder;
  await reconcileVenue(floor.desk);
  expect(await orderTexts(floor, bought)).toContain("stop 1 resting 0/9.989");
  expect(await openTexts(floor)).toEqual(["sell limit 0/9.989", "sell stop 0/9.989"]);
});

describe("a bracket that vanished", () => {
  test("is put back at the planned level as soon as its end is known (F23, F33)", async () => {
    const floor = await holding();
    const planned = (await positionOf(floor))?.plannedStop?.toFixed();
    await cancelLegs(floor);
    await floor.bar(flat);
    expect(await openTexts(floor)).toEqual(["sell limit 0/9.989", "sell stop 0/9.989"]);
    const open = await floor.venue.fetchOpenOrders();
    const stop = open.ok ? open.value.find((order) => order.type === "stop") : null;
    expect(stop?.stopPrice?.toFixed()).toBe(planned);
    expect(await positionOf(floor)).toMatchObject({ protection: "oco" });
  });

  test("is seen by the watchdog though the books believe in it (P38)", async () => {
    const { faults, wrapVenue } = faultyVenue();
    faults.onEvent = () => {};
    const floor = await openFloor({ wrapVenue });
    await floor.bar(flat);
    await floor.deliver(entry(floor));
    await floor.bar(flat);
    await reconcileVenue(floor.desk);
    expect(await nakedTexts(floor)).toEqual([]);
    await cancelLegs(floor);
    expect(await nakedTexts(floor)).toEqual(["BTC/USDT 9.989"]);
    await reconcileVenue(floor.desk);
    expect(await nakedTexts(floor)).toEqual([]);
  });

  test("cannot be ruled out while the venue cannot be read", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await holding({ wrapVenue });
    faults.fetchOpenOrders = async () => UNREADABLE;
    expect(await findUnprotected(floor.desk)).toEqual([{ symbol: "BTC/USDT", uncovered: "9.989" }]);
  });

  test("stays what it is while the old legs cannot be cancelled, and an alarm is raised", async () => {
    const { faults, wrapVenue } = faultyVenue();
    faults.capabilities = OCO_ONLY;
    const floor = await openFloor({ wrapVenue });
    await floor.bar(flat);
    await floor.deliver(entry(floor));
    await floor.bar([100, 100, 100, 100, 30]);
    faults.cancelOrder = async () => ({ phase: "unknown", code: "TIMEOUT", detail: "no answer" });
    await floor.bar(flat);
    expect(floor.anomalies.at(-1)).toMatchObject({ code: "POSITION_UNPROTECTED" });
    expect(await openTexts(floor)).toEqual(["sell limit 0/3", "sell stop 0/3"]);
  });
});

test("dust is neither protected nor alarmed about (F10)", async () => {
  const floor = await holding({ markets: [market("BTC", { notionalMin: quote("50") })] });
  await floor.stores.trade.transact(async (tx) => {
    const position = await tx.openPosition("BTC/USDT");
    if (position !== null) await tx.savePosition({ ...position, size: qty("0.01") });
  });
  await cancelLegs(floor);
  await floor.bar(flat);
  expect(await openTexts(floor)).toEqual([]);
  expect(await nakedTexts(floor)).toEqual([]);
  expect(await positionOf(floor)).toMatchObject({ protection: "none" });
});

test("sells that rest without a position behind them are cancelled (F24)", async () => {
  const floor = await holding();
  await floor.stores.trade.transact(async (tx) => {
    const position = await tx.openPosition("BTC/USDT");
    if (position !== null) await tx.savePosition({ ...position, state: "closed", exitReason: "EXTERNAL" });
  });
  await reconcileVenue(floor.desk);
  expect(await openTexts(floor)).toEqual([]);
});

test("a position without a planned stop is left to the watchdog: no level is made up", async () => {
  const floor = await holding();
  await floor.stores.trade.transact(async (tx) => {
    const position = await tx.openPosition("BTC/USDT");
    if (position !== null) await tx.savePosition({ ...position, plannedStop: null, stop: null });
  });
  await cancelLegs(floor);
  await floor.bar(flat);
  expect(await nakedTexts(floor)).toEqual(["BTC/USDT 9.989"]);
});

test("ids of protective legs are derived, so a bracket placed again after a crash is a new attempt of the same intent", async () => {
  const floor = await holding();
  await cancelLegs(floor);
  await floor.bar(flat);
  const open = await floor.venue.fetchOpenOrders();
  const ids: readonly ClientOrderId[] = open.ok ? open.value.map((order) => order.clientOrderId) : [];
  expect(ids.map((id) => id.slice(-2)).toSorted()).toEqual(["s1", "t1"]);
});
