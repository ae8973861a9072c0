/** Starts the whole system as a user would: the launcher, its databases and both services, in a home of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "@bottrader/testkit";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export type RunningFacts = {
  readonly urls: {
    readonly webhook: string;
    readonly sighook: string;
    readonly dashboard: string;
    readonly queues: string;
  };
  readonly pids: Readonly<Record<string, number>>;
  readonly operatorToken: string;
  readonly webhookSecret: string;
  readonly databaseUrl: string;
};

export type Launched = {
  readonly homeDir: string;
  /** Everything the launcher printed so far. */
  output(): string;
  /** Resolves once both services are ready. */
  ready(): Promise<RunningFacts>;
  facts(): RunningFacts;
  /** Resolves with the launcher's exit code. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
};

const READY_MS = 90_000;

export type LaunchOptions = {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A home to go on with; a fresh one when absent. */
  readonly homeDir?: string;
};

export function launch({ args, env = {}, homeDir }: LaunchOptions): Launched {
  const home = homeDir ?? mkdtempSync(join(tmpdir(), "bottrader e2e "));
  const child: ChildProcess = spawn(process.execPath, [join(ROOT, "deploy/local/dist/start.js"), ...args], {
    cwd: ROOT,
    env: { ...process.env, BOTTRADER_HOME: home, PORT: "0", SIGHOOK_PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const runtimeFile = join(home, "runtime.json");
  const facts = (): RunningFacts => JSON.parse(readFileSync(runtimeFile, "utf8")) as RunningFacts;
  return {
    homeDir: home,
    output: () => output,
    facts,
    ended,
    async ready() {
      await eventually(() => existsSync(runtimeFile) || child.exitCode !== null, { withinMs: READY_MS });
      if (child.exitCode !== null) throw new Error(`the launcher ended with ${child.exitCode}:\n${output}`);
      return facts();
    },
    async stop() {
      if (child.exitCode === null) child.kill("SIGINT");
      await ended;
      if (homeDir === undefined) rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Reads the API as an operator. */
export async function readApi<T>(facts: RunningFacts, path: string): Promise<T> {
  const response = await fetch(`${facts.urls.webhook}/api/v1/${path}`, {
    headers: { authorization: `Bearer ${facts.operatorToken}` },
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
