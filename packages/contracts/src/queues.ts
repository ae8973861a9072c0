/** The queues between the services: one catalogue types producers and consumers. */
import type { z } from "zod";
import { entryIntentV1, exitQueueIntentV1 } from "./intents.ts";

export const queueCatalogue = {
  "entry-intents-v1": { schema: entryIntentV1, attemptsMax: 5, backoffMs: 500, lockMs: 30_000 },
  "exit-intents-v1": { schema: exitQueueIntentV1, attemptsMax: 15, backoffMs: 250, lockMs: 30_000 },
} as const;

export type QueueName = keyof typeof queueCatalogue;
export type QueuePayload<N extends QueueName> = z.output<(typeof queueCatalogue)[N]["schema"]>;
export const QUEUE_NAMES = Object.keys(queueCatalogue) as readonly QueueName[];

/** Where jobs go that cannot be done: unknown shape, or every attempt used up. */
export const deadLetterQueueName = (queue: QueueName | typeof JOBS_QUEUE): string => `${queue}-dead`;

export const JOBS_QUEUE = "jobs-v1";

/** Scheduled work of the order manager, run once across replicas. */
export const jobCatalogue = {
  "check-ledger": { everyMs: 300_000, help: "recomputes the FIFO ledger and compares it with the incremental one" },
  "filter-symbols": { everyMs: 3_600_000, help: "re-evaluates the dynamic symbol filter" },
  "daily-report": { everyMs: 86_400_000, help: "writes the performance report of the last day" },
  reconcile: { everyMs: 60_000, help: "compares orders, fills and balances with the venue" },
} as const;
export type JobName = keyof typeof jobCatalogue;
