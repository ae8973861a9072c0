/** What every part of the service stands on: database, queues, the way to the order manager, metrics. */
import type { EffectiveSettings } from "@bottrader/contracts";
import type { RelayOptions } from "@bottrader/engine";
import { createMetrics, type Logger, type Metrics } from "@bottrader/platform";
import { describeQueueFault, openQueueBackend, type QueueBackend } from "@bottrader/queue-bullmq";
import { type Database, openDatabase } from "@bottrader/store-prisma";
import { createOrderManagerClient, type OrderManagerClient } from "../market/order-manager-client.ts";

export type Resources = {
  readonly config: EffectiveSettings;
  readonly log: Logger;
  readonly database: Database;
  readonly queues: QueueBackend;
  readonly orders: OrderManagerClient;
  readonly relay: RelayOptions;
  readonly metrics: Metrics;
  readonly wallMs: () => number;
};

const POOL_MAX = 4;
const RELAY_BATCH = 200;

/** Throws when a setting without which nothing works is missing, or the queue server cannot be used. */
export async function openResources(config: EffectiveSettings, log: Logger): Promise<Resources> {
  const {
    DATABASE_URL: databaseUrl,
    INTERNAL_TOKEN: token,
    REDIS_URL: redisUrl,
    MARKET_SESSION: prefix,
    WEBHOOK_URL: url,
  } = config.values;
  if (databaseUrl === null) throw new Error("DATABASE_URL is not set");
  if (token === null) throw new Error("INTERNAL_TOKEN is not set");
  const database = openDatabase(databaseUrl, {
    poolMax: POOL_MAX,
    onError: (error) => log.warn({ err: error }, "database connection lost"),
  });
  const queues = await openQueueBackend(redisUrl === null ? { databaseUrl } : { redisUrl }, {
    prefix,
    onError: (error, where) => log.warn({ err: error, where }, "queue connection"),
  });
  if (!queues.ok) throw new Error(describeQueueFault(queues.error));
  return {
    config,
    log,
    database,
    queues: queues.value,
    orders: createOrderManagerClient({ url, token }),
    relay: { outbox: database.outbox.signals, publisher: queues.value.publisher(), batchMax: RELAY_BATCH },
    metrics: createMetrics("sighook"),
    wallMs: () => Date.now(),
  };
}
