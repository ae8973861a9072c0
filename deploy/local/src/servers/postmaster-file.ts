import { rmSync } from "node:fs";
import { join } from "node:path";

import type { Log } from "./log.ts";
import { processIdentity, programName } from "./process-identity.ts";
import { readText } from "./read-text.ts";
import { waitUntil } from "./wait-until.ts";

// Lines of postmaster.pid, see "pidfile.h" of Postgres
const PID_LINE = 0;
const PORT_LINE = 3;
const PORT_WRITTEN_WITHIN_MS = 5_000;
const REAPED_WITHIN_MS = 2_000;

/** A Postgres server that was left running on a data folder. */
export interface RunningPostmaster {
  readonly pid: number;
  readonly port: number;
}

/**
 * The server that already runs on a data folder, so that it is adopted and no second one is started. A pid file whose process
 * is dead is left to Postgres; one whose pid now belongs to another program, or to a dead process that nobody collects, is removed.
 */
export async function findRunningPostmaster(dataDir: string, log: Log): Promise<RunningPostmaster | undefined> {
  const path = join(dataDir, "postmaster.pid");
  const read = (line: number): number => Number.parseInt(readText(path)?.split("\n")[line] ?? "", 10);
  const pid = read(PID_LINE);
  if (!Number.isSafeInteger(pid)) return undefined;
  if (processIdentity(pid) === undefined) {
    const isCollected = await waitUntil(() => !hasProcessEntry(pid), { withinMs: REAPED_WITHIN_MS, everyMs: 50 });
    if (!isCollected) rmSync(path, { force: true });
    return undefined;
  }
  if (programName(pid) !== "postgres") {
    log(`the pid file of Postgres names process ${pid}, which is another program: removing the file`);
    rmSync(path, { force: true });
    return undefined;
  }
  // The port is written a moment after the pid
  const hasPort = await waitUntil(() => read(PORT_LINE) > 0, { withinMs: PORT_WRITTEN_WITHIN_MS, everyMs: 20 });
  return hasPort ? { pid, port: read(PORT_LINE) } : undefined;
}

/** True for a running process and for a zombie. */
function hasProcessEntry(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
