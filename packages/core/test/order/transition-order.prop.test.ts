import {
  clientOrderId,
  Decimal,
  filledSize,
  type Order,
  type OrderEvent,
  planOrder,
  price,
  qty,
  transitionOrder,
} from "@bottrader/core";
import fc from "fast-check";
import { expect, test } from "vitest";

const SIZE = 20;

/** Fills of one order, together no more than its size, and cumulative reports a venue could have made along the way. */
const history = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
    closing: fc.constantFrom("open" as const, "cancelled" as const, "expired" as const, "rejected" as const),
  })
  .map(({ sizes, closing }) => {
    const fills = sizes.map(
      (size, index): OrderEvent => ({
        kind: "fill",
        venueOrderId: "v1",
        fill: {
          tradeId: `${index}`,
          price: price("5"),
          size: qty(size),
          fee: new Decimal("0.01"),
          feeCurrency: "USD",
          timestampMs: 100 + (index % 2),
        },
      }),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const report = (status: "open" | typeof closing, filled: number): OrderEvent => ({
      kind: "venue_update",
      venueOrderId: "v1",
      status,
      filled: qty(filled),
      atMs: 500,
    });
    return [...fills, report("open", Math.floor(total / 2)), report(total === SIZE ? "open" : closing, total)];
  });

const start: Order = {
  ...planOrder({
    clientOrderId: clientOrderId("int_01JABCDEFGHJKMNPQRSTVWXYZ0", "exit", 1),
    symbol: "BTC/USD",
    side: "sell",
    size: qty(SIZE),
  }),
  state: "sent",
  sentAtMs: 0,
  venueOrderId: null,
};

/** The order after each of the events. */
function play(events: readonly OrderEvent[]): readonly Order[] {
  const orders = [start];
  for (const event of events) {
    const next = transitionOrder(orders.at(-1) ?? start, event);
    if (!next.ok) throw new Error(next.error.message);
    orders.push(next.value);
  }
  return orders;
}

const where = (order: Order | undefined) => ({
  state: order?.state,
  fills: order?.fills,
  filled: order === undefined ? null : filledSize(order).toFixed(),
});

test("facts shuffled, repeated and delivered again end in the same state with the same fills (F36, F55)", () => {
  fc.assert(
    fc.property(
      history.chain((events) =>
        fc.tuple(
          fc.constant(events),
          fc.shuffledSubarray(events, { minLength: events.length }),
          fc.array(fc.constantFrom(...events), { maxLength: 10 }),
        ),
      ),
      ([events, shuffled, again]) => {
        const expected = where(play(events).at(-1));
        expect(where(play([...shuffled, ...again]).at(-1))).toEqual(expected);
      },
    ),
  );
});

test("the filled size never falls, whatever is delivered (F55)", () => {
  fc.assert(
    fc.property(
      history.chain((events) => fc.array(fc.constantFrom(...events), { maxLength: 20 })),
      (delivered) => {
        const sizes = play(delivered).map((order) => filledSize(order).toNumber());
        expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
      },
    ),
  );
});
