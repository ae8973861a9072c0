/**
 * Runs BullMQ workers so that no job leaves without a trace.
 *
 * Invariants
 * 1. A job ends in one of three ways: done, tried again later, or on the dead-letter queue. The last is decided here and not by BullMQ,
 *    whose own limits would fail a job without a dead letter.
 * 2. Closing takes no new job, waits for those in hand however long they take, and then ends even when the server is gone.
 */
import { assertNever } from "@bottrader/core";
import type { DeliveryOutcome } from "@bottrader/ports";
import { Worker } from "bullmq";
import { buryJob } from "./dead-letters.ts";
import { backoffStrategy, type Effort } from "./job-options.ts";
import type { QueueKit, WorkQueueName } from "./queue-kit.ts";
import { reach } from "./reach.ts";
import { type BullJob, type BullWorker, messageOf, type WorkerLink } from "./transport.ts";
import { within } from "./within.ts";

export type WorkerSpec = {
  readonly queue: WorkQueueName;
  readonly effort: Effort;
  /** Jobs in hand at the same time. */
  readonly concurrency: number;
  /** Throwing means: try again later. */
  readonly handle: (job: BullJob) => Promise<DeliveryOutcome>;
};

export type OpenWorkers = { close(): Promise<void> };

const READY_MS_MAX = 10_000;
const FAREWELL_MS = 5_000;
const DRAIN_DELAY_S = 5;
/** After the server was away. BullMQ's own 15 seconds are long for an exit. */
const RETRY_AFTER_OUTAGE_MS = 1_000;
/** A job that took its process down this many times is not given to another one. */
const STALLS_MAX = 5;
/** BullMQ's own limit would fail the job without a dead letter, so it must never be reached. */
const BULLMQ_STALLS_MAX = 1_000_000;

const settle = async (kit: QueueKit, spec: WorkerSpec, job: BullJob): Promise<void> => {
  const { queue, effort } = spec;
  if (job.stalledCounter > STALLS_MAX) {
    return buryJob(kit, queue, { job, reason: `its worker died or lost it ${job.stalledCounter} times` });
  }
  if (job.attemptsMade >= effort.attemptsMax) {
    return buryJob(kit, queue, { job, reason: `gave up after ${effort.attemptsMax} tries: ${job.failedReason}` });
  }
  const outcome = await spec
    .handle(job)
    .catch((thrown: unknown): DeliveryOutcome => ({ kind: "retry", reason: messageOf(thrown) }));
  switch (outcome.kind) {
    case "done":
      return;
    case "dead":
      return buryJob(kit, queue, { job, reason: outcome.reason });
    case "retry": {
      if (job.attemptsMade + 1 < effort.attemptsMax) throw new Error(outcome.reason);
      return buryJob(kit, queue, { job, reason: `gave up after ${effort.attemptsMax} tries: ${outcome.reason}` });
    }
    default:
      return assertNever(outcome);
  }
};

const openWorker = (
  kit: QueueKit,
  spec: WorkerSpec,
  crew: { link: WorkerLink; inHand: Set<Promise<void>> },
): BullWorker => {
  const { transport, report, observer } = kit;
  const where = `worker ${spec.queue}`;
  const work = async (job: BullJob): Promise<void> => {
    const settling = settle(kit, spec, job);
    crew.inHand.add(settling);
    try {
      await settling;
    } finally {
      crew.inHand.delete(settling);
    }
  };
  const worker: BullWorker = new Worker(
    transport.nameOnServer(spec.queue),
    work,
    {
      connection: crew.link.connection,
      prefix: transport.keyPrefix,
      autorun: false,
      concurrency: spec.concurrency,
      lockDuration: spec.effort.lockMs,
      lockRenewTime: spec.effort.lockMs / 2,
      stalledInterval: spec.effort.lockMs,
      maxStalledCount: BULLMQ_STALLS_MAX,
      drainDelay: DRAIN_DELAY_S,
      runRetryDelay: RETRY_AFTER_OUTAGE_MS,
      settings: { backoffStrategy: backoffStrategy(spec.effort) },
    },
    transport.backendFactory,
  );
  worker.on("error", (error) => report(error, where));
  worker.on("stalled", (jobId) => observer.onStalled(spec.queue, jobId));
  return worker;
};

type Crew = { readonly link: WorkerLink; readonly inHand: Set<Promise<void>>; readonly workers: readonly BullWorker[] };

const endsWithin = async (work: Promise<unknown>, timeoutMs: number): Promise<boolean> =>
  within(work, timeoutMs, "workers").then(
    () => true,
    () => false,
  );

const closeCrew = async (kit: QueueKit, { link, inHand, workers }: Crew): Promise<void> => {
  const closing = Promise.allSettled(workers.map((worker) => worker.close()));
  // A worker may still be handed a job it had asked for, so look again as long as there are any
  do await Promise.allSettled(inHand);
  while (!(await endsWithin(closing, FAREWELL_MS)) && inHand.size > 0);
  link.close();
  if (!(await endsWithin(closing, FAREWELL_MS))) kit.report(new Error("workers did not close"), "workers");
};

/** Starts a worker for each spec. Rejects, with nothing left running, when the server cannot be reached. */
export const openWorkers = async (kit: QueueKit, specs: readonly WorkerSpec[]): Promise<OpenWorkers> => {
  const link = kit.transport.openWorkerLink();
  const inHand = new Set<Promise<void>>();
  const workers = specs.map((spec) => openWorker(kit, spec, { link, inHand }));
  const crew: Crew = { link, inHand, workers };
  try {
    await reach(Promise.all(workers.map((worker) => worker.waitUntilReady())), "the queues", READY_MS_MAX);
  } catch (thrown) {
    link.close();
    await closeCrew(kit, crew);
    throw thrown;
  }
  for (const worker of workers) worker.run().catch((thrown: unknown) => kit.report(thrown, "workers"));
  let closing: Promise<void> | undefined;
  return {
    close: () => {
      closing ??= closeCrew(kit, crew);
      return closing;
    },
  };
};
