/**
 * `npm test`: everything that must hold, one line for each step, and the count at the end. With arguments: vitest on those paths alone.
 *
 * Invariants
 * 1. A step that fails shows its output and does not keep the next ones from being run; the exit code is 0 only when all held.
 * 2. The last line is `N passed, N failed[, N skipped]`. Tests are counted by vitest; a failed step before it counts as one failure.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { mayInstallPackages, thisHost } from "../deploy/local/dist/servers/index.js";
import { findChromium, prepareHost } from "./prepare-test-host.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const RESULT = join(ROOT, "node_modules", ".cache", "bottrader", "vitest.json");
const tool = (name) => join(ROOT, "node_modules", ".bin", name);

const STEPS = [
  {
    name: "format and lint",
    commands: [
      [tool("biome"), "check", "--diagnostic-level=warn", "--error-on-warnings", "."],
      [tool("oxlint"), "--type-aware"],
    ],
  },
  {
    name: "types",
    commands: [
      [tool("tsc"), "-b"],
      [tool("tsc"), "-p", "tsconfig.test.json"],
    ],
  },
  { name: "boundaries", commands: [[process.execPath, "scripts/check-boundaries.mjs"]] },
  { name: "generated files", commands: [[process.execPath, "scripts/gen.mjs", "--check"]] },
  { name: "dead code", commands: [[tool("knip")]] },
  { name: "tests test something", commands: [[process.execPath, "scripts/check-tests.mjs"]] },
];

const children = new Set();
let isStopped = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    isStopped = true;
    for (const child of children) child.kill(signal);
  });
}

/** Runs a command to its end; gives its exit code (1 when it was killed) and, unless it is shown at once, its output. */
function run([command, ...args], { isShown = false, env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env,
      stdio: ["ignore", isShown ? 1 : "pipe", isShown ? 2 : "pipe"],
    });
    children.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
    const finish = (code) => {
      children.delete(child);
      resolve({ code, output });
    };
    child.once("error", (error) => {
      output += error.message;
      finish(1);
    });
    child.once("close", (code) => finish(code ?? 1));
  });
}

async function runStep({ name, commands }) {
  const startedMs = performance.now();
  const failures = [];
  for (const command of commands) {
    const { code, output } = await run(command);
    if (code !== 0) failures.push(output);
  }
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.log(`${failures.length === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
  for (const output of failures) console.log(output.trimEnd());
  return failures.length === 0;
}

async function runTests(paths) {
  mkdirSync(dirname(RESULT), { recursive: true });
  rmSync(RESULT, { force: true });
  const env = { ...process.env };
  const chromium = findChromium();
  if (chromium !== undefined) env.CHROMIUM_PATH = chromium;
  const startedMs = performance.now();
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${RESULT}`];
  const { code } = await run([tool("vitest"), "run", ...reporters, ...paths], { isShown: true, env });
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.log(`${code === 0 ? "✓" : "✗"} vitest (${seconds} s)`);
  return { code, ...readCounts() };
}

/** What vitest wrote; a run that wrote nothing, or ended in an error outside a test, counts as one failure by the caller. */
function readCounts() {
  try {
    const result = JSON.parse(readFileSync(RESULT, "utf8"));
    // A file that cannot be loaded has no failed test of its own
    const unloadable = result.testResults.filter(
      (file) => file.status === "failed" && file.assertionResults.length === 0,
    );
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + unloadable.length,
      skipped: result.numPendingTests + result.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

const paths = process.argv.slice(2);
let failedSteps = 0;
if (paths.length === 0) {
  for (const step of STEPS) if (!isStopped && !(await runStep(step))) failedSteps += 1;
}
await prepareHost({ mayInstall: mayInstallPackages(thisHost()) });
const tests = isStopped ? { code: 1, passed: 0, failed: 0, skipped: 0 } : await runTests(paths);
const failed = failedSteps + (tests.code === 0 ? 0 : Math.max(1, tests.failed));
console.log(`${tests.passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ""}`);
process.exitCode = failed === 0 ? 0 : 1;
