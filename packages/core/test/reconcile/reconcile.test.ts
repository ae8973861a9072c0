import {
  clientOrderId,
  diffBalance,
  diffFills,
  diffOrders,
  diffProtection,
  type Order,
  type Position,
  type ProtectionBooks,
  planOrder,
  qty,
  quote,
  type RoledOrder,
  type VenueOrder,
} from "@bottrader/core";
import { expect, test } from "vitest";
import { asText, buildFill } from "../ledger/build-fill.ts";

type Making = { readonly id: number; readonly symbol?: string; readonly side?: "buy" | "sell"; readonly size?: string };

const idOf = (id: number) => clientOrderId(`int_${id}`, "exit", 1);

const resting = ({ id, symbol = "BTC/USD", side = "sell", size = "1" }: Making): Order => ({
  ...planOrder({ clientOrderId: idOf(id), symbol, side, size: qty(size) }),
  state: "resting",
  venueOrderId: `v${id}`,
});

const atVenue = (id: number, more: Partial<VenueOrder> = {}): VenueOrder => ({
  venueOrderId: `v${id}`,
  clientOrderId: idOf(id),
  symbol: "BTC/USD",
  size: qty("1"),
  filled: qty("0"),
  ...more,
});

test("books that agree have no differences", () => {
  expect(
    diffOrders([resting({ id: 1 }), resting({ id: 2 })], [atVenue(2, { clientOrderId: null }), atVenue(1)]),
  ).toEqual([]);
});

test("each way in which an order can differ is told (F34, I5)", () => {
  const unsent: Order = { ...resting({ id: 9 }), state: "planned", venueOrderId: null };
  const ended: Order = { ...resting({ id: 5 }), state: "cancelled", closedAtMs: 1 };
  const unknown: Order = { ...resting({ id: 6 }), state: "unknown", venueOrderId: null, sentAtMs: 0, sinceMs: 0 };
  const ours = [resting({ id: 1 }), resting({ id: 2, size: "3" }), resting({ id: 3 }), unsent, ended, unknown];
  const venue = [atVenue(2), atVenue(3, { filled: qty("0.4") }), atVenue(4, { clientOrderId: null }), atVenue(5)];
  expect(asText(diffOrders(ours, venue))).toEqual([
    { kind: "missing_at_venue", symbol: "BTC/USD", clientOrderId: idOf(1) },
    { kind: "size_mismatch", what: "order", of: idOf(2), ours: "3", venue: "1" },
    { kind: "fill_missing", symbol: "BTC/USD", venueOrderId: "v3", tradeId: null, size: "0.4" },
    { kind: "missing_at_venue", symbol: "BTC/USD", clientOrderId: idOf(6) },
    { kind: "unknown_at_venue", symbol: "BTC/USD", venueOrderId: "v4", clientOrderId: null },
    { kind: "unknown_at_venue", symbol: "BTC/USD", venueOrderId: "v5", clientOrderId: idOf(5) },
  ]);
});

test("fills are compared by trade id, so that two of one order stay two (P35)", () => {
  const fill = { orderId: "v1", side: "sell", price: "1", size: "1" } as const;
  const venue = [buildFill({ ...fill, tradeId: "1" }), buildFill({ ...fill, tradeId: "2" })];
  const ours = [{ symbol: "BTC/USD", side: "sell" as const, tradeId: "1" }];
  expect(asText(diffFills(ours, venue))).toEqual([
    { kind: "fill_missing", symbol: "BTC/USD", venueOrderId: "v1", tradeId: "2", size: "1" },
  ]);
});

test("balances differ when they do so by more than the tolerance, on either side (I5, P31)", () => {
  const ours = new Map([
    ["BTC", qty("1")],
    ["ETH", qty("2")],
    ["SOL", qty("3")],
  ]);
  const venue = new Map([
    ["BTC", qty("1.01")],
    ["ETH", qty("2.02")],
    ["USD", qty("5")],
  ]);
  expect(asText(diffBalance(ours, venue, { tolerance: qty("0.01") }))).toEqual([
    { kind: "size_mismatch", what: "balance", of: "ETH", ours: "2", venue: "2.02" },
    { kind: "size_mismatch", what: "balance", of: "SOL", ours: "3", venue: "0" },
    { kind: "size_mismatch", what: "balance", of: "USD", ours: "0", venue: "5" },
  ]);
});

const held = (symbol: string, size = "1"): Position => ({
  symbol,
  size: qty(size),
  cost: quote("1"),
  openedAtMs: 0,
  version: 1,
});

const books = (orders: readonly RoledOrder[], more: Partial<ProtectionBooks> = {}): ProtectionBooks => ({
  positions: [held("BTC/USD")],
  orders,
  emulatedStops: new Set(),
  dustMax: () => qty("0.1"),
  ...more,
});

test.each<[string, ProtectionBooks, number]>([
  ["a resting stop", books([{ order: resting({ id: 1 }), role: "stop" }]), 0],
  ["an exit on its way", books([{ order: resting({ id: 1 }), role: "exit" }]), 0],
  ["a stop we watch ourselves", books([], { emulatedStops: new Set(["BTC/USD"]) }), 0],
  ["nothing needed for dust", books([], { positions: [held("BTC/USD", "0.1")] }), 0],
  ["nothing", books([]), 1],
  ["only a target (P38)", books([{ order: resting({ id: 1 }), role: "target" }]), 1],
  [
    "only a stop of another symbol",
    books([{ order: resting({ id: 1, symbol: "ETH/USD", side: "buy" }), role: "stop" }]),
    1,
  ],
  [
    "only a stop that has ended",
    books([{ order: { ...resting({ id: 1 }), state: "expired", closedAtMs: 1 }, role: "stop" }]),
    1,
  ],
  [
    "only a stop nobody has seen",
    books([
      {
        order: { ...resting({ id: 1 }), state: "unknown", venueOrderId: null, sentAtMs: 0, sinceMs: 0 },
        role: "stop",
      },
    ]),
    1,
  ],
])("a position protected by %s (I1)", (_, given, naked) => {
  expect(diffProtection(given).filter(({ kind }) => kind === "position_without_protection")).toHaveLength(naked);
});

test("a sell order for nothing is told, an entry is not (F24)", () => {
  const orders: readonly RoledOrder[] = [
    { order: resting({ id: 1 }), role: "stop" },
    { order: resting({ id: 2, side: "buy" }), role: "entry" },
  ];
  expect(diffProtection(books(orders, { positions: [] }))).toEqual([
    { kind: "order_without_position", symbol: "BTC/USD", clientOrderId: idOf(1) },
  ]);
});
