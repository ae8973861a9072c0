/** What the paper venue's books promise. */
import { price, qty } from "@bottrader/core";
import { expect, test } from "vitest";
import type { PaperVenueChange } from "../paper-venue-store.ts";
import { sampleBalance, samplePaperFill, samplePaperOrder } from "./sample-paper-records.ts";
import { SAMPLE_TIME_MS, sampleOrderId } from "./sample-records.ts";
import type { StoreBench } from "./store-bench.ts";

const change = (fields: Partial<PaperVenueChange>): PaperVenueChange => ({
  orders: [],
  fills: [],
  balances: [],
  barClosedAtMs: {},
  sequence: 1,
  ...fields,
});

export function paperStoreCards(bench: () => StoreBench): void {
  test("PV-01 a venue that was never opened has no state", async () => {
    expect(await bench().paper.load()).toBeNull();
  });

  test("PV-02 open orders, balances, bars and the counter survive; orders that ended can be found but are not loaded", async () => {
    const { paper } = bench();
    const attached = {
      stopId: sampleOrderId(8),
      stopPrice: price("98"),
      targetId: sampleOrderId(9),
      targetPrice: price("105"),
    };
    const open = samplePaperOrder(1, { attached, groupId: "group-1", filledSize: qty("0.25") });
    const ended = samplePaperOrder(2, { state: "filled", filledSize: qty("0.5") });
    const balances = [sampleBalance("BTC", "0.5"), sampleBalance("USDT", "949.824875")];
    const barClosedAtMs = { "BTC/USDT": SAMPLE_TIME_MS };
    await paper.commit(
      change({ orders: [open, ended], fills: [samplePaperFill(1)], balances, barClosedAtMs, sequence: 12 }),
    );
    expect(await paper.load()).toEqual({ orders: [open], balances, barClosedAtMs, sequence: 12 });
    expect(await paper.findOrder(ended.clientOrderId)).toEqual(ended);
    expect(await paper.findOrder("nobody")).toBeNull();
  });

  test("PV-03 a step replaces what it names and keeps the rest", async () => {
    const { paper } = bench();
    const balances = [sampleBalance("BTC", "0.5"), sampleBalance("USDT", "900")];
    await paper.commit(change({ orders: [samplePaperOrder(1), samplePaperOrder(2)], balances }));
    await paper.commit(
      change({
        orders: [samplePaperOrder(1, { state: "cancelled" })],
        balances: [sampleBalance("USDT", "950")],
        sequence: 2,
      }),
    );
    const state = await paper.load();
    expect(state?.orders).toEqual([samplePaperOrder(2)]);
    expect(state?.balances).toEqual([sampleBalance("BTC", "0.5"), sampleBalance("USDT", "950")]);
  });

  test("PV-04 a step written again changes nothing, and fills come oldest first from the given time on", async () => {
    const { paper } = bench();
    const step = change({
      orders: [samplePaperOrder(1), samplePaperOrder(2)],
      fills: [samplePaperFill(2), samplePaperFill(1)],
      sequence: 4,
    });
    await paper.commit(step);
    await paper.commit(step);
    expect(await paper.fillsSince(SAMPLE_TIME_MS)).toEqual([samplePaperFill(1), samplePaperFill(2)]);
    expect(await paper.fillsSince(SAMPLE_TIME_MS + 2)).toEqual([samplePaperFill(2)]);
  });
}
