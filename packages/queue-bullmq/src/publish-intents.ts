/** Puts intents on their queues. */
import { queueCatalogue } from "@bottrader/contracts";
import { invariant } from "@bottrader/core";
import type { Envelope, IntentPublisher } from "@bottrader/ports";
import { intentEffort, jobOptions } from "./job-options.ts";
import { type QueueKit, queueOf } from "./queue-kit.ts";
import { reach } from "./reach.ts";

const jobName = (envelope: Envelope): string => {
  const type = envelope["type"];
  return typeof type === "string" && type !== "" ? type : "intent";
};

/**
 * The publisher of a session. A publish that cannot reach the queue rejects within two seconds and leaves nothing waiting in memory: the
 * outbox row is what remembers it.
 */
export const openPublisher = (kit: QueueKit): IntentPublisher => {
  let closed = false;
  return {
    publish: async (queue, envelope) => {
      invariant(!closed, "a closed publisher publishes nothing");
      invariant(queue in queueCatalogue, `queue ${queue} is in the catalogue`);
      invariant(!/:|^\d+$/.test(envelope.intentId), "BullMQ refuses job ids with a colon or of digits only");
      const options = { ...jobOptions(intentEffort(queue)), jobId: envelope.intentId };
      await reach(queueOf(kit, queue).add(jobName(envelope), envelope, options), `queue ${queue}`);
    },
    consumerCount: (queue) => reach(queueOf(kit, queue).getWorkersCount(), `queue ${queue}`),
    // The connection is the session's, and goes with it
    close: async () => {
      closed = true;
    },
  };
};
