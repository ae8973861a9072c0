/**
 * Keeps one process running until it is told to stop.
 *
 * Invariants
 * 1. At most one instance runs at a time; a dead one is started again after a growing pause, for as long as nobody calls `stop`.
 * 2. After `stop` has resolved nothing runs and nothing will be started.
 * 3. The process has its own process group, so Ctrl-C in a terminal reaches the supervisor only and the order of stopping is kept.
 */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

import type { Log } from "./log.ts";
import { openForAppending } from "./open-log-file.ts";
import { processIdentity } from "./process-identity.ts";
import { sendSignal } from "./send-signal.ts";
import { waitUntil } from "./wait-until.ts";

const ADOPTED_POLL_MS = 100;
const KILLED_WITHIN_MS = 5_000;

/** The pause before the next start doubles from `firstDelayMs` to `delayMsMax`; a run of `healthyAfterMs` starts it anew. */
export interface RestartPolicy {
  readonly firstDelayMs: number;
  readonly delayMsMax: number;
  readonly healthyAfterMs: number;
}

/** Restarts at once the first time, and every ten seconds at most. */
export const DEFAULT_RESTART: RestartPolicy = { firstDelayMs: 100, delayMsMax: 10_000, healthyAfterMs: 10_000 };

/** Why a process is no longer there. An adopted process gives neither code nor signal. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error: string | undefined;
  /** Undefined when it will not be started again. */
  readonly restartInMs: number | undefined;
}

export interface SuperviseOptions {
  /** Shown in front of each line. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly restart: RestartPolicy | false;
  readonly cwd?: string;
  /** Output goes to this file, which outlives the supervisor, in place of `log`. */
  readonly outputFile?: string;
  readonly stopSignal?: NodeJS.Signals;
  /** Milliseconds between the stop signal and SIGKILL. */
  readonly stopWithinMs?: number;
  /** A running process to watch in place of starting one; when it dies, `command` takes over. */
  readonly adoptPid?: number;
}

export interface SupervisedProcess {
  readonly name: string;
  /** Undefined while nothing runs. */
  readonly pid: number | undefined;
  onStart(listener: (pid: number) => void): void;
  /** Called for each exit that `stop` did not ask for. */
  onExit(listener: (exit: ProcessExit) => void): void;
  stop(): Promise<void>;
}

/** Starts (or adopts) a process and keeps it running. A command that cannot be started counts as an exit, never as an exception. */
export function superviseProcess(options: SuperviseOptions): SupervisedProcess {
  return new Supervisor(options);
}

class Supervisor implements SupervisedProcess {
  readonly #options: SuperviseOptions;
  readonly #startListeners: ((pid: number) => void)[] = [];
  readonly #exitListeners: ((exit: ProcessExit) => void)[] = [];
  #pid: number | undefined;
  #adoptedTimer: NodeJS.Timeout | undefined;
  #restartTimer: NodeJS.Timeout | undefined;
  #startedAtMs = 0;
  #shortRuns = 0;
  #stopping = false;

  constructor(options: SuperviseOptions) {
    this.#options = options;
    if (options.adoptPid === undefined) this.#start();
    else this.#adopt(options.adoptPid);
  }

  get name(): string {
    return this.#options.name;
  }

  get pid(): number | undefined {
    return this.#pid;
  }

  onStart(listener: (pid: number) => void): void {
    this.#startListeners.push(listener);
  }

  onExit(listener: (exit: ProcessExit) => void): void {
    this.#exitListeners.push(listener);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restartTimer);
    const pid = this.#pid;
    if (pid === undefined) return;
    sendSignal(pid, this.#options.stopSignal ?? "SIGTERM");
    const isGone = (): boolean => this.#pid === undefined;
    if (await waitUntil(isGone, { withinMs: this.#options.stopWithinMs ?? 10_000, everyMs: 10 })) return;
    this.#options.log(`${this.name} did not stop in time and is killed`);
    sendSignal(-pid, "SIGKILL");
    await waitUntil(isGone, { withinMs: KILLED_WITHIN_MS, everyMs: 10 });
  }

  #start(): void {
    this.#startedAtMs = performance.now();
    let child: ChildProcess;
    try {
      child = this.#spawn();
    } catch (error) {
      // Later, so that whoever constructs this can attach a listener first
      this.#restartTimer = setTimeout(() => this.#ended({ code: null, signal: null, error: String(error) }), 0);
      return;
    }
    this.#pid = child.pid;
    this.#watchChild(child);
    if (child.pid !== undefined) for (const listener of this.#startListeners) listener(child.pid);
  }

  #spawn(): ChildProcess {
    const { command, args, env, cwd, outputFile } = this.#options;
    const output = outputFile === undefined ? undefined : openForAppending(outputFile);
    const spawnOptions: SpawnOptions = {
      env: { ...env },
      detached: true,
      stdio: ["ignore", output ?? "pipe", output ?? "pipe"],
      ...(cwd === undefined ? {} : { cwd }),
    };
    try {
      return spawn(command, args, spawnOptions);
    } finally {
      if (output !== undefined) closeSync(output);
    }
  }

  #watchChild(child: ChildProcess): void {
    this.#forwardLines(child.stdout);
    this.#forwardLines(child.stderr);
    child.once("error", (error) => {
      // Also raised when a signal could not be sent, which is not the end of the process
      if (child.pid === undefined) this.#ended({ code: null, signal: null, error: error.message });
    });
    child.once("exit", (code, exitSignal) => this.#ended({ code, signal: exitSignal, error: undefined }));
  }

  #forwardLines(stream: Readable | null): void {
    if (stream === null) return;
    createInterface({ input: stream }).on("line", (line) => this.#options.log(`[${this.name}] ${line}`));
  }

  #adopt(pid: number): void {
    const identity = processIdentity(pid);
    this.#pid = pid;
    this.#startedAtMs = performance.now();
    this.#adoptedTimer = setInterval(() => {
      if (identity !== undefined && processIdentity(pid) === identity) return;
      clearInterval(this.#adoptedTimer);
      this.#ended({ code: null, signal: null, error: undefined });
    }, ADOPTED_POLL_MS);
  }

  #ended(end: Omit<ProcessExit, "restartInMs">): void {
    this.#pid = undefined;
    if (this.#stopping) return;
    const restartInMs = this.#nextDelayMs();
    for (const listener of this.#exitListeners) listener({ ...end, restartInMs });
    // A listener may have called stop
    if (restartInMs !== undefined && !this.#stopping) {
      this.#restartTimer = setTimeout(() => this.#start(), restartInMs);
    }
  }

  #nextDelayMs(): number | undefined {
    const { restart } = this.#options;
    if (restart === false) return undefined;
    if (performance.now() - this.#startedAtMs >= restart.healthyAfterMs) this.#shortRuns = 0;
    const delayMs = Math.min(restart.delayMsMax, restart.firstDelayMs * 2 ** this.#shortRuns);
    this.#shortRuns += 1;
    return delayMs;
  }
}
