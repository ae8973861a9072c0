/** What the outbox of either service promises. */
import { expect, test } from "vitest";
import type { OutboxStore } from "../trade-store.ts";
import { SAMPLE_TIME_MS, sampleEntryIntent, sampleIntent, sampleIntentId } from "./sample-records.ts";
import { outboxRow, sampleCommit } from "./signal-store-cards.ts";
import type { StoreBench } from "./store-bench.ts";

export type OutboxOwner = "alerts" | "signals";

/** Puts the intents into the outbox the way its service does. */
async function fill({ trade, signal }: StoreBench, owner: OutboxOwner, numbers: readonly number[]): Promise<void> {
  if (owner === "signals") return signal.commit(sampleCommit(numbers[0] ?? 0, { outbox: numbers.map(outboxRow) }));
  await trade.transact(async (tx) => {
    for (const number of numbers) {
      await tx.appendOutbox("entry-intents-v1", sampleIntentId(number), { ...sampleEntryIntent(number) });
    }
  });
}

const idsOf = (rows: readonly { readonly intentId: string }[]): readonly string[] =>
  rows.map(({ intentId }) => intentId);

export function outboxCards(bench: () => StoreBench, owner: OutboxOwner): void {
  const outbox = (): OutboxStore => bench().outbox[owner];

  test("OB-01 rows come out in the order they went in, with queue and payload, as many as asked for", async () => {
    await fill(bench(), owner, [3, 1]);
    await fill(bench(), owner, [2]);
    const rows = await outbox().unpublished(2);
    expect(idsOf(rows)).toEqual([sampleIntentId(3), sampleIntentId(1)]);
    expect(rows[0]).toMatchObject({ queue: "entry-intents-v1", payload: sampleEntryIntent(3) });
    expect(idsOf(await outbox().unpublished(9))).toEqual([3, 1, 2].map(sampleIntentId));
  });

  test("OB-02 published rows come out no more; marking them again does no harm", async () => {
    await fill(bench(), owner, [1, 2]);
    const [first] = await outbox().unpublished(1);
    const sequences = first === undefined ? [] : [first.sequence];
    await outbox().markPublished(sequences, SAMPLE_TIME_MS);
    await outbox().markPublished(sequences, SAMPLE_TIME_MS);
    await outbox().markPublished([], SAMPLE_TIME_MS);
    expect(idsOf(await outbox().unpublished(9))).toEqual([sampleIntentId(2)]);
  });

  test("OB-03 the same intent is in the outbox once", async () => {
    await fill(bench(), owner, [1]);
    await fill(bench(), owner, [1]);
    expect(await outbox().unpublished(9)).toHaveLength(1);
  });

  test("OB-04 F44 published rows the order manager never stored are lost after a while, oldest first", async () => {
    const { trade } = bench();
    await fill(bench(), owner, [1, 2, 3, 4]);
    const rows = await outbox().unpublished(3);
    await outbox().markPublished(
      rows.map(({ sequence }) => sequence),
      SAMPLE_TIME_MS,
    );
    await trade.transact((tx) => tx.insertIntent(sampleIntent(2)));
    expect(idsOf(await outbox().lost(SAMPLE_TIME_MS, 9))).toEqual([]);
    expect(idsOf(await outbox().lost(SAMPLE_TIME_MS + 1, 9))).toEqual([sampleIntentId(1), sampleIntentId(3)]);
    expect(idsOf(await outbox().lost(SAMPLE_TIME_MS + 1, 1))).toEqual([sampleIntentId(1)]);
  });
}
