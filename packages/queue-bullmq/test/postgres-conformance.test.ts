import { describeIntentQueue } from "@bottrader/ports/conformance";
import { afterAll, beforeAll, describe } from "vitest";
import { openOrThrow } from "./support/open-backend.ts";
import { startTestPostgres, type TestServer } from "./support/servers.ts";

describe("Postgres", () => {
  let postgres: TestServer;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.remove());

  describeIntentQueue("BullMQ on Postgres", {
    open: (prefix) => openOrThrow(postgres.server, { prefix }),
    restartServer: () => postgres.crash(),
  });
});
