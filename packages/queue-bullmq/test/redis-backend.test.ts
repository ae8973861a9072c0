import { createRedisBackend } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { openQueueBackend, type QueueServer } from "../src/index.ts";
import { describeBackend } from "./support/describe-backend.ts";
import { newPrefix, openForTest } from "./support/open-backend.ts";
import { hasRedisServer, startTestRedis } from "./support/servers.ts";

const onError = (): void => undefined;
const open = (server: QueueServer, prefix = newPrefix()) => openQueueBackend(server, { prefix, onError });

describe.skipIf(!hasRedisServer())("queue backend on Redis", () => {
  let redis: Awaited<ReturnType<typeof startTestRedis>>;
  let client: Redis;
  beforeAll(async () => {
    redis = await startTestRedis();
    client = new Redis(redis.url, { maxRetriesPerRequest: null });
    client.on("error", () => undefined);
  });
  afterAll(async () => {
    client.disconnect();
    await redis.remove();
  });

  describeBackend({
    test: () => redis,
    raw: () => ({
      factory: createRedisBackend,
      connection: client,
      keyPrefix: (prefix) => `{${prefix}}`,
      nameOnServer: (_prefix, queue) => queue,
    }),
  });

  test("a Redis that may evict jobs is refused, and reported when it becomes so later (F44)", async () => {
    const backend = await openForTest(redis.server);
    await client.config("SET", "maxmemory-policy", "allkeys-lru");
    onTestFinished(async () => {
      await client.config("SET", "maxmemory-policy", "noeviction");
    });
    expect(await open(redis.server)).toEqual({
      ok: false,
      error: { code: "QUEUE_REDIS_EVICTS", policy: "allkeys-lru" },
    });
    expect(await backend.health()).toMatchObject({ ok: false, detail: expect.stringContaining("allkeys-lru") });
  });

  test("an intent that took its worker down again and again is buried and not delivered", async () => {
    const prefix = newPrefix();
    const backend = await openForTest(redis.server, { prefix });
    await backend.publisher().publish("entry-intents-v1", { intentId: "int_poison", type: "entry" });
    await client.hset(`{${prefix}}:entry-intents-v1:int_poison`, "stc", "6");
    let deliveries = 0;
    const handler = async () => {
      deliveries += 1;
      return { kind: "done" } as const;
    };
    await backend.consumer({ concurrency: 1 }).start({ "entry-intents-v1": handler, "exit-intents-v1": handler });
    await vi.waitFor(async () =>
      expect(await backend.deadLetters("entry-intents-v1", 10)).toMatchObject([
        { jobId: "int_poison", reason: "its worker died or lost it 6 times" },
      ]),
    );
    expect(deliveries).toBe(0);
  });

  test("every key of a session lies in one slot of a Redis Cluster", async () => {
    const prefix = newPrefix();
    const backend = await openForTest(redis.server, { prefix });
    await backend.publisher().publish("exit-intents-v1", { intentId: "int_slot", type: "exit" });
    const keys = await client.keys(`*${prefix}*`);
    expect(keys.length).toBeGreaterThan(3);
    expect(keys.filter((key) => !key.startsWith(`{${prefix}}:`))).toEqual([]);
  });

  test("a wrong password and a wrong URL are faults that show neither", async () => {
    const wrong = new URL(redis.url);
    wrong.password = "s3cret-typo";
    const faults = [await open({ redisUrl: wrong.href }), await open({ redisUrl: "http://user:s3cret-typo@host" })];
    expect(faults).toMatchObject([
      { ok: false, error: { code: "QUEUE_UNREACHABLE" } },
      { ok: false, error: { code: "QUEUE_URL_INVALID" } },
    ]);
    expect(JSON.stringify(faults)).not.toContain("s3cret-typo");
  });

  test("a prefix that could break a key or a name is refused", async () => {
    for (const prefix of ["", "{bt}", "a:b", "x".repeat(41), "-a"]) {
      expect(await open(redis.server, prefix)).toEqual({ ok: false, error: { code: "QUEUE_PREFIX_INVALID", prefix } });
    }
  });
});
