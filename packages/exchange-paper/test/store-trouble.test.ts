import { Decimal, price, qty, quote } from "@bottrader/core";
import type { PaperVenueChange, PaperVenueStore, VenueEvent } from "@bottrader/ports";
import { describe, expect, test } from "vitest";
import { createMemoryPaperStore } from "../src/index.ts";
import { balanceTexts, bracket, fillTexts, id, openTexts, place } from "./desk.ts";
import { market, openTape } from "./paper-tape.ts";

const SYMBOL = "BTC/USDT";
const FLAT = ["100", "100", "100", "100"] as const;

/** A memory store that counts commits and fails on demand: before writing, after writing, or on every call. */
function createTroubledStore() {
  const inner = createMemoryPaperStore();
  const trouble = { mode: "none" as "none" | "before" | "after" | "gone", commits: [] as PaperVenueChange[] };
  const guard = () => {
    if (trouble.mode === "gone") throw new Error("store out of reach");
  };
  const store: PaperVenueStore = {
    load: async () => {
      guard();
      return inner.load();
    },
    commit: async (change) => {
      guard();
      if (trouble.mode === "before") throw new Error("connection refused");
      trouble.commits.push(change);
      await inner.commit(change);
      if (trouble.mode === "after") throw new Error("connection reset");
    },
    findOrder: async (clientOrderId) => {
      guard();
      return inner.findOrder(clientOrderId);
    },
    fillsSince: async (sinceMs) => {
      guard();
      return inner.fillsSince(sinceMs);
    },
  };
  return { store, trouble };
}

describe("the store", () => {
  test("is not touched by bars that change nothing", async () => {
    const { store, trouble } = createTroubledStore();
    const tape = await openTape({ store, markets: [market("BTC"), market("ETH")] });
    await tape.bar({ [SYMBOL]: FLAT });
    await place(tape.venue, "rests", { limit: "90" });
    expect(trouble.commits.length).toBe(2);
    for (let bar = 0; bar < 50; bar += 1) await tape.bar({ [SYMBOL]: FLAT, "ETH/USDT": FLAT });
    expect(trouble.commits.length).toBe(2);
  });

  test("takes a whole batch in one commit, with the bars it settled", async () => {
    const { store, trouble } = createTroubledStore();
    const tape = await openTape({ store, markets: [market("BTC"), market("ETH")] });
    await tape.bar({ [SYMBOL]: FLAT, "ETH/USDT": FLAT });
    await place(tape.venue, "one");
    await place(tape.venue, "two", { symbol: "ETH/USDT" });
    const before = trouble.commits.length;
    await tape.bar({ [SYMBOL]: FLAT, "ETH/USDT": FLAT });
    expect(trouble.commits.length).toBe(before + 1);
    expect(trouble.commits.at(-1)?.fills.length).toBe(2);
    expect(trouble.commits.at(-1)?.barClosedAtMs).toEqual({ [SYMBOL]: tape.nowMs, "ETH/USDT": tape.nowMs });
  });

  test("learns with the next commit of the bars that changed nothing", async () => {
    const { store, trouble } = createTroubledStore();
    const tape = await openTape({ store });
    await tape.bar({ [SYMBOL]: FLAT });
    await tape.bar({ [SYMBOL]: FLAT });
    await place(tape.venue, "rests", { limit: "90" });
    expect(trouble.commits.at(-1)?.barClosedAtMs).toEqual({ [SYMBOL]: tape.nowMs });
  });

  test("may give the open orders back in any order: they keep their turn", async () => {
    const inner = createMemoryPaperStore();
    const reversed: PaperVenueStore = {
      ...inner,
      load: async () => {
        const state = await inner.load();
        return state && { ...state, orders: state.orders.toReversed() };
      },
    };
    const tape = await openTape({ store: reversed });
    await tape.bar({ [SYMBOL]: FLAT });
    await place(tape.venue, "first");
    await place(tape.venue, "second");
    await tape.reopen();
    await tape.bar({ [SYMBOL]: ["100", "100", "100", "100", "5"] });
    expect(await fillTexts(tape.venue)).toEqual(["first 0.5@100"]);
  });

  test.each(["before", "after"] as const)(
    "an order whose commit failed %s writing is unknown, and a look-up settles it (F25)",
    async (mode) => {
      const { store, trouble } = createTroubledStore();
      const tape = await openTape({ store });
      await tape.bar({ [SYMBOL]: FLAT });
      trouble.mode = mode;
      expect(await place(tape.venue, "lost")).toMatchObject({ phase: "unknown", code: "CONNECTION_LOST" });
      trouble.mode = "none";
      const found = await tape.venue.fetchOrder(SYMBOL, id("lost"));
      expect(found).toMatchObject({ ok: true, value: mode === "after" ? { state: "open" } : null });
      expect(await openTexts(tape.venue)).toEqual(mode === "after" ? ["lost 0/1"] : []);
    },
  );

  test("a batch whose commit failed may be delivered again and is settled once", async () => {
    for (const mode of ["before", "after"] as const) {
      const { store, trouble } = createTroubledStore();
      const tape = await openTape({ store });
      await tape.bar({ [SYMBOL]: FLAT });
      await place(tape.venue, "buy");
      trouble.mode = mode;
      const openedAtMs = tape.nowMs;
      await expect(tape.bar({ [SYMBOL]: FLAT })).rejects.toThrow("did not answer");
      trouble.mode = "none";
      tape.nowMs = openedAtMs;
      await tape.bar({ [SYMBOL]: FLAT });
      expect(await fillTexts(tape.venue)).toEqual(["buy 1@100"]);
      expect(await balanceTexts(tape.venue)).toEqual(["USDT 9899.8/0", "BTC 1/0"]);
    }
  });

  test("out of reach: nothing is sent, reads say so, and the venue goes on afterwards", async () => {
    const { store, trouble } = createTroubledStore();
    const tape = await openTape({ store });
    await tape.bar({ [SYMBOL]: FLAT });
    await place(tape.venue, "rests", { limit: "90" });
    trouble.mode = "gone";
    const notSent = { phase: "not_sent", code: "CONNECT_FAILED", retryable: true };
    expect(await place(tape.venue, "new")).toMatchObject(notSent);
    expect(await tape.venue.fetchFills(0)).toMatchObject({ ok: false, detail: "store out of reach" });
    expect(await tape.venue.cancelOrder(SYMBOL, id("rests"))).toMatchObject({ phase: "unknown" });
    expect(await tape.venue.cancelOrder(SYMBOL, id("rests"))).toMatchObject(notSent);
    expect(await tape.venue.fetchOpenOrders()).toMatchObject({ ok: false });
    await expect(tape.bar({ [SYMBOL]: FLAT })).rejects.toThrow("cannot be read");
    trouble.mode = "none";
    expect(await openTexts(tape.venue)).toEqual(["rests 0/1"]);
  });
});

test("the memory store takes a step twice without changing anything the second time", async () => {
  const { store, trouble } = createTroubledStore();
  const tape = await openTape({ store });
  await tape.bar({ [SYMBOL]: FLAT });
  await place(tape.venue, "buy");
  await tape.bar({ [SYMBOL]: FLAT });
  const read = async () => [await store.load(), await store.fillsSince(0), await store.findOrder("buy")];
  const before = await read();
  for (const change of trouble.commits.slice(-1)) await store.commit(change);
  expect(await read()).toEqual(before);
});

describe("the venue", () => {
  test("ignores a bar at or before the last one it settled", async () => {
    const tape = await openTape({});
    await tape.bar({ [SYMBOL]: FLAT });
    await place(tape.venue, "buy");
    await tape.bar({ [SYMBOL]: ["100", "100", "100", "100", "5"] });
    tape.nowMs -= 60_000;
    await tape.bar({ [SYMBOL]: ["100", "100", "100", "100", "5"] });
    expect(await fillTexts(tape.venue)).toEqual(["buy 0.5@100"]);
  });

  test("settles a symbol once in a batch", async () => {
    const tape = await openTape({});
    await tape.bar({ [SYMBOL]: FLAT });
    await place(tape.venue, "buy");
    const flat = { symbol: SYMBOL, openTimeMs: tape.nowMs, volume: new Decimal(5) };
    const bar = { ...flat, open: price(100), high: price(100), low: price(100), close: price(100) };
    await tape.venue.onBars({ closeTimeMs: tape.nowMs + 60_000, bars: [bar, bar] });
    expect(await openTexts(tape.venue)).toEqual(["buy 0.5/1"]);
  });

  test("has told everything, also what its listeners caused, when a batch resolves", async () => {
    const tape = await openTape({});
    const told: string[] = [];
    tape.venue.onEvent(async (event) => {
      for (let turns = 0; turns < 50; turns += 1) await Promise.resolve();
      if (event.kind === "order") told.push(`${event.order.clientOrderId} ${event.order.state}`);
      else await tape.venue.cancelOrder(SYMBOL, id("rests"));
    });
    await tape.bar({ [SYMBOL]: FLAT });
    await place(tape.venue, "rests", { limit: "90" });
    await place(tape.venue, "buy");
    await tape.bar({ [SYMBOL]: FLAT });
    expect(told).toEqual(["buy filled", "rests cancelled"]);
  });

  test("refuses an order for nothing, whatever the market's minimum", async () => {
    const tape = await openTape({ markets: [market("BTC", { sizeMin: qty(0), notionalMin: quote(0) })] });
    await tape.bar({ [SYMBOL]: FLAT });
    const refused = { phase: "refused", code: "SIZE_BELOW_MIN" };
    expect(await place(tape.venue, "none", { size: "0" })).toMatchObject(refused);
    expect(await place(tape.venue, "less", { size: "-1", side: "sell" })).toMatchObject(refused);
  });

  test.each([
    { order: { limit: "95", side: "sell" as const, attached: bracket("x", "90", "110") } },
    { order: { attached: bracket("x", "90", "80") } },
  ])("rejects protection that makes no sense: $order", async ({ order }) => {
    const tape = await openTape({ balances: { USDT: "1000", BTC: "1" } });
    await tape.bar({ [SYMBOL]: FLAT });
    expect(await place(tape.venue, "x", order)).toMatchObject({ phase: "refused", code: "ORDER_REJECTED" });
  });

  test("rejects a limit order without a limit and a market order with one", async () => {
    const tape = await openTape({});
    await tape.bar({ [SYMBOL]: FLAT });
    const order = { symbol: SYMBOL, side: "buy", size: qty(1), timeInForce: "gtc", attached: null } as const;
    const rejected = { phase: "refused", code: "ORDER_REJECTED" };
    const without = { ...order, clientOrderId: id("a"), type: "limit", limitPrice: null } as const;
    const withOne = { ...order, clientOrderId: id("b"), type: "market", limitPrice: price(100) } as const;
    expect(await tape.venue.placeOrder(without)).toMatchObject(rejected);
    expect(await tape.venue.placeOrder(withOne)).toMatchObject(rejected);
  });

  test("reports a listener that threw, after every event was delivered", async () => {
    const tape = await openTape({});
    const seen: VenueEvent["kind"][] = [];
    tape.venue.onEvent(async (event) => {
      seen.push(event.kind);
      throw new Error(`cannot take ${event.kind}`);
    });
    await tape.bar({ [SYMBOL]: FLAT });
    await place(tape.venue, "buy");
    await expect(tape.bar({ [SYMBOL]: FLAT })).rejects.toThrow("cannot take fill");
    expect(seen).toEqual(["fill", "order"]);
    expect(await fillTexts(tape.venue)).toEqual(["buy 1@100"]);
    await tape.bar({ [SYMBOL]: FLAT });
  });

  test("keeps orders of a delisted symbol, fills none of them and cancels on demand (F47)", async () => {
    const tape = await openTape({});
    await tape.bar({ [SYMBOL]: FLAT });
    await place(tape.venue, "rests", { limit: "90" });
    tape.venue.setMarkets([market("ETH")]);
    await tape.bar({ [SYMBOL]: ["80", "80", "80", "80"] });
    await tape.venue.endSession();
    expect(await openTexts(tape.venue)).toEqual(["rests 0/1"]);
    expect(await place(tape.venue, "more")).toMatchObject({ phase: "refused", code: "SYMBOL_UNKNOWN" });
    expect(await tape.venue.cancelOrder(SYMBOL, id("rests"))).toMatchObject({ phase: "accepted" });
    expect(await balanceTexts(tape.venue)).toEqual(["USDT 10000/0"]);
  });

  test("refuses to list a market whose amounts it could not store exactly", async () => {
    const tape = await openTape({});
    const fine = market("BTC", { step: qty("0.0000000001"), tick: price("0.000000001") });
    expect(() => tape.venue.setMarkets([fine])).toThrow("18 decimals");
  });

  test("takes a market sell before any price is known, so that an exit is never held up, but no market buy", async () => {
    const tape = await openTape({ balances: { USDT: "1000", BTC: "1" } });
    expect(await place(tape.venue, "buy")).toMatchObject({ phase: "not_sent", code: "QUOTE_MISSING", retryable: true });
    expect(await place(tape.venue, "exit", { side: "sell" })).toMatchObject({ phase: "accepted" });
  });
});
