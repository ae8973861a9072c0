/**
 * Scheduled work, once across replicas: the server holds the schedule and hands each tick to one worker.
 */
import { JOBS_QUEUE, type JobName, jobCatalogue } from "@bottrader/contracts";
import { invariant } from "@bottrader/core";
import type { DeliveryOutcome, JobScheduler } from "@bottrader/ports";
import { jobOptions, scheduledEffort } from "./job-options.ts";
import { type OpenWorkers, openWorkers } from "./open-workers.ts";
import { type QueueKit, queueOf } from "./queue-kit.ts";
import { reach } from "./reach.ts";
import type { BullJob } from "./transport.ts";

type JobHandlers = { readonly [N in JobName]: () => Promise<void> };

const JOB_NAMES = Object.keys(jobCatalogue) as readonly JobName[];
/** Far above what can be in hand: replicas times the jobs of the catalogue. */
const ACTIVE_MAX = 1_000;

const isKnown = (name: string): name is JobName => name in jobCatalogue;

/** Keeps the time of the next tick when the schedule is already there, so a restart neither repeats nor skips one. */
const registerJobs = async (kit: QueueKit): Promise<void> => {
  const queue = queueOf(kit, JOBS_QUEUE);
  for (const name of JOB_NAMES) {
    const template = { name, data: {}, opts: jobOptions(scheduledEffort) };
    await reach(queue.upsertJobScheduler(name, { every: jobCatalogue[name].everyMs }, template), `queue ${JOBS_QUEUE}`);
  }
};

const isOlder = (other: BullJob, than: BullJob): boolean =>
  other.timestamp === than.timestamp ? String(other.id) < String(than.id) : other.timestamp < than.timestamp;

/** A run may outlast its interval; the next tick then gives way, on whichever replica it landed. */
const isStillRunning = async (kit: QueueKit, job: BullJob): Promise<boolean> => {
  const active = await queueOf(kit, JOBS_QUEUE).getActive(0, ACTIVE_MAX - 1);
  return active.some((other) => other.name === job.name && other.id !== job.id && isOlder(other, job));
};

const runJob = async (kit: QueueKit, handlers: JobHandlers, job: BullJob): Promise<DeliveryOutcome> => {
  if (!isKnown(job.name)) return { kind: "dead", reason: `this release knows no job ${job.name}` };
  if (!(await isStillRunning(kit, job))) await handlers[job.name]();
  return { kind: "done" };
};

/** The scheduler of a session. A job that fails is tried three times, then leaves a dead letter; its next tick comes all the same. */
export const openScheduler = (kit: QueueKit): JobScheduler => {
  let workers: Promise<OpenWorkers> | undefined;
  return {
    start: async (handlers) => {
      invariant(workers === undefined, "a scheduler starts once");
      workers = registerJobs(kit).then(() =>
        openWorkers(kit, [
          {
            queue: JOBS_QUEUE,
            effort: scheduledEffort,
            // Each job may run beside the others, so a long report does not hold up a reconcile
            concurrency: JOB_NAMES.length,
            handle: (job) => runJob(kit, handlers, job),
          },
        ]),
      );
      await workers;
    },
    close: async () => {
      const opened = await workers?.catch(() => undefined);
      await opened?.close();
    },
  };
};
