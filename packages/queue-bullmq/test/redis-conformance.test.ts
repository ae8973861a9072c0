import { describeIntentQueue } from "@bottrader/ports/conformance";
import { afterAll, beforeAll, describe } from "vitest";
import { openOrThrow } from "./support/open-backend.ts";
import { hasRedisServer, startTestRedis, type TestServer } from "./support/servers.ts";

describe.skipIf(!hasRedisServer())("Redis", () => {
  let redis: TestServer;
  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.remove());

  describeIntentQueue("BullMQ on Redis", {
    open: (prefix) => openOrThrow(redis.server, { prefix }),
    restartServer: () => redis.crash(),
  });
});
