import { findOnPath } from "./find-on-path.ts";
import { type InstallHost, installRedis, thisHost } from "./install-redis.ts";
import type { Log } from "./log.ts";
import { REDIS_PROGRAMS, startRedis } from "./start-redis.ts";

/** What carries the queues. `postgres` means BullMQ's own backend on the database server. */
export type QueueServer = RedisQueueServer | { readonly kind: "postgres" };

/** A Redis: a private one, or the one of `REDIS_URL`, which has no pid here and which `stop` leaves alone. */
export interface RedisQueueServer {
  readonly kind: "redis";
  readonly url: string;
  readonly pid: number | undefined;
  /** Called with the new pid each time a private server is started again. */
  onStart(listener: (pid: number) => void): void;
  stop(): Promise<void>;
}

export interface ResolveQueueServerOptions {
  readonly homeDir: string;
  /** `REDIS_URL` and `PATH` are read from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly host?: InstallHost;
}

/**
 * Decides what carries the queues: `REDIS_URL`, else a private server from the PATH, else one from Debian's package where that may
 * be installed, else Postgres, with a line that says how to get Redis.
 */
export async function resolveQueueServer(options: ResolveQueueServerOptions): Promise<QueueServer> {
  const { homeDir, env, log, host = thisHost() } = options;
  const { REDIS_URL: externalUrl = "", PATH } = env;
  if (externalUrl !== "") {
    return { kind: "redis", url: externalUrl, pid: undefined, onStart: () => undefined, stop: () => Promise.resolve() };
  }
  const find = (): string | undefined => findOnPath(REDIS_PROGRAMS, PATH);
  const binary = find() ?? ((await installRedis(log, host)) ? find() : undefined);
  if (binary !== undefined) return await startRedis({ homeDir, log, binary });
  log(`no Redis here: the queues run on the embedded Postgres, which is slower. For Redis: ${adviceFor(host)}`);
  return { kind: "postgres" };
}

function adviceFor(host: InstallHost): string {
  if (host.hasAptGet) return `${host.isRoot ? "" : "sudo "}apt-get install redis-server, then start again`;
  if (process.platform === "darwin") return "brew install redis, then start again";
  return "install redis-server or valkey-server with your system's packages, then start again";
}
