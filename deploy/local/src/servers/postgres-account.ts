/**
 * Postgres refuses to run as root; this decides as whom it runs.
 *
 * Invariants
 * 1. An ordinary user runs it as himself.
 * 2. Root runs it in a user namespace when the system lets him (files stay root's), else as `nobody`, keeping only
 *    the right to pass through folders such as a 0700 home; the data folder is then owned by `nobody`.
 */
import { spawnSync } from "node:child_process";
import { chownSync, lchownSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const NOBODY = 65_534;
const PROBE_TIMEOUT_MS = 5_000;

export type PostgresAccountKind = "self" | "user-namespace" | "nobody";

/** As whom Postgres runs: what stands in front of its command line, and who owns its data. */
export interface PostgresAccount {
  readonly kind: PostgresAccountKind;
  readonly prefix: readonly string[];
  readonly ownerUid: number;
}

const NAMESPACE_PREFIX = ["unshare", "--user", "--map-user=1000", "--map-group=1000"];
const NOBODY_PREFIX = [
  "setpriv",
  `--reuid=${NOBODY}`,
  `--regid=${NOBODY}`,
  "--clear-groups",
  "--inh-caps=+dac_override",
  "--ambient-caps=+dac_override",
];

/** Tries what works here, the least intrusive first. Throws with what to do when root has no way. */
export function choosePostgresAccount(wanted?: PostgresAccountKind): PostgresAccount {
  const uid = process.getuid?.() ?? -1;
  if (uid !== 0) return { kind: "self", prefix: [], ownerUid: uid };
  if (wanted !== "nobody" && works(NAMESPACE_PREFIX)) {
    return { kind: "user-namespace", prefix: NAMESPACE_PREFIX, ownerUid: 0 };
  }
  if (wanted !== "user-namespace" && works(NOBODY_PREFIX)) {
    return { kind: "nobody", prefix: NOBODY_PREFIX, ownerUid: NOBODY };
  }
  throw new Error(
    "Postgres does not run as root and neither unshare nor setpriv works here: start as an ordinary user, or set DATABASE_URL",
  );
}

/** The command line that runs a program under the account. */
export function asAccount(account: PostgresAccount, command: string): { command: string; args: readonly string[] } {
  const [first, ...rest] = [...account.prefix, command];
  return { command: first ?? command, args: rest };
}

/** Hands a folder and everything below it to the account, when root runs it and it belongs to another. */
export function handOver(account: PostgresAccount, dir: string): void {
  if (account.kind === "self" || statSync(dir).uid === account.ownerUid) return;
  for (const entry of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
    lchownSync(join(dir, entry), account.ownerUid, account.ownerUid);
  }
  // Last, so that an interrupted change is begun again
  chownSync(dir, account.ownerUid, account.ownerUid);
}

function works(prefix: readonly string[]): boolean {
  const [command = "", ...args] = prefix;
  return spawnSync(command, [...args, "true"], { stdio: "ignore", timeout: PROBE_TIMEOUT_MS }).status === 0;
}
