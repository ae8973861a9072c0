/**
 * Jobs that cannot be done, kept for a person.
 *
 * Invariants
 * 1. A job is on the dead-letter queue before it fails on its own queue, so that it is never only in a log.
 * 2. Burying twice leaves one dead letter; putting one back twice leaves one job, whichever step a crash came between.
 */
import { deadLetterQueueName, JOBS_QUEUE } from "@bottrader/contracts";
import { err, ok, type Result } from "@bottrader/core";
import { UnrecoverableError } from "bullmq";
import { deadLetterOptions, intentEffort, jobOptions, scheduledEffort } from "./job-options.ts";
import type { ReplayFault } from "./queue-fault.ts";
import { type QueueKit, queueOf, type WorkQueueName } from "./queue-kit.ts";
import type { BullJob } from "./transport.ts";

export type DeadLetter = {
  readonly jobId: string;
  /** The queue it could not be done on. */
  readonly queue: WorkQueueName;
  /** The job's name on that queue: the type of the intent, or the scheduled job. */
  readonly name: string;
  readonly payload: unknown;
  readonly reason: string;
  readonly buriedAtMs: number;
};

/** What a dead letter holds on the server. The payload travels as it came: nobody could parse it. */
type Grave = { readonly name: string; readonly reason: string; readonly payload: unknown };

const REASON_LENGTH_MAX = 2_000;

/** A scheduled job leaves one dead letter for its name, the latest: one that fails every minute must not fill the queue. */
const graveId = (queue: WorkQueueName, job: BullJob): string => (queue === JOBS_QUEUE ? job.name : String(job.id));

/** Moves the job to the dead-letter queue, then throws what makes BullMQ fail it for good. */
export const buryJob = async (
  kit: QueueKit,
  queue: WorkQueueName,
  burial: { job: BullJob; reason: string },
): Promise<never> => {
  const { job } = burial;
  const reason = burial.reason.slice(0, REASON_LENGTH_MAX);
  const jobId = graveId(queue, job);
  const dead = queueOf(kit, deadLetterQueueName(queue));
  if (queue === JOBS_QUEUE) await dead.remove(jobId);
  const grave: Grave = { name: job.name, reason, payload: job.data };
  await dead.add(job.name, grave, deadLetterOptions(jobId));
  kit.observer.onDeadLetter(queue, jobId, reason);
  throw new UnrecoverableError(reason);
};

const readGrave = (data: unknown): Grave => {
  const fields: object = typeof data === "object" && data !== null ? data : {};
  const text = (key: string): string => String(Reflect.get(fields, key) ?? "");
  return { name: text("name"), reason: text("reason"), payload: Reflect.get(fields, "payload") };
};

const asDeadLetter = (queue: WorkQueueName, job: BullJob): DeadLetter => ({
  jobId: String(job.id),
  queue,
  ...readGrave(job.data),
  buriedAtMs: job.timestamp,
});

/** The dead letters of a queue, at most `limit`, oldest first. */
export const listDeadLetters = async (
  kit: QueueKit,
  queue: WorkQueueName,
  limit: number,
): Promise<readonly DeadLetter[]> => {
  const jobs = await queueOf(kit, deadLetterQueueName(queue)).getJobs("waiting", 0, limit - 1, true);
  return jobs.map((job) => asDeadLetter(queue, job));
};

/** An intent keeps its id, a scheduled job gets a new one: its own belongs to a tick that is over. */
const putBack = async (kit: QueueKit, queue: WorkQueueName, letter: DeadLetter): Promise<void> => {
  const target = queueOf(kit, queue);
  if (queue === JOBS_QUEUE) {
    await target.add(letter.name, letter.payload, jobOptions(scheduledEffort));
    return;
  }
  const former = await target.getJob(letter.jobId);
  // Finished jobs hold their id, and BullMQ would ignore the new one; an unfinished one is already what we want
  if (former !== undefined && former.finishedOn !== undefined) await former.remove();
  await target.add(letter.name, letter.payload, { ...jobOptions(intentEffort(queue)), jobId: letter.jobId });
};

/** Puts a dead letter back on its queue with all its tries before it. Rejects when the queue cannot be reached. */
export const replayDeadLetter = async (
  kit: QueueKit,
  queue: WorkQueueName,
  jobId: string,
): Promise<Result<void, ReplayFault>> => {
  const dead = queueOf(kit, deadLetterQueueName(queue));
  const job = await dead.getJob(jobId);
  if (job === undefined) return err({ code: "DEAD_LETTER_NOT_FOUND", queue, jobId });
  await putBack(kit, queue, asDeadLetter(queue, job));
  await job.remove();
  return ok(undefined);
};
