import { rmSync } from "node:fs";
import { join } from "node:path";

import { writePrivateFile } from "./servers/write-private-file.ts";

/** What a running instance tells the `bottrader` command; it holds secrets, so the file is its owner's alone. */
export interface RuntimeFacts {
  readonly startedAt: string;
  readonly session: string;
  readonly marketSource: string;
  readonly urls: {
    readonly webhook: string;
    readonly sighook: string;
    readonly dashboard: string;
    readonly queues: string;
    readonly api: string;
  };
  readonly pids: Readonly<Record<string, number>>;
  readonly operatorToken: string;
  readonly webhookSecret: string;
  readonly internalToken: string;
  readonly databaseUrl: string;
  /** Null while the queues run on Postgres. */
  readonly redisUrl: string | null;
}

/** Writes `runtime.json`. */
export function writeRuntimeFile(homeDir: string, facts: RuntimeFacts): void {
  writePrivateFile(join(homeDir, "runtime.json"), `${JSON.stringify(facts, null, 2)}\n`);
}

/** Removes `runtime.json`: nothing runs any more. */
export function removeRuntimeFile(homeDir: string): void {
  rmSync(join(homeDir, "runtime.json"), { force: true });
}
