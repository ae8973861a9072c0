/**
 * Makes the checkout ready to run: installs packages and builds, each only when something changed since it was last done.
 *
 * Invariants
 * 1. A checkout that is ready is recognised by reading files alone; no package manager is started.
 * 2. A stamp is removed before the work that it stands for begins and written when that has ended well.
 */
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { fingerprintOutputs, fingerprintSources, fingerprintText } from "./fingerprint.mjs";

/** Folder of the repository. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

const STAMPS = join(ROOT, "node_modules", ".cache", "bottrader");
const INSTALL_STAMP = join(STAMPS, "installed");
const BUILD_STAMP = join(STAMPS, "built");
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Installs and builds what is missing. Gives 0, or the exit code of the step that failed. */
export async function makeReady() {
  const installCode = await install();
  return installCode === 0 ? await build() : installCode;
}

async function install() {
  const lock = readFileSync(join(ROOT, "pnpm-lock.yaml"), "utf8");
  const state = fingerprintText(`${lock}\n${process.platform} ${process.arch} ${process.versions.modules}`);
  if (existsSync(join(ROOT, "node_modules", ".modules.yaml")) && isStamped(INSTALL_STAMP, state)) return 0;
  console.error("installing packages");
  rmSync(INSTALL_STAMP, { force: true });
  const code = await pnpm(["install", "--frozen-lockfile", "--prefer-offline"]);
  if (code !== 0) return code;
  linkCommand();
  stamp(INSTALL_STAMP, state);
  return 0;
}

async function build() {
  const sources = fingerprintSources(ROOT);
  const state = () => `${sources}\n${fingerprintOutputs(ROOT)}`;
  if (isStamped(BUILD_STAMP, state())) return 0;
  console.error("building");
  rmSync(BUILD_STAMP, { force: true });
  const code = await pnpm(["exec", "turbo", "run", "build", "--output-logs=errors-only", "--no-update-notifier"]);
  if (code === 0) stamp(BUILD_STAMP, state());
  return code;
}

function pnpm(args) {
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  return runInOwnGroup("npx", ["--yes", packageManager, ...args], {
    // Prisma would download an engine that nothing here uses; this makes it do without, and fail loudly where it cannot
    PRISMA_SCHEMA_ENGINE_BINARY: "/bin/false",
    ...process.env,
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    TURBO_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
    CI: process.env.CI ?? "1",
  });
}

/**
 * Runs a program with its output on stderr, so that stdout stays the result's. It has a process group of its own, which is ended as a
 * whole when this process is told to stop. Gives the exit code; a program that was killed counts as failed.
 */
function runInOwnGroup(command, args, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ["ignore", 2, 2], detached: true });
    const forward = (signal) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch {
        // Ended in the meantime
      }
    };
    const finish = (code) => {
      for (const signal of SIGNALS) process.off(signal, forward);
      resolve(code);
    };
    for (const signal of SIGNALS) process.on(signal, forward);
    child.once("error", (error) => {
      console.error(`${command} cannot be started: ${error.message}`);
      finish(1);
    });
    child.once("exit", (code) => finish(code ?? 1));
  });
}

/** Makes `npx bottrader` and `node_modules/.bin/bottrader` work, which the package manager does not do for the root package. */
function linkCommand() {
  const script = join(ROOT, "scripts", "bottrader.mjs");
  const link = join(ROOT, "node_modules", ".bin", "bottrader");
  chmodSync(script, 0o755);
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(join("..", "..", "scripts", "bottrader.mjs"), link);
}

function isStamped(path, state) {
  return existsSync(path) && readFileSync(path, "utf8") === state;
}

function stamp(path, state) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(path, state);
}
