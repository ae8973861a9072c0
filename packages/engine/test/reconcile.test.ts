import { type ClientOrderId, price, qty } from "@bottrader/core";
import type { OrderRequest } from "@bottrader/ports";
import { describe, expect, test } from "vitest";
import { reconcileVenue } from "../src/index.ts";
import { type Floor, openFloor } from "./floor.ts";
import { entry, exit } from "./intents.ts";
import { fateOf, gapOf, nakedTexts, openTexts, orderTexts, positionOf, tradeTexts } from "./look.ts";
import { ANSWER_LOST, faultyVenue, UNREADABLE } from "./pass-through.ts";

const flat = [100, 100, 100, 100] as const;

/** A floor that hears nothing of its venue: the stream is down. */
async function deafFloor() {
  const { faults, wrapVenue } = faultyVenue();
  faults.onEvent = () => {};
  const floor = await openFloor({ wrapVenue });
  await floor.bar(flat);
  return { floor, faults };
}

const foreign = (fields: Partial<OrderRequest> = {}): OrderRequest => ({
  clientOrderId: "byhand" as ClientOrderId,
  symbol: "BTC/USDT",
  side: "buy",
  type: "limit",
  size: qty(1),
  limitPrice: price(50),
  timeInForce: "gtc",
  attached: null,
  ...fields,
});

describe("reconcile after lost events", () => {
  test("finds the entry's fills, its protection and its end (F31)", async () => {
    const { floor } = await deafFloor();
    const buy = entry(floor);
    await floor.deliver(buy);
    await floor.bar(flat);
    expect(await positionOf(floor)).toBeNull();
    expect(await reconcileVenue(floor.desk)).toEqual({
      isReconciled: true,
      fillsBooked: 1,
      ordersResolved: 0,
      foreignOrders: [],
    });
    expect(await positionOf(floor)).toMatchObject({ protection: "native" });
    expect(await fateOf(floor, buy)).toBe("executed INTENT_EXECUTED");
    expect(await nakedTexts(floor)).toEqual([]);
    expect(await gapOf(floor)).toBe("0");
  });

  test("finds the stop that sold while nobody listened, with its reason (F14, F31)", async () => {
    const { floor } = await deafFloor();
    await floor.deliver(entry(floor));
    await floor.bar(flat);
    await reconcileVenue(floor.desk);
    await floor.bar([100, 100, 90, 91]);
    expect(await reconcileVenue(floor.desk)).toMatchObject({ fillsBooked: 1, ordersResolved: 2 });
    expect(await tradeTexts(floor)).toEqual([expect.stringMatching(/^BRACKET_SL 9.989 -/)]);
    expect(await positionOf(floor)).toBeNull();
    expect(await gapOf(floor)).toBe("0");
  });

  test("books nothing twice, however often it runs (F36)", async () => {
    const floor = await openFloor();
    await floor.bar(flat);
    await floor.deliver(entry(floor));
    await floor.bar(flat);
    const before = await positionOf(floor);
    for (let round = 0; round < 3; round += 1) {
      expect(await reconcileVenue(floor.desk)).toMatchObject({ fillsBooked: 0, ordersResolved: 0 });
    }
    expect(await positionOf(floor)).toEqual(before);
  });
});

describe("what is not ours", () => {
  test("an order at the venue is listed and left alone (F34)", async () => {
    const floor = await openFloor();
    await floor.bar(flat);
    await floor.venue.placeOrder(foreign());
    expect(await reconcileVenue(floor.desk)).toMatchObject({ isReconciled: true, foreignOrders: ["byhand"] });
    expect(await openTexts(floor)).toEqual(["buy limit 0/1"]);
  });

  test("a fill, and the end of such an order, are said aloud and not guessed about (F34, F35)", async () => {
    const floor = await openFloor();
    await floor.bar(flat);
    await floor.venue.placeOrder(foreign({ type: "market", limitPrice: null }));
    await floor.bar(flat);
    expect(floor.anomalies.map(({ code }) => code)).toEqual(["FILL_WITHOUT_ORDER", "ORDER_WITHOUT_ROW"]);
    expect(await positionOf(floor)).toBeNull();
  });
});

describe("while the venue cannot be read", () => {
  test.each(["fetchFills", "fetchOpenOrders"] as const)("%s: entries wait, exits do not", async (call) => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await openFloor({ wrapVenue });
    await floor.bar(flat);
    await floor.deliver(entry(floor, {}, "first"));
    await floor.bar(flat);
    faults[call] = async () => UNREADABLE;
    expect(await reconcileVenue(floor.desk)).toMatchObject({ isReconciled: false });
    expect(floor.anomalies).toEqual([{ code: "VENUE_UNREADABLE", symbol: null, detail: "venue down" }]);
    const sell = exit(floor);
    expect(await floor.deliver(sell)).toBe("done");
    await floor.bar(flat);
    expect(await fateOf(floor, sell)).toBe("executed INTENT_EXECUTED");
    const buy = entry(floor, {}, "second");
    await floor.deliver(buy);
    expect(await fateOf(floor, buy)).toBe("rejected STATE_UNRECONCILED");
    delete faults[call];
    expect(await reconcileVenue(floor.desk)).toMatchObject({ isReconciled: true });
  });

  test("an order whose end cannot be read keeps the books unreconciled", async () => {
    const { floor, faults } = await deafFloor();
    const buy = entry(floor);
    await floor.deliver(buy);
    await cancelAll(floor);
    faults.fetchOrder = async () => UNREADABLE;
    expect(await reconcileVenue(floor.desk)).toMatchObject({ isReconciled: false, ordersResolved: 2 });
    delete faults.fetchOrder;
    expect(await reconcileVenue(floor.desk)).toMatchObject({ isReconciled: true });
    expect(await fateOf(floor, buy)).toBe("rejected ENTRY_UNFILLED");
  });
});

describe("an order we believe in that the venue does not show", () => {
  test("that it has forgotten ends as cancelled once its fills are booked (F23)", async () => {
    const { floor, faults } = await deafFloor();
    const buy = entry(floor);
    await floor.deliver(buy);
    await cancelAll(floor);
    faults.fetchOrder = async () => ({ ok: true, value: null });
    await reconcileVenue(floor.desk);
    expect(await orderTexts(floor, buy)).toEqual([
      "entry 0 cancelled 0/9.989",
      "stop 0 cancelled 0/9.989",
      "target 0 cancelled 0/9.989",
    ]);
    expect(await fateOf(floor, buy)).toBe("rejected ENTRY_UNFILLED");
  });

  test("that is still between row and answer is left to its intent", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await openFloor({ wrapVenue });
    await floor.bar(flat);
    faults.placeOrder = async () => ANSWER_LOST;
    const buy = entry(floor);
    await floor.deliver(buy);
    await reconcileVenue(floor.desk);
    expect((await orderTexts(floor, buy))[0]).toBe("entry 0 unknown 0/9.989");
    delete faults.placeOrder;
    expect(await floor.deliver(buy)).toBe("done");
    expect(await fateOf(floor, buy)).toBe("working");
  });

  test("is there all the same when the venue says its id is in use (F28)", async () => {
    const { faults, wrapVenue } = faultyVenue();
    const floor = await openFloor({ wrapVenue });
    await floor.bar(flat);
    await floor.deliver(entry(floor));
    await floor.bar(flat);
    const sell = exit(floor, { urgency: "limit" });
    faults.placeOrder = async (request) => {
      await floor.venue.placeOrder(request);
      return ANSWER_LOST;
    };
    await floor.deliver(sell);
    // A replica that lags: the order is there, and not found
    faults.fetchOrder = async () => ({ ok: true, value: null });
    faults.placeOrder = async () => ({ phase: "refused", code: "DUPLICATE_ID", retryable: false, detail: "used" });
    await floor.deliver(sell);
    expect(await fateOf(floor, sell)).toBe("planned");
    delete faults.fetchOrder;
    expect(await floor.deliver(sell)).toBe("done");
    expect(await orderTexts(floor, sell)).toEqual(["exit 0 resting 0/9.989"]);
    await floor.bar([100, 101, 100, 101]);
    expect(await tradeTexts(floor)).toHaveLength(1);
    expect(await gapOf(floor)).toBe("0");
  });
});

async function cancelAll(floor: Floor): Promise<void> {
  const open = await floor.venue.fetchOpenOrders();
  for (const order of open.ok ? open.value : []) await floor.venue.cancelOrder(order.symbol, order.clientOrderId);
}
