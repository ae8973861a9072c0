/** Real Postgres for a test file: a migrated database of its own, and more on demand. */
import { invariant } from "@bottrader/core";
import { afterAll, beforeAll } from "vitest";
import { cloneTemplate, createEmptyDatabase, dropDatabase } from "./template-database.ts";
import { findPostgres, type TestServer } from "./test-servers.ts";

export type PostgresForTests = {
  /** The file's migrated database. Only inside tests and hooks. */
  url(): string;
  /** Another migrated database. */
  fresh(): Promise<string>;
  /** A database without any table. */
  empty(): Promise<string>;
};

/** Call once at the top of a test file. Everything created is dropped after the file's last test. */
export function usePostgres(): PostgresForTests {
  let server: TestServer | null = null;
  let own: string | null = null;
  const created: string[] = [];

  const running = (): TestServer => {
    invariant(server !== null, "the server is used inside tests and hooks");
    return server;
  };
  const keep = (url: string): string => {
    created.push(url);
    return url;
  };

  beforeAll(async () => {
    server = await findPostgres();
    own = keep(await cloneTemplate(server.url));
  });
  afterAll(async () => {
    for (const url of created) await dropDatabase(url);
    await server?.stop();
  });

  return {
    url: () => {
      invariant(own !== null, "the database is used inside tests and hooks");
      return own;
    },
    fresh: async () => keep(await cloneTemplate(running().url)),
    empty: async () => keep(await createEmptyDatabase(running().url)),
  };
}
