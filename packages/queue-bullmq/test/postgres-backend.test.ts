import { type BackendFactory, createPostgresBackend, type IQueueBackend } from "bullmq";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openQueueBackend, type QueueServer } from "../src/index.ts";
import { describeBackend } from "./support/describe-backend.ts";
import { newPrefix, openForTest } from "./support/open-backend.ts";
import { startTestPostgres, type TestServer } from "./support/servers.ts";

const onError = (): void => undefined;
const urlOf = (server: QueueServer): string => ("databaseUrl" in server ? server.databaseUrl : "");

describe("queue backend on Postgres", () => {
  let postgres: TestServer;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.remove());

  const factory: BackendFactory<IQueueBackend> = (name, options, kind) =>
    createPostgresBackend(name, { ...options, connection: { connectionString: urlOf(postgres.server), max: 2 } }, kind);
  describeBackend({
    test: () => postgres,
    raw: () => ({
      factory,
      connection: {},
      keyPrefix: (prefix) => prefix,
      nameOnServer: (prefix, queue) => `${prefix}.${queue}`,
    }),
  });

  test("several processes may open a new database at the same time", async () => {
    const fresh = new URL(urlOf(postgres.server));
    const client = new pg.Client({ connectionString: fresh.href });
    await client.connect();
    await client.query("CREATE DATABASE fresh").finally(() => client.end());
    fresh.pathname = "/fresh";
    const server = { databaseUrl: fresh.href };
    const backends = await Promise.all([1, 2, 3].map(() => openForTest(server)));
    expect(backends.map(({ kind }) => kind)).toEqual(["postgres", "postgres", "postgres"]);
  });

  test("options of the URL are kept beside BullMQ's own", async () => {
    const url = new URL(urlOf(postgres.server));
    url.searchParams.set("options", "-c work_mem=8MB");
    const backend = await openForTest({ databaseUrl: url.href });
    await backend.publisher().publish("entry-intents-v1", { intentId: "int_options" });
    expect(await backend.monitor().counts()).toContainEqual(
      expect.objectContaining({ queue: "entry-intents-v1", waiting: 1 }),
    );
  });

  test("a session with all its parts keeps to twelve connections", async () => {
    const backend = await openForTest(postgres.server);
    const done = async () => ({ kind: "done" }) as const;
    await backend.consumer({ concurrency: 8 }).start({ "entry-intents-v1": done, "exit-intents-v1": done });
    const none = async () => undefined;
    await backend.jobs().start({ "check-ledger": none, "filter-symbols": none, "daily-report": none, reconcile: none });
    const ids = Array.from({ length: 60 }, (_, index) => `int_${index}`);
    await Promise.all(ids.map((intentId) => backend.publisher().publish("entry-intents-v1", { intentId })));
    const client = new pg.Client({ connectionString: urlOf(postgres.server) });
    await client.connect();
    const { rows } = await client
      .query<{ count: number }>(
        "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
      )
      .finally(() => client.end());
    expect(rows[0]?.count).toBeLessThanOrEqual(12);
  });

  test("a wrong password and a wrong URL are faults that show neither", async () => {
    const wrong = new URL(urlOf(postgres.server));
    wrong.password = "s3cret-typo";
    const urls = [wrong.href, "mysql://user:s3cret-typo@host/db"];
    const faults = await Promise.all(
      urls.map((databaseUrl) => openQueueBackend({ databaseUrl }, { prefix: newPrefix(), onError })),
    );
    expect(faults).toMatchObject([
      { ok: false, error: { code: "QUEUE_UNREACHABLE" } },
      { ok: false, error: { code: "QUEUE_URL_INVALID" } },
    ]);
    expect(JSON.stringify(faults)).not.toContain("s3cret-typo");
  });
});
