/**
 * Every BullMQ option of our jobs, said out loud.
 */
import { type QueueName, queueCatalogue } from "@bottrader/contracts";
import type { BackoffStrategy, JobsOptions } from "bullmq";

const DAY_S = 86_400;
const KEEP_COMPLETED_S = DAY_S;
const KEEP_FAILED_S = 30 * DAY_S;
const PAYLOAD_BYTES_MAX = 262_144;
const BACKOFF_TYPE = "capped-exponential";
/** Uncapped, the last of fifteen tries would come more than half an hour after the one before. */
const BACKOFF_MS_MAX = 60_000;
const BACKOFF_JITTER_RATIO = 0.5;
/** Tries beyond the promised ones. They only carry a job to the dead-letter queue when that could not be reached at the first go. */
const BURIAL_ATTEMPTS = 25;

const SCHEDULED_ATTEMPTS_MAX = 3;
const SCHEDULED_BACKOFF_MS = 5_000;
const SCHEDULED_LOCK_MS = 60_000;

export type Effort = { readonly attemptsMax: number; readonly backoffMs: number; readonly lockMs: number };

export const intentEffort = (queue: QueueName): Effort => queueCatalogue[queue];

export const scheduledEffort: Effort = {
  attemptsMax: SCHEDULED_ATTEMPTS_MAX,
  backoffMs: SCHEDULED_BACKOFF_MS,
  lockMs: SCHEDULED_LOCK_MS,
};

/**
 * The options of a job that will be worked on. Completed jobs stay for a day, so that a repeat within it is seen at once;
 * kept by age, never by number, because BullMQ's count on Postgres can deadlock and mark a success as failed.
 */
export const jobOptions = (effort: Effort): JobsOptions => ({
  attempts: effort.attemptsMax + BURIAL_ATTEMPTS,
  backoff: { type: BACKOFF_TYPE, delay: effort.backoffMs },
  delay: 0,
  priority: 0,
  lifo: false,
  removeOnComplete: { age: KEEP_COMPLETED_S },
  removeOnFail: { age: KEEP_FAILED_S },
  stackTraceLimit: 1,
  sizeLimit: PAYLOAD_BYTES_MAX,
});

/** The options of a dead letter: nobody works on it, it waits for a person. */
export const deadLetterOptions = (jobId: string): JobsOptions => ({
  jobId,
  attempts: 1,
  removeOnComplete: false,
  removeOnFail: false,
});

/**
 * Milliseconds until the next try: doubled each time, capped, and spread over its upper half so that jobs failed together do not come back together.
 *
 * @param attemptsMade failed tries so far, at least 1
 * @param random in [0, 1)
 */
export const backoffMs = (effort: Pick<Effort, "backoffMs">, attemptsMade: number, random: number): number => {
  const fullMs = Math.min(effort.backoffMs * 2 ** Math.max(attemptsMade - 1, 0), BACKOFF_MS_MAX);
  return Math.round(fullMs * (1 - BACKOFF_JITTER_RATIO * random));
};

/** The worker's side of {@link jobOptions}: the delay before the next try of a job. */
export const backoffStrategy =
  (effort: Effort): BackoffStrategy =>
  (attemptsMade) =>
    backoffMs(effort, attemptsMade, Math.random());
