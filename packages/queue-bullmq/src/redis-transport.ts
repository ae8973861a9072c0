/**
 * BullMQ on Redis.
 *
 * Two kinds of connection: one that fails fast (publisher, monitor, board, dead letters), and one for each set of workers that waits for
 * ever, because a worker has nothing better to do than to wait for its server to come back.
 */
import { err, ok, type Result } from "@bottrader/core";
import { createRedisBackend } from "bullmq";
import { Redis, type RedisOptions } from "ioredis";
import { openWorkerLink } from "./open-worker-link.ts";
import type { QueueFault } from "./queue-fault.ts";
import { FAIL_FAST_MS, messageOf, type Transport, type TransportOptions } from "./transport.ts";
import { within } from "./within.ts";

const RECONNECT_MS_MIN = 50;
const RECONNECT_MS_MAX = 1_000;
const KEEP_ALIVE_MS = 10_000;
const RECONNECT_AND_RESEND = 2;

const sharedOptions = {
  lazyConnect: true,
  enableReadyCheck: true,
  connectTimeout: FAIL_FAST_MS,
  keepAlive: KEEP_ALIVE_MS,
  retryStrategy: (attempt: number) => Math.min(RECONNECT_MS_MIN * 2 ** Math.min(attempt, 10), RECONNECT_MS_MAX),
  // After a failover the old primary answers READONLY: reconnect and send the command again
  reconnectOnError: (error: Error) => (error.message.startsWith("READONLY") ? RECONNECT_AND_RESEND : false),
} as const satisfies RedisOptions;

const failFastOptions = {
  ...sharedOptions,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  commandTimeout: FAIL_FAST_MS,
} as const satisfies RedisOptions;

const workerOptions = {
  ...sharedOptions,
  enableOfflineQueue: true,
  maxRetriesPerRequest: null,
} as const satisfies RedisOptions;

/** An absolute path is a unix socket. */
const isRedisUrl = (url: string): boolean =>
  url.startsWith("/") || (URL.canParse(url) && ["redis:", "rediss:"].includes(new URL(url).protocol));

/** Not `CONFIG GET`: managed servers refuse it, and INFO says the same. */
const readEvictionPolicy = async (client: Redis): Promise<string> => {
  const memory = await client.info("memory");
  return /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? "unknown";
};

const checkServer = async (client: Redis): Promise<Result<void, QueueFault>> => {
  try {
    const policy = await within(readEvictionPolicy(client), FAIL_FAST_MS, "redis");
    return policy === "noeviction" ? ok(undefined) : err({ code: "QUEUE_REDIS_EVICTS", policy });
  } catch (thrown) {
    return err({ code: "QUEUE_UNREACHABLE", detail: messageOf(thrown) });
  }
};

/**
 * Connects to Redis and refuses a server that may evict jobs.
 *
 * @param redisUrl `redis://`, `rediss://`, or the absolute path of a unix socket
 */
export const openRedisTransport = async (
  redisUrl: string,
  { prefix, report }: TransportOptions,
): Promise<Result<Transport, QueueFault>> => {
  if (!isRedisUrl(redisUrl))
    return err({ code: "QUEUE_URL_INVALID", expected: "redis://, rediss:// or a socket path" });
  const client = new Redis(redisUrl, failFastOptions);
  client.on("error", (error) => report(error, "queues"));
  try {
    await within(client.connect(), FAIL_FAST_MS, "redis");
  } catch (thrown) {
    client.disconnect();
    return err({ code: "QUEUE_UNREACHABLE", detail: messageOf(thrown) });
  }
  const checked = await checkServer(client);
  if (!checked.ok) {
    client.disconnect();
    return checked;
  }
  return ok({
    kind: "redis",
    backendFactory: createRedisBackend,
    keyPrefix: `{${prefix}}`,
    connection: client,
    nameOnServer: (queue) => queue,
    openWorkerLink: () => openWorkerLink(new Redis(redisUrl, workerOptions), report),
    check: () => checkServer(client),
    close: async () => {
      // A farewell to a dead server must not hold up the shutdown
      await within(client.quit(), FAIL_FAST_MS, "redis quit").catch(() => undefined);
      client.disconnect();
    },
  });
};
