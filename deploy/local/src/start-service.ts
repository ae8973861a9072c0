import { setTimeout as sleep } from "node:timers/promises";

import { fetchJson } from "./fetch-json.ts";
import { presentLogLine } from "./present-log-line.ts";
import type { Log } from "./servers/log.ts";
import { lastLines, openLogFile } from "./servers/open-log-file.ts";
import { DEFAULT_RESTART, type SupervisedProcess, superviseProcess } from "./servers/supervise-process.ts";

const HEAP_MB_MAX = 160;
const STOP_WITHIN_MS = 15_000;
const READY_WITHIN_MS = 180_000;
const READY_POLL_MS = 40;
const REMINDER_MS = 10_000;
const FAILED_STARTS_MAX = 3;
const LOG_LINES_SHOWN = 12;
const REASON_LENGTH_MAX = 500;

export interface ServiceOptions {
  readonly name: string;
  /** The built main file. */
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly note: Log;
}

/** Starts a service as a process of its own. Its whole log goes to the file, warnings and worse to the operator as well. */
export function startService({ name, main, env, logFile, note }: ServiceOptions): SupervisedProcess {
  const file = openLogFile(logFile);
  const prefix = `[${name}] `;
  const log: Log = (line) => {
    const text = line.startsWith(prefix) ? line.slice(prefix.length) : line;
    file.write(text);
    const shown = presentLogLine(text);
    if (shown !== undefined) note(`${prefix}${shown}`);
  };
  const service = superviseProcess({
    name,
    command: process.execPath,
    args: ["--enable-source-maps", `--max-old-space-size=${HEAP_MB_MAX}`, main],
    env,
    log,
    restart: DEFAULT_RESTART,
    stopWithinMs: STOP_WITHIN_MS,
  });
  service.onExit(({ code, signal, restartInMs }) => {
    const how = signal === null ? `ended with code ${code ?? "?"}` : `was ended by ${signal}`;
    note(`${name} ${how}; starting it again in ${((restartInMs ?? 0) / 1_000).toFixed(1)} s`);
  });
  return service;
}

export interface ReadyWait {
  readonly service: SupervisedProcess;
  readonly url: string;
  readonly logFile: string;
  readonly note: Log;
  readonly signal: AbortSignal;
}

/** Waits until `/readyz` says 200; says what is missing when it takes long. Throws when the service keeps dying or time is over. */
export async function awaitReady({ service, url, logFile, note, signal }: ReadyWait): Promise<void> {
  let failedStarts = 0;
  service.onExit(() => {
    failedStarts += 1;
  });
  const startedMs = performance.now();
  let remindAtMs = startedMs + REMINDER_MS;
  for (;;) {
    signal.throwIfAborted();
    const { status, body } = await fetchJson(`${url}/readyz`);
    if (status === 200) return;
    const nowMs = performance.now();
    if (failedStarts >= FAILED_STARTS_MAX) throw notReady(service.name, "keeps ending", logFile);
    if (nowMs - startedMs > READY_WITHIN_MS) throw notReady(service.name, `says ${reasonOf(status, body)}`, logFile);
    if (nowMs > remindAtMs) {
      note(`still waiting for ${service.name}: ${reasonOf(status, body)}`);
      remindAtMs = nowMs + REMINDER_MS;
    }
    await sleep(READY_POLL_MS, undefined, { signal });
  }
}

function reasonOf(status: number, body: unknown): string {
  if (status === 0) return "no answer yet";
  return `${status} ${JSON.stringify(body) ?? ""}`.slice(0, REASON_LENGTH_MAX);
}

function notReady(name: string, how: string, logFile: string): Error {
  const lines = lastLines(logFile, LOG_LINES_SHOWN).map((line) => `\n    ${line}`);
  return new Error(`${name} does not get ready and ${how}; its log ${logFile} ends with:${lines.join("")}`);
}
