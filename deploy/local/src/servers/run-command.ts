import { spawn } from "node:child_process";

interface CommandLimits {
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs a program without input and output; true when it ended with 0 in time. A program that is not there counts as failed. */
export type RunCommand = (command: string, args: readonly string[], limits: CommandLimits) => Promise<boolean>;

/** Runs a program to its end; see `RunCommand`. */
export const runCommand: RunCommand = (command, args, { timeoutMs, env }) =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: "ignore",
      timeout: timeoutMs,
      ...(env === undefined ? {} : { env: { ...env } }),
    });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
