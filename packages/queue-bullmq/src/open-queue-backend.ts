/**
 * Opens the queues of one market session on Redis, or on Postgres where there is no Redis. The only file that chooses between the two.
 */
import { err, invariant, ok, type Result } from "@bottrader/core";
import type { IntentConsumer, IntentPublisher, JobScheduler, QueueMonitor } from "@bottrader/ports";
import type { FastifyPluginAsync } from "fastify";
import { openConsumer } from "./consume-intents.ts";
import { type DeadLetter, listDeadLetters, replayDeadLetter } from "./dead-letters.ts";
import { type ErrorReport, limitErrors } from "./limit-errors.ts";
import { openMonitor } from "./monitor-queues.ts";
import { openPostgresTransport } from "./postgres-transport.ts";
import { openPublisher } from "./publish-intents.ts";
import { type BoardOptions, queueBoard } from "./queue-board.ts";
import type { QueueFault, ReplayFault } from "./queue-fault.ts";
import { openQueues, type QueueKit, type QueueObserver, type WorkQueueName } from "./queue-kit.ts";
import { openRedisTransport } from "./redis-transport.ts";
import { openScheduler } from "./schedule-jobs.ts";
import { messageOf, type Transport } from "./transport.ts";

export type QueueServer = { readonly redisUrl: string } | { readonly databaseUrl: string };

export type QueueBackendOptions = {
  /** Names the market session: 1 to 40 letters, digits, `-` and `_`. Sessions with different prefixes never see each other's jobs. */
  readonly prefix: string;
  /** Gets each kind of error at once and then at most every ten seconds, with the number of repeats left out. */
  readonly onError: ErrorReport;
  readonly onStalled?: QueueObserver["onStalled"];
  readonly onDeadLetter?: QueueObserver["onDeadLetter"];
};

export type QueueHealth = { readonly ok: boolean; readonly detail: string };

export interface QueueBackend {
  readonly kind: "redis" | "postgres";
  publisher(): IntentPublisher;
  consumer(options: { readonly concurrency: number }): IntentConsumer;
  jobs(): JobScheduler;
  monitor(): QueueMonitor;
  board(options: BoardOptions): FastifyPluginAsync;
  /** At most `limit` dead letters of a queue, oldest first. */
  deadLetters(queue: WorkQueueName, limit: number): Promise<readonly DeadLetter[]>;
  /** Puts a dead letter back on its queue. Harmless when done twice. */
  replayDeadLetter(queue: WorkQueueName, jobId: string): Promise<Result<void, ReplayFault>>;
  /** Never rejects and answers within a few seconds. */
  health(): Promise<QueueHealth>;
  /** Closes consumers and schedulers as their own `close` does, then the connections. */
  close(): Promise<void>;
}

const ERROR_REPEAT_MS = 10_000;
const PREFIX = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

/** The text of a fault for logs and health pages. */
export const describeQueueFault = (fault: QueueFault): string => {
  switch (fault.code) {
    case "QUEUE_PREFIX_INVALID":
      return `queue prefix ${JSON.stringify(fault.prefix)} is not 1 to 40 letters, digits, - and _`;
    case "QUEUE_URL_INVALID":
      return `the queue server's URL is not ${fault.expected}`;
    case "QUEUE_UNREACHABLE":
      return `the queue server cannot be reached: ${fault.detail}`;
    case "QUEUE_REDIS_EVICTS":
      return `Redis maxmemory-policy is ${fault.policy}: it may drop jobs; set it to noeviction`;
  }
};

const healthOf = async (transport: Transport): Promise<QueueHealth> => {
  const checked = await transport.check();
  return checked.ok ? { ok: true, detail: transport.kind } : { ok: false, detail: describeQueueFault(checked.error) };
};

type Closable = { close(): Promise<void> };

const closeAll = async (kit: QueueKit, running: readonly Closable[]): Promise<void> => {
  await Promise.allSettled(running.map((part) => part.close()));
  await Promise.allSettled([...kit.queues.values()].map((queue) => queue.close()));
  await kit.transport.close();
};

const assemble = (kit: QueueKit): QueueBackend => {
  const running: Closable[] = [];
  const keep = <T extends Closable>(part: T): T => {
    invariant(closing === undefined, "a closed queue backend opens nothing");
    running.push(part);
    return part;
  };
  let closing: Promise<void> | undefined;
  return {
    kind: kit.transport.kind,
    publisher: () => openPublisher(kit),
    consumer: (options) => keep(openConsumer(kit, options)),
    jobs: () => keep(openScheduler(kit)),
    monitor: () => openMonitor(kit),
    board: (options) => queueBoard(kit, options),
    deadLetters: (queue, limit) => listDeadLetters(kit, queue, limit),
    replayDeadLetter: (queue, jobId) => replayDeadLetter(kit, queue, jobId),
    health: () => healthOf(kit.transport),
    close: () => {
      closing ??= closeAll(kit, running);
      return closing;
    },
  };
};

/** Connects, checks that the server is safe to keep jobs on (F44), and opens every queue. */
export const openQueueBackend = async (
  server: QueueServer,
  options: QueueBackendOptions,
): Promise<Result<QueueBackend, QueueFault>> => {
  const { prefix } = options;
  if (!PREFIX.test(prefix)) return err({ code: "QUEUE_PREFIX_INVALID", prefix });
  const report = limitErrors(options.onError, ERROR_REPEAT_MS);
  const opened =
    "redisUrl" in server
      ? await openRedisTransport(server.redisUrl, { prefix, report })
      : await openPostgresTransport(server.databaseUrl, { prefix, report });
  if (!opened.ok) return opened;
  const transport = opened.value;
  const observer: QueueObserver = {
    onStalled: options.onStalled ?? (() => undefined),
    onDeadLetter: options.onDeadLetter ?? (() => undefined),
  };
  try {
    return ok(assemble({ transport, report, observer, queues: await openQueues(transport, report) }));
  } catch (thrown) {
    await transport.close();
    return err({ code: "QUEUE_UNREACHABLE", detail: messageOf(thrown) });
  }
};
