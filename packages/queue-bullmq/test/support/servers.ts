/** Private servers for the tests of this package, each in a folder of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDatabase, findOnPath, startPostgres, startRedis } from "@bottrader/local/servers";
import { Redis } from "ioredis";
import pg from "pg";
import { vi } from "vitest";
import type { QueueServer } from "../../src/index.ts";

export type TestServer = {
  readonly server: QueueServer;
  /** SIGKILL, then waits until the next instance answers on the same data. */
  crash(): Promise<void>;
  stop(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
};

const ANSWER = { timeout: 30_000, interval: 50 };

const newHome = (): string => mkdtempSync(join(tmpdir(), "bottrader-queue-"));

const killAndAwait = async (pid: number | undefined, answers: () => Promise<unknown>): Promise<void> => {
  if (pid === undefined) throw new Error("the server is not running");
  process.kill(pid, "SIGKILL");
  await vi.waitFor(() => {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    throw new Error("still there");
  }, ANSWER);
  await vi.waitFor(answers, ANSWER);
};

const pingRedis = async (url: string): Promise<void> => {
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
};

const pingPostgres = async (connectionString: string): Promise<void> => {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 1_000 });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("SELECT 1").finally(() => client.end());
};

/** Whether this machine can run the Redis tests; says so when it cannot. */
export const hasRedisServer = (): boolean => {
  const { PATH } = process.env;
  const found = findOnPath(["redis-server", "valkey-server"], PATH) !== undefined;
  if (!found)
    console.warn("no redis-server or valkey-server on the PATH: the Redis half of the queue tests does not run");
  return found;
};

export const startTestRedis = async (): Promise<TestServer & { readonly url: string }> => {
  const homeDir = newHome();
  let redis = await startRedis({ homeDir });
  let isRunning = true;
  return {
    url: redis.url,
    server: { redisUrl: redis.url },
    crash: () => killAndAwait(redis.pid, () => pingRedis(redis.url)),
    stop: async () => {
      isRunning = false;
      await redis.stop();
    },
    start: async () => {
      if (!isRunning) redis = await startRedis({ homeDir });
      isRunning = true;
    },
    remove: async () => {
      await redis.stop();
      rmSync(homeDir, { recursive: true, force: true });
    },
  };
};

export const startTestPostgres = async (): Promise<TestServer> => {
  const homeDir = newHome();
  let postgres = await startPostgres({ homeDir });
  let isRunning = true;
  const databaseUrl = postgres.url("queues");
  await ensureDatabase(databaseUrl);
  return {
    server: { databaseUrl },
    crash: () => killAndAwait(postgres.pid, () => pingPostgres(databaseUrl)),
    stop: async () => {
      isRunning = false;
      await postgres.stop();
    },
    start: async () => {
      if (!isRunning) postgres = await startPostgres({ homeDir });
      isRunning = true;
    },
    remove: async () => {
      await postgres.stop();
      rmSync(homeDir, { recursive: true, force: true });
    },
  };
};
