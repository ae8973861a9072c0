/** What a store adapter hands to the conformance cards. */
import { afterEach, beforeEach } from "vitest";
import type { PaperVenueStore } from "../paper-venue-store.ts";
import type { SignalStore } from "../signal-store.ts";
import type { OutboxStore, TradeStore } from "../trade-store.ts";

/** The stores of both services over one empty database that knows the snapshot `SAMPLE_SNAPSHOT_ID`. */
export type StoreBench = {
  readonly trade: TradeStore;
  readonly signal: SignalStore;
  readonly outbox: { readonly alerts: OutboxStore; readonly signals: OutboxStore };
  readonly paper: PaperVenueStore;
  close(): Promise<void>;
};

export type OpenStoreBench = () => Promise<StoreBench>;

/** A new bench for each card of the enclosing `describe`. */
export function benchForEach(open: OpenStoreBench): () => StoreBench {
  let bench: StoreBench | null = null;
  beforeEach(async () => {
    bench = await open();
  });
  afterEach(async () => {
    await bench?.close();
    bench = null;
  });
  return () => {
    if (bench === null) throw new Error("the bench is used inside a card");
    return bench;
  };
}
