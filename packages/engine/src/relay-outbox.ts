/**
 * Carries outbox rows to the queue. Postgres is the truth, the queue only carries: a row is published until the queue has it, and
 * published again when the queue has lost it before the order manager saw it.
 */
import { QUEUE_NAMES, type QueueName } from "@bottrader/contracts";
import { invariant } from "@bottrader/core";
import type { IntentPublisher, OutboxRow, OutboxStore } from "@bottrader/ports";

export type RelayOptions = {
  readonly outbox: OutboxStore;
  readonly publisher: IntentPublisher;
  readonly batchMax: number;
};

/** Publishes what waits, oldest first; returns how many rows it handed over. Rejects when store or queue cannot be reached. */
export async function relayOutbox(options: RelayOptions, wallClockMs: number): Promise<number> {
  const rows = await options.outbox.unpublished(options.batchMax);
  if (rows.length === 0) return 0;
  for (const row of rows) await publish(options.publisher, row);
  await options.outbox.markPublished(
    rows.map((row) => row.sequence),
    wallClockMs,
  );
  return rows.length;
}

/** Publishes again what was handed over before `beforeMs` and never arrived; returns how many. */
export async function relayLost(options: RelayOptions, beforeMs: number): Promise<number> {
  const rows = await options.outbox.lost(beforeMs, options.batchMax);
  for (const row of rows) await publish(options.publisher, row);
  return rows.length;
}

async function publish(publisher: IntentPublisher, row: OutboxRow): Promise<void> {
  await publisher.publish(queueOf(row), { ...row.payload, intentId: row.intentId });
}

function queueOf(row: OutboxRow): QueueName {
  const queue = QUEUE_NAMES.find((name) => name === row.queue);
  invariant(queue !== undefined, `outbox row ${row.sequence} names no queue of ours: ${row.queue}`);
  return queue;
}
