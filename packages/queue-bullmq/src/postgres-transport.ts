/**
 * BullMQ on Postgres, for hosts without Redis: the same code above, slower (hundreds of jobs a second).
 *
 * Invariants
 * 1. All queues share one small pool; every worker has its own, because a worker that shared it could starve the others of connections.
 * 2. A lost connection reaches BullMQ as a lost connection. It knows only ECONNREFUSED as one; anything else it takes for the failure of
 *    the job in hand, or retries without a pause.
 */
import { err, ok, type Result } from "@bottrader/core";
import {
  type BackendFactory,
  ConnectionClosedError,
  createPostgresBackend,
  type IQueueBackend,
  PostgresConnection,
  type PostgresPoolConfig,
  PostgresQueueBackend,
} from "bullmq";
import type { QueueFault } from "./queue-fault.ts";
import { FAIL_FAST_MS, messageOf, type Transport, type TransportOptions } from "./transport.ts";
import { within } from "./within.ts";

const SCHEMA = "bullmq";
const QUEUE_CONNECTIONS_MAX = 3;
const WORKER_CONNECTIONS_MAX = 2;
const IDLE_MS = 30_000;
const STATEMENT_MS = 10_000;
const MIGRATION_MS = 30_000;

const SOCKET_FAULTS = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "ENOENT"]);
/** Connection exceptions, too many connections, shutdown, crash, starting up, and a standby after a failover. */
const SQL_STATES_OF_OUTAGE = /^(08...|53300|57P0[123]|25006)$/;
const DRIVER_TEXT_OF_OUTAGE = /connection terminated|timeout e(xpired|xceeded)|not queryable/i;

const isOutage = (error: Error): boolean => {
  const code = "code" in error ? String(error.code) : "";
  return SOCKET_FAULTS.has(code) || SQL_STATES_OF_OUTAGE.test(code) || DRIVER_TEXT_OF_OUTAGE.test(error.message);
};

/** Rethrows an outage in the one form that BullMQ waits out. */
const rethrow = (thrown: unknown): never => {
  if (!(thrown instanceof Error) || !isOutage(thrown)) throw thrown;
  throw new ConnectionClosedError(thrown.message, thrown);
};

const waitingOutOutages = (backend: IQueueBackend): IQueueBackend =>
  new Proxy(backend, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(member, target, args);
        return result instanceof Promise ? result.catch(rethrow) : result;
      };
    },
  });

/** BullMQ appends its search path to `options`, and an `options` in the URL would win over that: take it out of the URL. */
const splitOptions = (databaseUrl: string): { connectionString: string; options?: string } => {
  if (!URL.canParse(databaseUrl)) return { connectionString: databaseUrl };
  const url = new URL(databaseUrl);
  const options = url.searchParams.get("options");
  if (options === null) return { connectionString: databaseUrl };
  url.searchParams.delete("options");
  return { connectionString: url.href, options };
};

const poolConfig = (databaseUrl: string, max: number): PostgresPoolConfig => ({
  ...splitOptions(databaseUrl),
  max,
  schema: SCHEMA,
  connectionTimeoutMillis: FAIL_FAST_MS,
  idleTimeoutMillis: IDLE_MS,
  keepAlive: true,
});

/** Brings BullMQ's own schema up to date; safe when several processes start at once (advisory lock). */
const migrate = async (databaseUrl: string): Promise<void> => {
  const connection = new PostgresConnection({ ...poolConfig(databaseUrl, 1), migrate: true });
  connection.on("error", () => undefined);
  try {
    await within(connection.waitUntilReady(), MIGRATION_MS, "postgres queue migration");
  } finally {
    await within(connection.close(), FAIL_FAST_MS, "postgres close").catch(() => undefined);
  }
};

const checkServer = async (connection: PostgresConnection): Promise<Result<void, QueueFault>> => {
  try {
    await within(connection.pool.query("SELECT 1"), FAIL_FAST_MS, "postgres");
    return ok(undefined);
  } catch (thrown) {
    return err({ code: "QUEUE_UNREACHABLE", detail: messageOf(thrown) });
  }
};

/**
 * Connects to Postgres and applies BullMQ's own migrations in the schema `bullmq`.
 *
 * @param databaseUrl `postgres://` or `postgresql://`
 */
export const openPostgresTransport = async (
  databaseUrl: string,
  { prefix, report }: TransportOptions,
): Promise<Result<Transport, QueueFault>> => {
  if (!/^postgres(ql)?:\/\//.test(databaseUrl)) return err({ code: "QUEUE_URL_INVALID", expected: "postgres://" });
  try {
    await migrate(databaseUrl);
  } catch (thrown) {
    return err({ code: "QUEUE_UNREACHABLE", detail: messageOf(thrown) });
  }
  const shared = new PostgresConnection({
    ...poolConfig(databaseUrl, QUEUE_CONNECTIONS_MAX),
    query_timeout: FAIL_FAST_MS,
    statement_timeout: FAIL_FAST_MS,
  });
  shared.on("error", (error: unknown) => report(error, "queues"));
  const backendFactory: BackendFactory<IQueueBackend> = (name, options, kind = {}) => {
    if (!kind.withBlockingConnection)
      return waitingOutOutages(new PostgresQueueBackend(shared, name, { ...options, connection: {} }, false));
    const connection = { ...poolConfig(databaseUrl, WORKER_CONNECTIONS_MAX), statement_timeout: STATEMENT_MS };
    return waitingOutOutages(createPostgresBackend(name, { ...options, connection }, kind));
  };
  return ok({
    kind: "postgres",
    backendFactory,
    keyPrefix: prefix,
    // The factory above knows where to connect; BullMQ only insists that the option is there
    connection: {},
    // Postgres has one namespace for all sessions, so the session is part of the name
    nameOnServer: (queue) => `${prefix}.${queue}`,
    openWorkerLink: () => ({ connection: {}, close: () => undefined }),
    check: () => checkServer(shared),
    close: () =>
      within(shared.close(), FAIL_FAST_MS, "postgres close").catch((thrown: unknown) => report(thrown, "queues")),
  });
};
