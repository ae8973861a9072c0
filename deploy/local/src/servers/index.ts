/** Private servers for a start on one machine: Postgres, Redis and the supervision of processes. */
export { ensureDatabase } from "./ensure-database.ts";
export { ensurePrivateDir } from "./ensure-private-dir.ts";
export { findFreePort, isPortFree } from "./find-free-port.ts";
export { findOnPath } from "./find-on-path.ts";
export { type InstallHost, installRedis, mayInstallPackages, thisHost } from "./install-redis.ts";
export type { Log } from "./log.ts";
export { processIdentity } from "./process-identity.ts";
export {
  type QueueServer,
  type RedisQueueServer,
  type ResolveQueueServerOptions,
  resolveQueueServer,
} from "./resolve-queue-server.ts";
export { type PostgresServer, type StartPostgresOptions, startPostgres } from "./start-postgres.ts";
export { type RedisServer, type StartRedisOptions, startRedis } from "./start-redis.ts";
export {
  DEFAULT_RESTART,
  type ProcessExit,
  type RestartPolicy,
  type SupervisedProcess,
  type SuperviseOptions,
  superviseProcess,
} from "./supervise-process.ts";
export { waitUntil } from "./wait-until.ts";
