/** A fill that arrives after a sell it came before: its symbol is allocated again (F53, P17). */
import { Decimal, qty } from "@bottrader/core";
import type { VenueEvent } from "@bottrader/ports";
import { expect, test } from "vitest";
import { recomputeAllocations } from "../src/index.ts";
import { bookFill } from "../src/order/book-fill.ts";
import { type Floor, openFloor } from "./floor.ts";
import { entry, exit } from "./intents.ts";
import { positionOf, tradeTexts } from "./look.ts";
import { faultyVenue } from "./pass-through.ts";

type FillEvent = Extract<VenueEvent, { kind: "fill" }>;
const flat = [100, 100, 100, 100] as const;

/** A buy filled in two parts at rising prices, then a sell of a little; every event kept by the test. */
async function story(): Promise<{ floor: Floor; buys: readonly FillEvent[]; sells: readonly FillEvent[] }> {
  const { faults, wrapVenue } = faultyVenue();
  const events: VenueEvent[] = [];
  faults.onEvent = () => {};
  const floor = await openFloor({ wrapVenue });
  floor.venue.onEvent(async (event) => {
    events.push(event);
  });
  await floor.bar(flat);
  await floor.deliver(entry(floor));
  await floor.bar([100, 100, 100, 100, 30]);
  await floor.bar([99, 99, 99, 99]);
  const told = events.filter((event): event is FillEvent => event.kind === "fill");
  expect(told.length).toBeGreaterThan(1);
  for (const event of told.slice(1)) await floor.desk.pump.push(event);
  await floor.deliver(exit(floor));
  await floor.bar([101, 101, 101, 101]);
  const sells = events.filter((event): event is FillEvent => event.kind === "fill").slice(told.length);
  return { floor, buys: told, sells };
}

const allocationsOf = (floor: Floor, sells: readonly FillEvent[]) =>
  floor.stores.trade.transact(async (tx) => {
    const [sell] = sells;
    return sell === undefined ? [] : tx.allocationsOfOrder(sell.fill.clientOrderId);
  });

test("a buy told after its sell gives the sell its own, older lot", async () => {
  const { floor, buys, sells } = await story();
  for (const event of sells) await floor.desk.pump.push(event);
  const [first] = buys;
  if (first === undefined) throw new Error("the story has a buy");
  const late = { ...first.fill, tradeId: "late", atMs: first.fill.atMs - 1, size: qty("0.5") };
  expect(await bookFill(floor.desk, late)).toBe(true);
  expect(await bookFill(floor.desk, late)).toBe(false);
  const allocations = await allocationsOf(floor, sells);
  expect(allocations[0]?.buyTradeId).toBe("late");
  const pnl = Decimal.sum(...allocations.map((allocation) => allocation.pnl));
  expect((await tradeTexts(floor)).map((text) => text.split(" ").at(-1))).toEqual([pnl.toFixed()]);
  // As much as was bought late is left over now
  expect((await positionOf(floor))?.size.toFixed()).toBe("0.5");
  expect(await recomputeAllocations(floor.stores.trade, { version: 1, symbol: null })).toMatchObject({
    differences: [],
  });
});

test("recomputing changes nothing that was booked fill by fill, late ones among them, however often (P21)", async () => {
  const { floor, buys, sells } = await story();
  for (const event of [...sells, ...buys]) await floor.desk.pump.push(event);
  const { trade } = floor.stores;
  const before = { total: await trade.realisedTotal(), trades: await trade.trades({}) };
  for (const version of [1, 2, 2]) {
    const result = await recomputeAllocations(trade, { version, symbol: null });
    expect(result).toMatchObject({ version, isReporting: true, differences: [] });
    expect({ total: await trade.realisedTotal(), trades: await trade.trades({}) }).toEqual(before);
  }
});

test("one symbol under another version is a draft that reports do not read", async () => {
  const { floor, sells } = await story();
  for (const event of sells) await floor.desk.pump.push(event);
  const result = await recomputeAllocations(floor.stores.trade, { version: 7, symbol: "BTC/USDT" });
  expect(result).toMatchObject({ isReporting: false, reportingBefore: 1, differences: [] });
  expect(await floor.stores.trade.transact((tx) => tx.ledgerVersion())).toBe(1);
});
