import { join } from "node:path";

import type { Log } from "./servers/log.ts";
import { processIdentity } from "./servers/process-identity.ts";
import { readText } from "./servers/read-text.ts";
import { sendSignal } from "./servers/send-signal.ts";
import { waitUntil } from "./servers/wait-until.ts";
import { writePrivateFile } from "./servers/write-private-file.ts";

const STOP_WITHIN_MS = 8_000;
const KILLED_WITHIN_MS = 2_000;

interface Child {
  readonly name: string;
  readonly pid: number;
  readonly identity: string;
}

/** Remembers the services of this launcher on disk, so that the next one finds them if this one is killed. */
export interface ChildRecord {
  started(name: string, pid: number): void;
  clear(): void;
}

/** Opens an empty record. */
export function recordChildren(homeDir: string): ChildRecord {
  const children = new Map<string, Child>();
  const save = (): void => writePrivateFile(fileOf(homeDir), JSON.stringify([...children.values()]));
  return {
    started(name, pid) {
      const identity = processIdentity(pid);
      if (identity === undefined) return;
      children.set(name, { name, pid, identity });
      save();
    },
    clear() {
      children.clear();
      save();
    },
  };
}

/** Stops services that a killed launcher left running: two signal services on one account must never be. */
export async function stopOrphans(homeDir: string, log: Log): Promise<void> {
  for (const orphan of readChildren(homeDir)) {
    const isGone = (): boolean => processIdentity(orphan.pid) !== orphan.identity;
    if (isGone()) continue;
    log(`stopping ${orphan.name} (process ${orphan.pid}), left running by a launcher that was killed`);
    sendSignal(orphan.pid, "SIGTERM");
    if (await waitUntil(isGone, { withinMs: STOP_WITHIN_MS, everyMs: 20 })) continue;
    sendSignal(orphan.pid, "SIGKILL");
    await waitUntil(isGone, { withinMs: KILLED_WITHIN_MS, everyMs: 20 });
  }
}

function fileOf(homeDir: string): string {
  return join(homeDir, "children.json");
}

function readChildren(homeDir: string): readonly Child[] {
  try {
    const read: unknown = JSON.parse(readText(fileOf(homeDir)) ?? "[]");
    return Array.isArray(read) ? read.filter(isChild) : [];
  } catch {
    return [];
  }
}

function isChild(value: unknown): value is Child {
  if (typeof value !== "object" || value === null) return false;
  if (!("name" in value && "pid" in value && "identity" in value)) return false;
  return typeof value.name === "string" && typeof value.pid === "number" && typeof value.identity === "string";
}
