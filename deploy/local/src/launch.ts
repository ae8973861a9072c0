/**
 * `npm start`: brings everything up in order, keeps it up, and takes it down in the reverse order.
 *
 * Invariants
 * 1. Whatever was started is stopped, on every way out.
 * 2. One launcher works on a home folder at a time.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { chooseMarket } from "./choose-market.ts";
import { readCredentials } from "./credentials.ts";
import { describeStart } from "./describe-start.ts";
import { lockHome } from "./lock-home.ts";
import { USAGE } from "./parse-arguments.ts";
import { planStart, type StartPlan } from "./plan-start.ts";
import { removeRuntimeFile, writeRuntimeFile } from "./runtime-file.ts";
import { ensurePrivateDir } from "./servers/ensure-private-dir.ts";
import type { SupervisedProcess } from "./servers/supervise-process.ts";
import { recordChildren, stopOrphans } from "./service-children.ts";
import { type Addresses, chooseAddresses, serviceEnvironment } from "./service-environment.ts";
import { type Migrate, startDatabases, type Undo } from "./start-databases.ts";
import { awaitReady, startService } from "./start-service.ts";
import type { Terminal } from "./terminal.ts";
import { rejectWhenFailed, watchTape } from "./watch-tape.ts";

const EXIT_DONE = 0;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;
const ALERT_ID_BYTES = 4;

export interface LaunchContext {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly root: string;
  readonly terminal: Terminal;
  /** Aborted when the operator wants everything to stop. */
  readonly signal: AbortSignal;
  readonly migrate: Migrate;
}

type Start = Extract<StartPlan, { kind: "start" }>;

/** Runs until it is told to stop, or until the recording is over with `--until-done`; gives the exit code. */
export async function launch(context: LaunchContext): Promise<number> {
  const { terminal, signal } = context;
  const plan = planStart(context);
  if (!plan.ok) {
    for (const fault of plan.faults) terminal.note(`bottrader: ${fault}`);
    return EXIT_USAGE;
  }
  if (plan.value.kind === "help") {
    terminal.print(USAGE);
    return EXIT_DONE;
  }
  const undos: Undo[] = [];
  try {
    return await run(plan.value, context, undos);
  } catch (error) {
    if (signal.aborted) return plan.value.untilDone ? EXIT_INTERRUPTED : EXIT_DONE;
    terminal.note(`bottrader: ${error instanceof Error ? error.message : String(error)}`);
    return EXIT_FAILED;
  } finally {
    if (signal.aborted) terminal.note("stopping");
    for (const undo of undos.reverse())
      await undo().catch((error: unknown) => terminal.note(`bottrader: ${String(error)}`));
  }
}

async function run(plan: Start, context: LaunchContext, undos: Undo[]): Promise<number> {
  const { terminal, signal, root } = context;
  const { settings, homeDir, recording, untilDone } = plan;
  ensurePrivateDir(homeDir);
  ensurePrivateDir(join(homeDir, "logs"));
  const unlock = lockHome(homeDir);
  undos.push(() => Promise.resolve(unlock()));
  await stopOrphans(homeDir, terminal.note);
  const market = await chooseMarket({ settings, recording }, { log: terminal.note });
  const credentials = readCredentials(settings, homeDir);
  const databases = await startDatabases({
    settings,
    homeDir,
    root,
    session: market.session,
    note: terminal.note,
    migrate: context.migrate,
    onStarted: (undo) => undos.push(undo),
  });
  signal.throwIfAborted();
  const addresses = await chooseAddresses(settings, terminal.note);
  const { databaseUrl, redisUrl } = databases;
  const env = serviceEnvironment({ ...plan, market, addresses, credentials, databaseUrl, redisUrl });
  const services = startServices({ env, root, homeDir, terminal, undos });
  await awaitServices(services, { addresses, homeDir, terminal, signal });

  const publish = (): void =>
    writeRuntimeFile(homeDir, {
      startedAt: new Date().toISOString(),
      session: market.session,
      marketSource: market.source,
      urls: urlsOf(addresses),
      pids: { launcher: process.pid, ...databases.pids(), ...pidsOf(services) },
      operatorToken: credentials.operatorToken.value,
      webhookSecret: credentials.webhookSecret.value,
      internalToken: credentials.internalToken.value,
      databaseUrl,
      redisUrl: redisUrl ?? null,
    });
  publish();
  undos.push(() => Promise.resolve(removeRuntimeFile(homeDir)));
  for (const service of services) service.onStart(publish);
  databases.onRestart(publish);

  const symbols = recording?.symbols ?? (settings["SYMBOLS"] ?? "").split(",").filter((symbol) => symbol !== "");
  const alertId = `try-${randomBytes(ALERT_ID_BYTES).toString("hex")}`;
  const queueKind = redisUrl === undefined ? "Postgres" : "Redis";
  for (const line of describeStart({ addresses, credentials, market, symbols, homeDir, alertId, queueKind })) {
    terminal.print(line);
  }
  if (recording !== undefined) {
    const tape = await watchTape({
      sighookUrl: addresses.sighookUrl,
      operatorToken: credentials.operatorToken.value,
      terminal,
      signal,
    });
    if (tape.state === "failed") throw new Error(`the recording failed: ${tape.error ?? "no reason given"}`);
    terminal.note(`the recording is over: ${tape.barsDone.toLocaleString("en")} bars`);
    if (untilDone) return await printReport(root, env);
  }
  await untilAborted(signal);
  return EXIT_DONE;
}

interface Room {
  readonly env: Readonly<Record<string, string>>;
  readonly root: string;
  readonly homeDir: string;
  readonly terminal: Terminal;
  readonly undos: Undo[];
}

/** The order manager first, so that it is stopped last and takes what the signal service still sends. */
function startServices({ env, root, homeDir, terminal, undos }: Room): readonly SupervisedProcess[] {
  const children = recordChildren(homeDir);
  undos.push(() => Promise.resolve(children.clear()));
  return ["webhook", "sighook"].map((name) => {
    const main = join(root, "services", name, "dist", "main.js");
    if (!existsSync(main)) throw new Error(`${main} is missing: run npm start from the repository, which builds it`);
    const service = startService({ name, main, env, logFile: logFileOf(homeDir, name), note: terminal.note });
    undos.push(() => service.stop());
    if (service.pid !== undefined) children.started(name, service.pid);
    service.onStart((pid) => children.started(name, pid));
    return service;
  });
}

interface Readiness {
  readonly addresses: Addresses;
  readonly homeDir: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

async function awaitServices(services: readonly SupervisedProcess[], readiness: Readiness): Promise<void> {
  const { addresses, homeDir, terminal } = readiness;
  // When one fails there is no use in waiting for the other
  const failed = new AbortController();
  const signal = AbortSignal.any([readiness.signal, failed.signal]);
  const waits = services.map(async (service) => {
    const url = service.name === "webhook" ? addresses.webhookUrl : addresses.sighookUrl;
    await awaitReady({ service, url, logFile: logFileOf(homeDir, service.name), note: terminal.note, signal });
  });
  try {
    await Promise.race([Promise.all(waits), rejectWhenFailed(addresses.sighookUrl, signal)]);
  } finally {
    failed.abort();
  }
}

function logFileOf(homeDir: string, name: string): string {
  return join(homeDir, "logs", `${name}.log`);
}

function urlsOf({ webhookUrl, sighookUrl }: Addresses): Parameters<typeof writeRuntimeFile>[1]["urls"] {
  return {
    webhook: webhookUrl,
    sighook: sighookUrl,
    dashboard: `${webhookUrl}/`,
    queues: `${webhookUrl}/queues`,
    api: `${webhookUrl}/api/v1`,
  };
}

function pidsOf(services: readonly SupervisedProcess[]): Readonly<Record<string, number>> {
  return Object.fromEntries(services.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid]])));
}

function printReport(root: string, env: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve) => {
    const main = join(root, "packages", "cli", "dist", "main.js");
    const report = spawn(process.execPath, [main, "report"], { env: { ...env }, stdio: "inherit" });
    report.once("error", () => resolve(EXIT_FAILED));
    report.once("exit", (code) => resolve(code === 0 ? EXIT_DONE : EXIT_FAILED));
  });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
