/** Real Redis for a test file. */
import { invariant } from "@bottrader/core";
import { afterAll, beforeAll } from "vitest";
import { findRedis, type TestServer, uniqueName } from "./test-servers.ts";

export type RedisForTests = {
  /** Only inside tests and hooks. */
  url(): string;
  /** A key prefix nobody else uses: every call gives another. */
  prefix(): string;
};

/** Call once at the top of a test file. */
export function useRedis(): RedisForTests {
  let server: TestServer | null = null;
  beforeAll(async () => {
    server = await findRedis();
  });
  afterAll(async () => {
    await server?.stop();
  });
  return {
    url: () => {
      invariant(server !== null, "the server is used inside tests and hooks");
      return server.url;
    },
    prefix: () => uniqueName("keys"),
  };
}
