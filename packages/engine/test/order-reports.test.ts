/** What the venue says may come late, twice, out of order or be wrong. */
import { type ClientOrderId, type OrderEvent, qty } from "@bottrader/core";
import type { OrderRecord, OrderRecordState, VenueEvent, VenueOrder } from "@bottrader/ports";
import { describe, expect, test } from "vitest";
import { advanceOrder } from "../src/order/advance-order.ts";
import { type Floor, openFloor } from "./floor.ts";
import { entry, exit } from "./intents.ts";
import { gapOf, openTexts, orderTexts, positionOf, tradeTexts } from "./look.ts";
import { faultyVenue } from "./pass-through.ts";

const flat = [100, 100, 100, 100] as const;
type OrderReport = Extract<VenueEvent, { kind: "order" }>;

/** A floor whose venue events are kept by the test, to be told when and how it likes. */
async function tape() {
  const { faults, wrapVenue } = faultyVenue();
  const events: VenueEvent[] = [];
  faults.onEvent = () => {};
  const floor = await openFloor({ wrapVenue });
  floor.venue.onEvent(async (event) => {
    events.push(event);
  });
  const tell = async (...told: readonly VenueEvent[]): Promise<void> => {
    for (const event of told) await floor.desk.pump.push(event);
  };
  await floor.bar(flat);
  const buy = entry(floor);
  await floor.deliver(buy);
  return { floor, events, tell, buy };
}

const reportOf = (events: readonly VenueEvent[], suffix: string): OrderReport => {
  const found = events.findLast(
    (event): event is OrderReport => event.kind === "order" && event.order.clientOrderId.endsWith(suffix),
  );
  if (found === undefined) throw new Error(`no report of ${suffix}`);
  return found;
};

const codes = (floor: Floor): readonly string[] => floor.anomalies.map(({ code }) => code);

test("repeated and shuffled reports end in the same books (F36, F37)", async () => {
  const { floor, events, tell, buy } = await tape();
  await floor.bar([100, 100, 100, 100, 30]);
  await floor.bar(flat);
  await tell(...events.toReversed(), ...events, ...events.toSorted(() => 1));
  expect((await positionOf(floor))?.size.toFixed()).toBe("9.989");
  expect((await orderTexts(floor, buy))[0]).toBe("entry 0 filled 9.989/9.989");
  expect(await gapOf(floor)).toBe("0");
});

test("an end that is reported before its fills waits for them (F26)", async () => {
  const { floor, events, tell, buy } = await tape();
  await floor.bar(flat);
  await tell(reportOf(events, "e0"));
  expect((await orderTexts(floor, buy))[0]).toBe("entry 0 filled 9.989/9.989");
  expect(await positionOf(floor)).toBeNull();
  await tell(...events);
  expect((await positionOf(floor))?.size.toFixed()).toBe("9.989");
  expect(await gapOf(floor)).toBe("0");
});

test("filled size never falls and what has ended stays ended (F55)", async () => {
  const { floor, events, tell, buy } = await tape();
  await floor.bar(flat);
  const early = reportOf(events, "e0");
  await tell(...events);
  await tell({ kind: "order", order: { ...early.order, filledSize: qty(1), state: "open" } });
  expect((await orderTexts(floor, buy))[0]).toBe("entry 0 filled 9.989/9.989");
});

describe("a report that cannot be true changes nothing and is said aloud", () => {
  const wrong: readonly [string, Partial<VenueOrder>][] = [
    ["another order under the same id", { venueOrderId: "other" }],
    ["more filled than was asked for", { filledSize: qty(11) }],
    ["filled, with less than was asked for", { state: "filled", filledSize: qty(5) }],
  ];
  test.each(wrong)("%s", async (_, fields) => {
    const { floor, events, tell, buy } = await tape();
    await floor.bar([100, 100, 100, 100, 30]);
    const { order } = reportOf(events, "e0");
    await tell(...events);
    await tell({ kind: "order", order: { ...order, ...fields } });
    expect(codes(floor)).toEqual(["ORDER_REPORT_IMPOSSIBLE"]);
    expect((await orderTexts(floor, buy))[0]).toBe("entry 0 partially_filled 3/9.989");
  });

  test("a fill beyond the order's size is booked all the same: it is a fact", async () => {
    const { floor, events, tell, buy } = await tape();
    await floor.bar(flat);
    await tell(...events);
    const fill = events.find((event) => event.kind === "fill");
    if (fill?.kind !== "fill") throw new Error("no fill");
    await tell({ kind: "fill", fill: { ...fill.fill, tradeId: "beyond", size: qty(1) } });
    expect(codes(floor)).toContain("ORDER_REPORT_IMPOSSIBLE");
    expect((await positionOf(floor))?.size.toFixed()).toBe("10.989");
    expect((await orderTexts(floor, buy))[0]).toBe("entry 0 filled 10.989/9.989");
  });
});

test.each(["expired", "rejected", "cancelled"] as const)(
  "an entry the venue %s is over, with its legs",
  async (state) => {
    const { floor, tell, buy } = await tape();
    const open = await floor.venue.fetchOpenOrders();
    const [order] = open.ok ? open.value : [];
    if (order === undefined) throw new Error("no order");
    await tell({ kind: "order", order: { ...order, state } });
    expect((await orderTexts(floor, buy)).map((text) => text.split(" ")[2])).toEqual([
      state === "rejected" ? "refused" : state,
      "cancelled",
      "cancelled",
    ]);
  },
);

test("a sell that finds no lot is listed as unmatched, not booked as profit (F53, P25)", async () => {
  const { floor, events, tell } = await tape();
  await floor.bar(flat);
  await tell(...events);
  await floor.stores.trade.transact((tx) => tx.saveLots("BTC/USDT", []));
  events.length = 0;
  const sell = exit(floor);
  await floor.deliver(sell);
  await floor.bar(flat);
  await tell(...events);
  expect(codes(floor)).toContain("SELL_UNMATCHED");
  expect(await tradeTexts(floor)).toEqual([]);
});

test("a fill that comes after the position has ended is held and protected, not lost (F13)", async () => {
  const { floor, events, tell, buy } = await tape();
  await floor.bar([100, 100, 100, 100, 30]);
  await tell(...events);
  const fill = events.find((event) => event.kind === "fill");
  if (fill?.kind !== "fill") throw new Error("no fill");
  events.length = 0;
  await floor.bar([97, 97, 90, 91]);
  await tell(...events);
  expect(await positionOf(floor)).toBeNull();
  await tell({ kind: "fill", fill: { ...fill.fill, tradeId: "late", atMs: floor.nowMs } });
  expect((await positionOf(floor))?.size.toFixed()).toBe("3");
  expect((await orderTexts(floor, buy))[0]).toMatch(/^entry 0 cancelled 6\//);
});

test("events of a symbol whose chain is held are booked before it is let go, and none is left behind", async () => {
  const { floor, events, tell } = await tape();
  await floor.bar(flat);
  const told = [...events];
  const seen = await floor.desk.pump.alone("BTC/USDT", async () => {
    await tell(...told.slice(0, 2));
    const before = await positionOf(floor);
    await floor.desk.pump.drain("BTC/USDT");
    return { before, after: await positionOf(floor) };
  });
  expect(seen.before).toBeNull();
  expect(seen.after).not.toBeNull();
  await tell(...told.slice(2));
  expect(await openTexts(floor)).toEqual(["sell limit 0/9.989", "sell stop 0/9.989"]);
});

test("the desk is idle once no step runs, those that wait for their turn counted", async () => {
  const { floor } = await tape();
  const ended: string[] = [];
  await floor.desk.pump.idle();
  const first = floor.desk.pump.alone("BTC/USDT", async () => {
    ended.push("first");
  });
  const second = floor.desk.pump.alone("BTC/USDT", async () => {
    ended.push("second");
  });
  await floor.desk.pump.idle();
  expect(ended).toEqual(["first", "second"]);
  await Promise.all([first, second]);
});

test("an event that could not be booked is booked by whoever comes next (F43)", async () => {
  const { faults, wrapVenue } = faultyVenue();
  let isDown = false;
  const floor = await openFloor({
    wrapVenue,
    wrapStore: (store) => ({
      ...store,
      transact: (work) => (isDown ? Promise.reject(new Error("database is down")) : store.transact(work)),
    }),
  });
  await floor.bar(flat);
  await floor.deliver(entry(floor));
  isDown = true;
  await expect(floor.bar(flat)).rejects.toThrow("database is down");
  isDown = false;
  expect(await positionOf(floor)).toBeNull();
  await floor.desk.pump.alone("BTC/USDT", async () => {});
  expect((await positionOf(floor))?.size.toFixed()).toBe("9.989");
  expect(faults).toEqual({});
});

describe("a row and the order machine", () => {
  const row = (state: OrderRecordState, venueOrderId: string | null): OrderRecord => ({
    clientOrderId: "btX0" as ClientOrderId,
    intentId: "int_X",
    positionId: null,
    symbol: "BTC/USDT",
    side: "sell",
    leg: "exit",
    attempt: 0,
    type: "limit",
    size: qty(2),
    filledSize: qty(0),
    limitPrice: null,
    stopPrice: null,
    state,
    venueOrderId,
    trigger: "score",
    exitReason: "MANUAL",
    urgency: "limit",
    snapshotId: "snapshot",
    createdAtMs: 1,
    updatedAtMs: 2,
  });
  const open: OrderEvent = { kind: "venue_update", venueOrderId: "v1", status: "open", filled: qty(1), atMs: 9 };

  test.each([
    ["planned", null, "partially_filled"],
    ["sent", null, "partially_filled"],
    ["unknown", null, "partially_filled"],
    ["resting", "v1", "partially_filled"],
    ["refused", null, "partially_filled"],
    ["refused", "v1", "refused"],
    ["cancelled", "v1", "cancelled"],
    ["expired", "v1", "expired"],
  ] as const)("%s under %s becomes %s when the venue shows it partly filled", (state, venueOrderId, becomes) => {
    const after = advanceOrder(row(state, venueOrderId), { event: open, fills: [], nowMs: 9 });
    expect(after).toMatchObject({ ok: true, value: { state: becomes, venueOrderId: "v1", updatedAtMs: 9 } });
  });

  test("an order that was never sent cannot have been seen", () => {
    const after = advanceOrder(row("cancelled", null), { event: open, fills: [], nowMs: 9 });
    expect(after).toMatchObject({ ok: false, error: { code: "ORDER_TRANSITION_IMPOSSIBLE" } });
  });
});
