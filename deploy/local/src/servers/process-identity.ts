/**
 * Tells processes apart although pids are given out again.
 *
 * Invariants
 * 1. A dead process has no identity, and neither has a zombie: it holds nothing any more.
 * 2. Two processes that had the same pid at different times have different identities, also across a reboot.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { basename } from "node:path";

import { readText } from "./read-text.ts";

// In /proc/PID/stat, counted behind the ")" that closes the command name
const STATE_FIELD = 0;
const START_TICKS_FIELD = 19;
const PS_TIMEOUT_MS = 2_000;

/** Text that is the same for the life of a process and never again; undefined when no such process runs. */
export function processIdentity(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return existsSync("/proc/self/stat") ? identityFromProc(pid) : identityFromPs(pid);
}

/** The name of the program that a process runs, without its folder; empty when unknown. */
export function programName(pid: number): string {
  if (!existsSync("/proc/self/stat")) return basename(askPs(pid, "comm=") ?? "");
  return basename(readText(`/proc/${pid}/cmdline`)?.split("\0")[0] ?? "");
}

function identityFromProc(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[STATE_FIELD];
  if (state === "Z" || state === "X") return undefined;
  const bootId = readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "";
  return `${bootId}/${fields[START_TICKS_FIELD] ?? ""}`;
}

function identityFromPs(pid: number): string | undefined {
  const answer = askPs(pid, "state=,lstart=");
  return answer === undefined || answer.startsWith("Z") ? undefined : answer.slice(answer.indexOf(" ") + 1).trim();
}

function askPs(pid: number, columns: string): string | undefined {
  try {
    const text = execFileSync("ps", ["-o", columns, "-p", String(pid)], { encoding: "utf8", timeout: PS_TIMEOUT_MS });
    return text.trim() === "" ? undefined : text.trim();
  } catch {
    return undefined;
  }
}
