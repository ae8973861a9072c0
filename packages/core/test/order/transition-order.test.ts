import {
  bookedSize,
  clientOrderId,
  correctFillFee,
  Decimal,
  filledSize,
  isTerminal,
  isWorking,
  type Order,
  type OrderEvent,
  type OrderFault,
  type OrderFill,
  planOrder,
  price,
  qty,
  remainingSize,
  transitionOrder,
} from "@bottrader/core";
import { expect, test } from "vitest";

const planned = planOrder({
  clientOrderId: clientOrderId("int_01JABCDEFGHJKMNPQRSTVWXYZ0", "entry", 1),
  symbol: "BTC/USD",
  side: "buy",
  size: qty("10"),
});

const fill = (tradeId: string, size: string, more: Partial<OrderFill> = {}): OrderFill => ({
  tradeId,
  price: price("5"),
  size: qty(size),
  fee: new Decimal("0.1"),
  feeCurrency: "USD",
  timestampMs: 100,
  ...more,
});

const sent: OrderEvent = { kind: "sent", atMs: 10_000 };
const accepted: OrderEvent = { kind: "accepted", venueOrderId: "v1" };
const lost: OrderEvent = { kind: "outcome_unknown", atMs: 20_000 };
const filledBy = (tradeId: string, size: string, more: Partial<OrderFill> = {}): OrderEvent => ({
  kind: "fill",
  venueOrderId: "v1",
  fill: fill(tradeId, size, more),
});
const update = (status: "open" | "filled" | "cancelled" | "expired" | "rejected", filled: string): OrderEvent => ({
  kind: "venue_update",
  venueOrderId: "v1",
  status,
  filled: qty(filled),
  atMs: 30_000,
});
const found = (more: Partial<Extract<OrderEvent, { kind: "found" }>> = {}): OrderEvent => ({
  kind: "found",
  symbol: "BTC/USD",
  side: "buy",
  size: qty("10"),
  createdAtMs: 10_000,
  venueOrderId: "v1",
  status: "open",
  filled: qty("0"),
  atMs: 30_000,
  ...more,
});

/** The order after events that are all possible. */
function after(...events: readonly OrderEvent[]): Order {
  return events.reduce((order, event) => {
    const next = transitionOrder(order, event);
    if (!next.ok) throw new Error(next.error.message);
    return next.value;
  }, planned);
}

const faultAfter = (events: readonly OrderEvent[], event: OrderEvent): OrderFault["code"] | null => {
  const next = transitionOrder(after(...events), event);
  return next.ok ? null : next.error.code;
};

test.each<[string, readonly OrderEvent[], Partial<Order>]>([
  ["is written as sent before the call", [sent], { state: "sent", venueOrderId: null }],
  ["may be sent again when the request never left", [sent, { kind: "not_sent" }], { state: "planned" }],
  ["is refused", [sent, { kind: "refused", code: "FUNDS_SHORT", atMs: 1 }], { state: "refused", venueOrderId: null }],
  ["rests", [sent, accepted], { state: "resting", venueOrderId: "v1" }],
  ["is unknown when the answer is lost", [sent, lost], { state: "unknown", venueOrderId: null }],
  ["is still unknown after another lost answer", [sent, lost, lost], { state: "unknown" }],
  [
    "is refused by an answer that comes late",
    [sent, lost, { kind: "refused", code: "X", atMs: 1 }],
    { state: "refused" },
  ],
  ["rests by an answer that comes late", [sent, lost, accepted], { state: "resting" }],
  ["is given up before it was sent", [{ kind: "withdrawn", as: "expired", atMs: 5 }], { state: "expired" }],
  ["fills in part", [sent, accepted, filledBy("1", "4")], { state: "partially_filled" }],
  ["fills before the answer comes", [sent, filledBy("1", "10"), accepted], { state: "filled", venueOrderId: "v1" }],
  ["is cancelled", [sent, accepted, { kind: "cancel_confirmed", venueOrderId: "v1", atMs: 7 }], { state: "cancelled" }],
  ["expires", [sent, accepted, update("expired", "0")], { state: "expired" }],
  ["is rejected after it was accepted", [sent, accepted, update("rejected", "0")], { state: "refused" }],
  ["is filled on the venue's word", [sent, accepted, update("filled", "10")], { state: "filled" }],
  ["is known to have filled in part on the venue's word", [sent, update("open", "3")], { state: "partially_filled" }],
])("an order %s", (_, events, expected) => {
  expect(after(...events)).toMatchObject(expected);
});

test("a cancelled, expired or rejected order keeps its fills, and later ones are added (F26)", () => {
  for (const status of ["cancelled", "expired", "rejected"] as const) {
    const closed = after(sent, accepted, filledBy("1", "4"), update(status, "6"));
    expect(isTerminal(closed)).toBe(true);
    expect(bookedSize(closed).toFixed()).toBe("4");
    expect(filledSize(closed).toFixed()).toBe("6");
    expect(remainingSize(closed).toFixed()).toBe("4");
    const complete = after(sent, accepted, filledBy("1", "4"), update(status, "6"), filledBy("2", "2"));
    expect(complete.state).toBe(closed.state);
    expect(bookedSize(complete).toFixed()).toBe("6");
  }
});

test("a refusal the venue itself states keeps its reason through later facts", () => {
  const refused = after(sent, accepted, update("rejected", "0"), filledBy("1", "1"));
  expect(refused).toMatchObject({ state: "refused", code: "REJECTED_BY_VENUE", closedAtMs: 30_000 });
});

test("a fill that completes a cancelled order makes it filled", () => {
  const order = after(sent, accepted, update("cancelled", "4"), filledBy("1", "10", { timestampMs: 25_000 }));
  expect(order).toMatchObject({ state: "filled", closedAtMs: 25_000 });
});

test("venue data that goes backwards un-fills nothing and re-opens nothing (F55, F37)", () => {
  const partly = after(sent, accepted, update("open", "6"), update("open", "2"));
  expect(filledSize(partly).toFixed()).toBe("6");
  const closed = after(sent, accepted, update("cancelled", "6"), update("open", "2"), lost);
  expect(closed).toMatchObject({ state: "cancelled" });
  const filled = after(sent, accepted, update("filled", "10"), update("open", "2"), filledBy("1", "10"));
  expect(filled).toMatchObject({ state: "filled", closedAtMs: 30_000 });
});

test("a fee that comes after its fill completes it, and a correction replaces it (F55)", () => {
  const noFee = filledBy("1", "4", { fee: new Decimal(0) });
  const completed = after(sent, accepted, noFee, filledBy("2", "1"), filledBy("1", "4"), noFee);
  expect(completed.fills.map((one) => one.fee.toFixed())).toEqual(["0.1", "0.1"]);
  const correction = { tradeId: "2", fee: new Decimal("0.2"), feeCurrency: "BNB" };
  const corrected = correctFillFee(completed, correction);
  expect(correctFillFee(completed, { ...correction, tradeId: "3" })).toMatchObject({
    error: { code: "ORDER_FILL_UNKNOWN" },
  });
  expect(corrected).toMatchObject({ ok: true, value: { fills: [{ feeCurrency: "USD" }, { feeCurrency: "BNB" }] } });
});

test("an unknown order is resolved by what the venue shows under its id (F25, F27)", () => {
  expect(after(sent, lost, found())).toMatchObject({ state: "resting" });
  expect(after(sent, lost, found({ createdAtMs: null, filled: qty("3") }))).toMatchObject({
    state: "partially_filled",
  });
  expect(after(sent, lost, found({ status: "filled", filled: qty("10") }))).toMatchObject({ state: "filled" });
  expect(after(sent, found())).toMatchObject({ state: "resting" });
  expect(after(sent, lost, { kind: "absent", atMs: 1 })).toMatchObject({ state: "refused", code: "NOT_AT_VENUE" });
});

test("an order concluded to be dead and then seen alive is alive (F28)", () => {
  const absent: OrderEvent = { kind: "absent", atMs: 1 };
  expect(after(sent, lost, absent, found())).toMatchObject({ state: "resting" });
  expect(after(sent, { kind: "refused", code: "X", atMs: 1 }, filledBy("1", "1"))).toMatchObject({
    state: "partially_filled",
  });
});

test.each<[string, OrderEvent]>([
  ["symbol", found({ symbol: "ETH/USD" })],
  ["side", found({ side: "sell" })],
  ["size", found({ size: qty("9") })],
  ["creation time", found({ createdAtMs: 4_999 })],
])("an order found under our id with another %s is a namesake (F56)", (_, event) => {
  expect(faultAfter([sent, lost], event)).toBe("ORDER_NOT_OURS");
});

test.each<[string, readonly OrderEvent[], OrderEvent, OrderFault["code"]]>([
  ["sent twice", [sent], sent, "ORDER_TRANSITION_IMPOSSIBLE"],
  [
    "withdrawn after it was sent",
    [sent],
    { kind: "withdrawn", as: "cancelled", atMs: 1 },
    "ORDER_TRANSITION_IMPOSSIBLE",
  ],
  ["not sent though accepted", [sent, accepted], { kind: "not_sent" }, "ORDER_TRANSITION_IMPOSSIBLE"],
  ["refused though accepted", [sent, accepted], { kind: "refused", code: "X", atMs: 1 }, "ORDER_TRANSITION_IMPOSSIBLE"],
  ["answered before it was sent", [], accepted, "ORDER_TRANSITION_IMPOSSIBLE"],
  ["lost before it was sent", [], lost, "ORDER_TRANSITION_IMPOSSIBLE"],
  ["filled before it was sent", [], filledBy("1", "1"), "ORDER_TRANSITION_IMPOSSIBLE"],
  [
    "filled after it was withdrawn",
    [{ kind: "withdrawn", as: "cancelled", atMs: 1 }],
    filledBy("1", "1"),
    "ORDER_TRANSITION_IMPOSSIBLE",
  ],
  [
    "absent though it was seen (F22, F23)",
    [sent, accepted],
    { kind: "absent", atMs: 1 },
    "ORDER_TRANSITION_IMPOSSIBLE",
  ],
  ["absent before its answer is given up", [sent], { kind: "absent", atMs: 1 }, "ORDER_TRANSITION_IMPOSSIBLE"],
  ["another order at the venue", [sent, accepted], { kind: "accepted", venueOrderId: "v2" }, "ORDER_VENUE_ID_CONFLICT"],
  ["filled beyond its size", [sent, filledBy("1", "6")], filledBy("2", "5"), "ORDER_OVERFILLED"],
  ["reported filled beyond its size", [sent], update("open", "11"), "ORDER_OVERFILLED"],
  ["called filled when it is not", [sent], update("filled", "9"), "ORDER_FILLED_SHORT"],
  ["given one fill with two sizes", [sent, filledBy("1", "6")], filledBy("1", "5"), "ORDER_FILL_CONTRADICTS"],
  [
    "given one fill with two prices",
    [sent, filledBy("1", "6")],
    filledBy("1", "6", { price: price("6") }),
    "ORDER_FILL_CONTRADICTS",
  ],
  ["given a fill of nothing", [sent], filledBy("1", "0"), "ORDER_FILL_CONTRADICTS"],
])("an order cannot be %s", (...[, events, event, code]) => {
  expect(faultAfter(events, event)).toBe(code);
});

test("working orders are those that may be live at the venue, unknown ones included", () => {
  const states = [
    [planned, false],
    [after(sent), true],
    [after(sent, lost), true],
    [after(sent, accepted), true],
    [after(sent, filledBy("1", "1")), true],
    [after(sent, filledBy("1", "10")), false],
    [after(sent, accepted, update("cancelled", "0")), false],
  ] as const;
  for (const [order, expected] of states) expect(isWorking(order)).toBe(expected);
});

test("an event or a status of no known kind is a bug, not a transition", () => {
  expect(() => transitionOrder(planned, { kind: "blessed" } as never)).toThrow("unhandled case");
  const strange = { ...update("open", "0"), status: "blessed" } as never;
  expect(() => transitionOrder(after(sent), strange)).toThrow("unhandled case");
});

test("an order without a size is not planned (P47)", () => {
  expect(() => planOrder({ ...planned, size: qty(0) })).toThrow("size above zero");
});
