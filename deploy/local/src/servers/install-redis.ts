/**
 * Installs Debian's redis-server for its program alone.
 *
 * Invariants
 * 1. Only root on Debian, Ubuntu and their like, and only when apt-get is there; it is announced in one line first.
 * 2. No Redis of the system is left running or enabled by it, and one that was there before is not touched.
 */
import { existsSync, rmSync, writeFileSync } from "node:fs";

import { findOnPath } from "./find-on-path.ts";
import type { Log } from "./log.ts";
import { readText } from "./read-text.ts";
import { type RunCommand, runCommand } from "./run-command.ts";

const APT_TIMEOUT_MS = 300_000;
const SERVICE_TIMEOUT_MS = 30_000;
// Asked by Debian's install scripts before they start a service; 101 forbids it
const POLICY_FILE = "/usr/sbin/policy-rc.d";
const POLICY = "#!/bin/sh\nexit 101\n";

/** What the installation sees of its host; tests give another one. */
export interface InstallHost {
  readonly isRoot: boolean;
  readonly osRelease: string;
  readonly hasAptGet: boolean;
  readonly policyFile: string;
  readonly run: RunCommand;
}

/** The host this process runs on. */
export function thisHost(): InstallHost {
  const { PATH } = process.env;
  return {
    isRoot: process.getuid?.() === 0,
    osRelease: readText("/etc/os-release") ?? "",
    hasAptGet: findOnPath(["apt-get"], PATH) !== undefined,
    policyFile: POLICY_FILE,
    run: runCommand,
  };
}

/** True when a package of Debian may be installed here without asking anybody. */
export function mayInstallPackages(host: InstallHost): boolean {
  return host.isRoot && host.hasAptGet && /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/mu.test(host.osRelease);
}

/** Installs redis-server; false when that is not allowed here or fails. */
export async function installRedis(log: Log, host: InstallHost = thisHost()): Promise<boolean> {
  if (!mayInstallPackages(host)) return false;
  log("installing Debian's redis-server (apt-get) for a private Redis; no system service is started or enabled");
  const wasInstalled = await host.run("dpkg", ["-s", "redis-server"], { timeoutMs: SERVICE_TIMEOUT_MS });
  const isOurPolicy = !existsSync(host.policyFile);
  if (isOurPolicy) writeFileSync(host.policyFile, POLICY, { mode: 0o755 });
  try {
    return (await aptInstall(host)) || ((await aptUpdate(host)) && (await aptInstall(host)));
  } finally {
    if (isOurPolicy) rmSync(host.policyFile, { force: true });
    if (!wasInstalled) await leaveNoService(host);
  }
}

function aptInstall({ run }: InstallHost): Promise<boolean> {
  return run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "redis-server"], aptLimits());
}

function aptUpdate({ run }: InstallHost): Promise<boolean> {
  return run("apt-get", ["update", "-qq"], aptLimits());
}

function aptLimits(): { timeoutMs: number; env: Readonly<Record<string, string | undefined>> } {
  return { timeoutMs: APT_TIMEOUT_MS, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
}

/** Each step is for another kind of host; where it does not apply it fails, and that is fine. */
async function leaveNoService({ run }: InstallHost): Promise<void> {
  const limits = { timeoutMs: SERVICE_TIMEOUT_MS };
  // A policy of the host's own may have allowed the start
  await run("invoke-rc.d", ["redis-server", "stop"], limits);
  await run("deb-systemd-helper", ["disable", "redis-server.service"], limits);
  await run("update-rc.d", ["redis-server", "disable"], limits);
}
