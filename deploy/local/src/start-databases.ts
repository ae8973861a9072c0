import { join } from "node:path";

import type { Settings } from "./merge-settings.ts";
import { ensureDatabase } from "./servers/ensure-database.ts";
import type { Log } from "./servers/log.ts";
import { resolveQueueServer } from "./servers/resolve-queue-server.ts";
import { startPostgres } from "./servers/start-postgres.ts";
import { sessionDatabase } from "./session-database.ts";

/** Brings a database to its newest migration; gives the names of those that were applied. */
export type Migrate = (databaseUrl: string, migrationsDir: string) => Promise<readonly string[]>;

/** A step back, to be taken when everything stops. */
export type Undo = () => Promise<void>;

export interface DatabasesOptions {
  readonly settings: Settings;
  readonly homeDir: string;
  readonly root: string;
  readonly session: string;
  readonly note: Log;
  readonly migrate: Migrate;
  /** Gets what must be stopped as soon as it runs, also when a later step fails. */
  readonly onStarted: (undo: Undo) => void;
}

/** Where the services keep their state. */
export interface Databases {
  readonly databaseUrl: string;
  /** Undefined: the queues run on Postgres. */
  readonly redisUrl: string | undefined;
  /** The servers that run here, by name; read anew each time, because a restart changes them. */
  pids(): Readonly<Record<string, number>>;
  /** Called each time a server that runs here is started again. */
  onRestart(listener: () => void): void;
}

/** Starts what is not given by `DATABASE_URL` and `REDIS_URL`, makes the session's database and migrates it. */
export async function startDatabases(options: DatabasesOptions): Promise<Databases> {
  const { settings, homeDir, root, session, note, migrate, onStarted } = options;
  const pidReaders = new Map<string, () => number | undefined>();
  const listeners: (() => void)[] = [];
  const tellRestart = (): void => {
    for (const listener of listeners) listener();
  };
  const { DATABASE_URL: givenUrl = "" } = settings;

  const prepareQueue = async (): Promise<string | undefined> => {
    const queue = await resolveQueueServer({ homeDir, env: settings, log: note });
    if (queue.kind === "postgres") return undefined;
    pidReaders.set("redis", () => queue.pid);
    queue.onStart(tellRestart);
    onStarted(() => queue.stop());
    return queue.url;
  };
  const prepareDatabase = async (): Promise<string> => {
    const url = givenUrl === "" ? await startOwnPostgres() : sessionDatabase(givenUrl, session);
    try {
      await ensureDatabase(url);
      await migrate(url, join(root, "prisma", "migrations"));
    } catch (error) {
      throw new Error(`the database ${nameOf(url)} cannot be used: ${reasonOf(error)}`, { cause: error });
    }
    return url;
  };
  const startOwnPostgres = async (): Promise<string> => {
    const postgres = await startPostgres({ homeDir, log: note });
    pidReaders.set("postgres", () => postgres.pid);
    postgres.onStart(tellRestart);
    onStarted(() => postgres.stop());
    return postgres.url(session);
  };

  // Both are waited for even when one fails, so that nothing is started after everything was stopped
  const [database, queue] = await Promise.allSettled([prepareDatabase(), prepareQueue()]);
  if (database.status === "rejected") throw database.reason;
  if (queue.status === "rejected") throw queue.reason;
  return {
    databaseUrl: database.value,
    redisUrl: queue.value,
    pids: () => readPids(pidReaders),
    onRestart: (listener) => listeners.push(listener),
  };
}

/** Without user and password. */
function nameOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** Where a host has several addresses Node gives an error without a message, and a code. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" && "code" in error ? String(error.code) : error.message;
}

function readPids(readers: ReadonlyMap<string, () => number | undefined>): Readonly<Record<string, number>> {
  const pids: Record<string, number> = {};
  for (const [name, read] of readers) {
    const pid = read();
    if (pid !== undefined) pids[name] = pid;
  }
  return pids;
}
