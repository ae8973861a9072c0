/**
 * The BullMQ queues of one session: one for each queue of the catalogue, one for scheduled jobs, and a dead-letter queue beside each.
 */
import { deadLetterQueueName, JOBS_QUEUE, QUEUE_NAMES, type QueueName } from "@bottrader/contracts";
import { invariant } from "@bottrader/core";
import { Queue } from "bullmq";
import type { ErrorSink } from "./limit-errors.ts";
import { type BullQueue, FAIL_FAST_MS, type Transport } from "./transport.ts";
import { within } from "./within.ts";

/** A queue that is worked on, and so has a dead-letter queue. */
export type WorkQueueName = QueueName | typeof JOBS_QUEUE;

/** What an operator wants counted. */
export type QueueObserver = {
  /** A job whose worker lost its lock (died, or blocked its event loop) went back to the queue. */
  readonly onStalled: (queue: WorkQueueName, jobId: string) => void;
  /** A job moved to the dead-letter queue. */
  readonly onDeadLetter: (queue: WorkQueueName, jobId: string, reason: string) => void;
};

export type QueueKit = {
  readonly transport: Transport;
  readonly report: ErrorSink;
  readonly observer: QueueObserver;
  readonly queues: ReadonlyMap<string, BullQueue>;
};

const EVENTS_MAX = 1_000;

const WORK_QUEUES: readonly WorkQueueName[] = [...QUEUE_NAMES, JOBS_QUEUE];

/** Every queue there is, dead-letter queues last. */
const ALL_QUEUES: readonly string[] = [...WORK_QUEUES, ...WORK_QUEUES.map(deadLetterQueueName)];

const openQueue = (name: string, transport: Transport, report: ErrorSink): BullQueue => {
  const queue: BullQueue = new Queue(
    transport.nameOnServer(name),
    {
      connection: transport.connection,
      prefix: transport.keyPrefix,
      // Our code does not read BullMQ's event stream, only the board's visitors do
      streams: { events: { maxLen: EVENTS_MAX } },
    },
    transport.backendFactory,
  );
  queue.on("error", (error) => report(error, "queues"));
  return queue;
};

/** Opens all queues and waits until the server knows them. Rejects when it cannot be reached. */
export const openQueues = async (transport: Transport, report: ErrorSink): Promise<ReadonlyMap<string, BullQueue>> => {
  const queues = new Map(ALL_QUEUES.map((name) => [name, openQueue(name, transport, report)]));
  const ready = Promise.all([...queues.values()].map((queue) => queue.waitUntilReady()));
  await within(ready, FAIL_FAST_MS, "queues");
  return queues;
};

/** The queue of that name, which the catalogue guarantees to exist. */
export const queueOf = (kit: Pick<QueueKit, "queues">, name: string): BullQueue => {
  const queue = kit.queues.get(name);
  invariant(queue !== undefined, `queue ${name} is in the catalogue`);
  return queue;
};
