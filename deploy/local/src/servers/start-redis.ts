/**
 * A private Redis (or Valkey) that keeps what it was given.
 *
 * Invariants
 * 1. `appendonly yes` and `maxmemory-policy noeviction`: a queue entry that was acknowledged is neither lost nor evicted.
 * 2. Port, folder and password are its own; a Redis of the system is never touched.
 * 3. One server for a folder: a running one is adopted. A dead one is started again on the same port and data.
 */
import { realpathSync } from "node:fs";
import { join } from "node:path";

import { askRedis, type RedisAddress } from "./ask-redis.ts";
import { awaitServer } from "./await-server.ts";
import { choosePort } from "./choose-port.ts";
import { ensurePrivateDir } from "./ensure-private-dir.ts";
import { findOnPath } from "./find-on-path.ts";
import type { Log } from "./log.ts";
import { readOrCreateSecret } from "./read-or-create-secret.ts";
import { readText } from "./read-text.ts";
import { DEFAULT_RESTART, type ProcessExit, type SupervisedProcess, superviseProcess } from "./supervise-process.ts";
import { writePrivateFile } from "./write-private-file.ts";

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;
const NO_LOG: Log = () => undefined;

/** The programs that may serve, the preferred one first. */
export const REDIS_PROGRAMS = ["redis-server", "valkey-server"] as const;

export interface StartRedisOptions {
  /** The server keeps everything in `homeDir/redis`. */
  readonly homeDir: string;
  readonly port?: number;
  readonly log?: Log;
  /** The server program; found on the PATH when absent. */
  readonly binary?: string;
}

/** A running private Redis. */
export interface RedisServer {
  readonly kind: "redis";
  readonly url: string;
  readonly port: number;
  /** Undefined in the moments between a crash and the next start. */
  readonly pid: number | undefined;
  /** Called with the new pid each time the server is started again. */
  onStart(listener: (pid: number) => void): void;
  onExit(listener: (exit: ProcessExit) => void): void;
  stop(): Promise<void>;
}

/** Starts, restarts or adopts the Redis of a home folder and waits until it answers. Throws an Error for the operator when it cannot. */
export async function startRedis({ homeDir, port, log = NO_LOG, binary }: StartRedisOptions): Promise<RedisServer> {
  const { PATH } = process.env;
  const program = binary ?? findOnPath(REDIS_PROGRAMS, PATH);
  if (program === undefined) throw new Error(`neither ${REDIS_PROGRAMS.join(" nor ")} is on the PATH`);
  const dir = join(homeDir, "redis");
  ensurePrivateDir(homeDir);
  ensurePrivateDir(dir);
  const password = readOrCreateSecret(join(dir, "password"));
  const running = await findRunningRedis(dir, password);
  const serverPort = running?.port ?? (await choosePort({ dir, serverName: "Redis", wanted: port, log }));
  const address = { port: serverPort, password };
  const configFile = join(dir, "redis.conf");
  const logFile = join(dir, "redis.log");
  writePrivateFile(configFile, configuration(dir, address));
  const server = superviseProcess({
    name: "redis",
    command: program,
    args: [configFile],
    env: { PATH, LC_ALL: "C", TZ: "UTC" },
    cwd: dir,
    log,
    outputFile: logFile,
    restart: DEFAULT_RESTART,
    stopWithinMs: STOP_WITHIN_MS,
    ...(running === undefined ? {} : { adoptPid: running.pid }),
  });
  const answers = async (): Promise<boolean> => (await isReady(address)) && (await isServedFrom(dir, address));
  await awaitServer({ server, answers, withinMs: READY_WITHIN_MS, logFile });
  return describeServer(server, address);
}

function describeServer(server: SupervisedProcess, { port, password }: RedisAddress): RedisServer {
  return {
    kind: "redis",
    url: `redis://:${password}@127.0.0.1:${port}`,
    port,
    get pid() {
      return server.pid;
    },
    onStart: (listener) => server.onStart(listener),
    onExit: (listener) => server.onExit(listener),
    stop: () => server.stop(),
  };
}

/** The password stands in the file, not on the command line, because every user of the host may read command lines. */
function configuration(dir: string, { port, password }: RedisAddress): string {
  const settings = [
    "bind 127.0.0.1",
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${quoted(dir)}`,
    "daemonize no",
    'logfile ""',
    "appendonly yes",
    "appendfsync everysec",
    'save ""',
    "maxmemory-policy noeviction",
  ];
  return `${settings.join("\n")}\n`;
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** Asks the remembered port: our password and our folder in the answer make it ours. */
async function findRunningRedis(dir: string, password: string): Promise<{ pid: number; port: number } | undefined> {
  const port = Number.parseInt(readText(join(dir, "port")) ?? "", 10);
  if (!(port > 0)) return undefined;
  const address = { port, password };
  if (!(await isServedFrom(dir, address))) return undefined;
  const info = await askRedis(address, ["INFO", "server"]);
  const pid = Number.parseInt(/^process_id:(\d+)/mu.exec(info)?.[1] ?? "", 10);
  return pid > 0 ? { pid, port } : undefined;
}

/** Answered also while the server still loads its file. */
async function isServedFrom(dir: string, address: RedisAddress): Promise<boolean> {
  const answer = await askRedis(address, ["CONFIG", "GET", "dir"]).catch(() => "");
  return answer === `dir\n${realpathSync(dir)}`;
}

/** Refused while the server loads its file. */
async function isReady(address: RedisAddress): Promise<boolean> {
  return (await askRedis(address, ["PING"]).catch(() => "")) === "PONG";
}
