/**
 * A private Postgres from the npm packages.
 *
 * Invariants
 * 1. One server for a data folder: a server that is already running there is adopted, never doubled.
 * 2. Listens on 127.0.0.1 only and asks for a generated password (SCRAM), so that other users of the host stay out.
 * 3. A server that dies is started again on the same port and the same data. fsync stays on.
 */
import { execFile } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { awaitServer } from "./await-server.ts";
import { choosePort, rememberPort } from "./choose-port.ts";
import { tryToConnect } from "./ensure-database.ts";
import { ensurePrivateDir } from "./ensure-private-dir.ts";
import type { Log } from "./log.ts";
import {
  asAccount,
  choosePostgresAccount,
  handOver,
  type PostgresAccount,
  type PostgresAccountKind,
} from "./postgres-account.ts";
import { loadPostgresBinaries, type PostgresBinaries } from "./postgres-binaries.ts";
import { findRunningPostmaster } from "./postmaster-file.ts";
import { reachableBinaries } from "./reachable-binaries.ts";
import { readOrCreateSecret } from "./read-or-create-secret.ts";
import { DEFAULT_RESTART, type ProcessExit, type SupervisedProcess, superviseProcess } from "./supervise-process.ts";

const USER = "bottrader";
const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 30_000;
const INITDB_TIMEOUT_MS = 120_000;
const NO_LOG: Log = () => undefined;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  // Socket paths are limited to 107 bytes, and a checkout may lie deeper than that
  unix_socket_directories: "",
  shared_buffers: "64MB",
  max_connections: "100",
  fsync: "on",
  log_checkpoints: "off",
  timezone: "UTC",
  log_timezone: "UTC",
};

export interface StartPostgresOptions {
  /** The server keeps everything in `homeDir/postgres`. */
  readonly homeDir: string;
  readonly port?: number;
  readonly log?: Log;
  /** Where root has two ways to run Postgres, insists on one. */
  readonly runAs?: PostgresAccountKind;
}

/** A running private Postgres. */
export interface PostgresServer {
  /** The connection URL of a database of this server; the database need not exist. */
  url(database: string): string;
  readonly port: number;
  /** Undefined in the moments between a crash and the next start. */
  readonly pid: number | undefined;
  /** Called with the new pid each time the server is started again. */
  onStart(listener: (pid: number) => void): void;
  onExit(listener: (exit: ProcessExit) => void): void;
  stop(): Promise<void>;
}

/** Starts, restarts or adopts the Postgres of a home folder and waits until it answers. Throws an Error for the operator when it cannot. */
export async function startPostgres({
  homeDir,
  port,
  log = NO_LOG,
  runAs,
}: StartPostgresOptions): Promise<PostgresServer> {
  const dir = join(homeDir, "postgres");
  ensurePrivateDir(homeDir);
  ensurePrivateDir(dir);
  const dataDir = join(dir, "data");
  const password = readOrCreateSecret(join(dir, "password"));
  const account = choosePostgresAccount(runAs);
  const binaries = reachableBinaries(await loadPostgresBinaries(), account);
  if (!existsSync(join(dataDir, "PG_VERSION"))) await initialise({ dir, dataDir, binaries, account });

  const running = await findRunningPostmaster(dataDir, log);
  if (running === undefined) handOver(account, dataDir);
  else rememberPort(dir, running.port);
  const serverPort = running?.port ?? (await choosePort({ dir, serverName: "Postgres", wanted: port, log }));

  const logFile = join(dir, "postgres.log");
  const { command, args } = asAccount(account, binaries.postgres);
  const server = superviseProcess({
    name: "postgres",
    command,
    args: [...args, "-D", dataDir, "-p", String(serverPort), ...settingArguments()],
    env: postgresEnvironment(),
    cwd: dir,
    log,
    outputFile: logFile,
    restart: DEFAULT_RESTART,
    stopSignal: "SIGINT",
    stopWithinMs: STOP_WITHIN_MS,
    ...(running === undefined ? {} : { adoptPid: running.pid }),
  });
  const url = (database: string): string =>
    `postgresql://${USER}:${password}@127.0.0.1:${serverPort}/${encodeURIComponent(database)}`;
  const answers = async (): Promise<boolean> => (await tryToConnect(url("postgres"))) === undefined;
  await awaitServer({ server, answers, withinMs: READY_WITHIN_MS, logFile });
  return describeServer(server, serverPort, url);
}

function describeServer(server: SupervisedProcess, port: number, url: (database: string) => string): PostgresServer {
  return {
    url,
    port,
    get pid() {
      return server.pid;
    },
    onStart: (listener) => server.onStart(listener),
    onExit: (listener) => server.onExit(listener),
    stop: () => server.stop(),
  };
}

interface Cluster {
  readonly dir: string;
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  readonly account: PostgresAccount;
}

/** Makes the data folder under another name first, so that an interrupted attempt is never taken for a finished one. */
async function initialise({ dir, dataDir, binaries, account }: Cluster): Promise<void> {
  const unfinished = join(dir, "data.new");
  rmSync(unfinished, { recursive: true, force: true });
  ensurePrivateDir(unfinished);
  handOver(account, unfinished);
  const { command, args } = asAccount(account, binaries.initdb);
  const options = ["-D", unfinished, "-U", USER, `--pwfile=${join(dir, "password")}`, "--auth=scram-sha-256"];
  const locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  await promisify(execFile)(command, [...args, ...options, ...locale], {
    env: postgresEnvironment(),
    cwd: dir,
    timeout: INITDB_TIMEOUT_MS,
  });
  rmSync(dataDir, { recursive: true, force: true });
  renameSync(unfinished, dataDir);
}

function settingArguments(): readonly string[] {
  return Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** Nothing but the search path: a stray PGDATA or PGPORT of the operator must not reach this server. */
function postgresEnvironment(): Readonly<Record<string, string>> {
  const { PATH = "/usr/bin:/bin" } = process.env;
  return { PATH, LC_ALL: "C", TZ: "UTC" };
}
