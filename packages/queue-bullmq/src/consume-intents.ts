/** Delivers intents to their handlers: one worker for each queue, each with its own budget, so that entries never hold up exits. */
import { QUEUE_NAMES } from "@bottrader/contracts";
import { invariant } from "@bottrader/core";
import type { IntentConsumer } from "@bottrader/ports";
import { intentEffort } from "./job-options.ts";
import { type OpenWorkers, openWorkers } from "./open-workers.ts";
import type { QueueKit } from "./queue-kit.ts";

/** @param concurrency jobs of one queue in hand at the same time */
export const openConsumer = (kit: QueueKit, { concurrency }: { readonly concurrency: number }): IntentConsumer => {
  invariant(Number.isInteger(concurrency) && concurrency > 0, "concurrency is a positive whole number");
  let workers: Promise<OpenWorkers> | undefined;
  return {
    start: async (handlers) => {
      invariant(workers === undefined, "a consumer starts once");
      workers = openWorkers(
        kit,
        QUEUE_NAMES.map((queue) => ({
          queue,
          effort: intentEffort(queue),
          concurrency,
          handle: async (job) => handlers[queue](job.data),
        })),
      );
      await workers;
    },
    close: async () => {
      const opened = await workers?.catch(() => undefined);
      await opened?.close();
    },
  };
};
