import { chmodSync, cpSync, existsSync, lstatSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import type { PostgresAccount } from "./postgres-account.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";

const OTHERS_MAY_ENTER = 0o001;
const OTHERS_MAY_WRITE = 0o022;

/**
 * The programs as the account can reach them. Postgres checks its own path with rights that no capability extends, so below a
 * folder that only root may enter `nobody` cannot run it: a copy is kept where everybody may read.
 */
export function reachableBinaries(binaries: PostgresBinaries, account: PostgresAccount): PostgresBinaries {
  if (account.kind !== "nobody" || canOthersReach(dirname(binaries.postgres))) return binaries;
  const native = dirname(dirname(binaries.postgres));
  const { ino, mtimeMs } = statSync(binaries.postgres);
  const copy = join(tmpdir(), `bottrader-postgres-${ino}-${Math.floor(mtimeMs)}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}-${process.pid}`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(native, unfinished, { recursive: true, dereference: true });
    chmodSync(unfinished, 0o755);
    renameSync(unfinished, copy);
  }
  const { uid, mode } = lstatSync(copy);
  // The folder for temporary files is everybody's: only what root put there is run
  if (uid !== 0 || (mode & OTHERS_MAY_WRITE) !== 0)
    throw new Error(`${copy} is not root's own: remove it and start again`);
  const inCopy = (path: string): string => join(copy, path.slice(native.length));
  return { initdb: inCopy(binaries.initdb), postgres: inCopy(binaries.postgres) };
}

function canOthersReach(dir: string): boolean {
  if ((statSync(dir).mode & OTHERS_MAY_ENTER) === 0) return false;
  const parent = dirname(dir);
  return parent === dir || canOthersReach(parent);
}
