/**
 * The servers tests run on: those named by `TEST_DATABASE_URL` and `TEST_REDIS_URL`, which the global set-up fills in when
 * nobody else has, or private ones of the test file that asks.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres, startRedis } from "@bottrader/local/servers";

export const DATABASE_URL_NAME = "TEST_DATABASE_URL";
export const REDIS_URL_NAME = "TEST_REDIS_URL";

export type TestServer = {
  readonly url: string;
  /** Stops what was started for the tests; a server that was given stays as it is. */
  stop(): Promise<void>;
};

const given = (url: string): TestServer => ({ url, stop: async () => {} });

/** A Postgres server in which tests may create databases; the URL names its maintenance database. */
export async function findPostgres(): Promise<TestServer> {
  const url = process.env[DATABASE_URL_NAME];
  if (url !== undefined) return given(url);
  const homeDir = temporaryHome();
  const server = await startPostgres({ homeDir });
  return { url: server.url("postgres"), stop: stopAndRemove(server, homeDir) };
}

export async function findRedis(): Promise<TestServer> {
  const url = process.env[REDIS_URL_NAME];
  if (url !== undefined) return given(url);
  const homeDir = temporaryHome();
  const server = await startRedis({ homeDir });
  return { url: server.url, stop: stopAndRemove(server, homeDir) };
}

const temporaryHome = (): string => mkdtempSync(join(tmpdir(), "bottrader-test-"));

const stopAndRemove = (server: { stop(): Promise<void> }, homeDir: string) => async (): Promise<void> => {
  await server.stop();
  rmSync(homeDir, { recursive: true, force: true });
};

/** A name nobody else uses, for databases and key prefixes. */
export const uniqueName = (kind: string): string => `bt_${kind}_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
