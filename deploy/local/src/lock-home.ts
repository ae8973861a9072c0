import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { processIdentity } from "./servers/process-identity.ts";

const ATTEMPTS_MAX = 5;

/** Makes this process the only one that works on a home folder; the function that is returned gives the folder free again. Throws when another one runs. */
export function lockHome(homeDir: string): () => void {
  const path = join(homeDir, "launcher.lock");
  const mine = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) });
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    if (createNew(path, mine)) return () => release(path, mine);
    const holder = readHolder(path);
    if (holder !== undefined && processIdentity(holder.pid) === holder.identity) {
      throw new Error(
        `already running on ${homeDir} (process ${holder.pid}); stop it first, or set BOTTRADER_HOME to another folder`,
      );
    }
    rmSync(path, { force: true });
  }
  throw new Error(`the lock file ${path} cannot be taken`);
}

function createNew(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Undefined for a file that is gone or was never finished: nobody holds it. */
function readHolder(path: string): { pid: number; identity: string } | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof read !== "object" || read === null || !("pid" in read) || !("identity" in read)) return undefined;
    const { pid, identity } = read;
    return typeof pid === "number" && typeof identity === "string" ? { pid, identity } : undefined;
  } catch {
    return undefined;
  }
}

function release(path: string, mine: string): void {
  try {
    if (readFileSync(path, "utf8") === mine) rmSync(path, { force: true });
  } catch {
    // Removed by somebody else: free all the same
  }
}
