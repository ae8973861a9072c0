/** What every part of the service stands on: database, queues, metrics. */
import type { EffectiveSettings } from "@bottrader/contracts";
import { createMetrics, type Logger, type Metrics } from "@bottrader/platform";
import { describeQueueFault, openQueueBackend, type QueueBackend } from "@bottrader/queue-bullmq";
import { type Database, openDatabase } from "@bottrader/store-prisma";
import { createEventStream, type EventStream } from "../http/event-stream.ts";
import { createMarketClock, type MarketClock } from "../market/market-clock.ts";

export type Resources = {
  readonly config: EffectiveSettings;
  readonly log: Logger;
  readonly database: Database;
  readonly queues: QueueBackend;
  readonly metrics: Metrics;
  readonly events: EventStream;
  readonly clock: MarketClock;
  readonly internalToken: string;
  readonly wallMs: () => number;
};

const POOL_MAX = 6;

/** Throws when a setting without which nothing works is missing, or the queue server cannot be used. */
export async function openResources(config: EffectiveSettings, log: Logger): Promise<Resources> {
  const {
    DATABASE_URL: databaseUrl,
    INTERNAL_TOKEN: internalToken,
    REDIS_URL: redisUrl,
    MARKET_SESSION: prefix,
  } = config.values;
  if (databaseUrl === null) throw new Error("DATABASE_URL is not set");
  if (internalToken === null) throw new Error("INTERNAL_TOKEN is not set");
  const database = openDatabase(databaseUrl, {
    poolMax: POOL_MAX,
    onError: (error) => log.warn({ err: error }, "database connection lost"),
  });
  const queues = await openQueueBackend(redisUrl === null ? { databaseUrl } : { redisUrl }, {
    prefix,
    onError: (error, where) => log.warn({ err: error, where }, "queue connection"),
    onDeadLetter: (queue, jobId, reason) => log.error({ queue, jobId, reason }, "dead letter"),
  });
  if (!queues.ok) throw new Error(describeQueueFault(queues.error));
  const wallMs = (): number => Date.now();
  return {
    config,
    log,
    database,
    queues: queues.value,
    metrics: createMetrics("webhook"),
    events: createEventStream(),
    clock: createMarketClock(wallMs),
    internalToken,
    wallMs,
  };
}
