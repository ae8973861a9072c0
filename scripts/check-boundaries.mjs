/**
 * Checks who imports whom (.dependency-cruiser.cjs), and that the check still bites.
 *
 * Invariants
 * 1. Every rule refuses at least one canary, and what is allowed is not refused: a rule that has gone blind is a failure.
 * 2. Enough modules were read: a tool that cannot read TypeScript reports nothing wrong.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { cruise } from "dependency-cruiser";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const CANARIES = join(ROOT, "test", "boundaries", "canary");
const SUFFIX = ".canary";
const MODULES_MIN = 100;
const RULE_FOR_STUBS = "no-unresolvable";

const { forbidden, options } = createRequire(import.meta.url)("../.dependency-cruiser.cjs");

/** Reads every module below a folder and gives its own modules and the rules they break. */
async function readModules(folder) {
  const { output } = await cruise(["packages", "services", "deploy"], {
    ...options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden },
  });
  const isOwn = ({ source, couldNotResolve, coreModule }) =>
    !couldNotResolve && !coreModule && !source.includes("node_modules/") && /\.tsx?$/.test(source);
  return { modules: output.modules.filter(isOwn), violations: output.summary.violations };
}

/** What the first line of a canary promises: the name of a rule, or undefined when it is allowed. */
function readPromise(path) {
  const [first = ""] = readFileSync(path, "utf8").split("\n");
  const [, rule] = /^\/\/ refused by ([a-z-]+)$/.exec(first) ?? [];
  if (rule === undefined && first !== "// allowed") throw new Error(`${path} says neither "refused by" nor "allowed"`);
  return rule;
}

async function checkCanaries() {
  const files = readdirSync(CANARIES, { recursive: true }).filter((file) => file.endsWith(SUFFIX));
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "bottrader-canary-")));
  try {
    for (const file of files) cpSync(join(CANARIES, file), join(folder, file.slice(0, -SUFFIX.length)));
    const { violations } = await readModules(folder);
    return judgeCanaries(files, violations);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judgeCanaries(files, violations) {
  const faults = [];
  const proven = new Set();
  for (const file of files) {
    const source = file.slice(0, -SUFFIX.length).replaceAll("\\", "/");
    const broken = violations.filter(({ from }) => from === source).map(({ rule }) => rule.name);
    const promised = readPromise(join(CANARIES, file));
    if (promised === undefined) {
      const refusals = broken.filter((rule) => rule !== RULE_FOR_STUBS && rule !== "no-reaching-into-packages");
      if (refusals.length > 0) faults.push(`canary ${source} is allowed but was refused by ${refusals.join(", ")}`);
    } else if (broken.includes(promised)) proven.add(promised);
    else faults.push(`canary ${source} was not refused by ${promised}: the rule is blind`);
  }
  const unproven = forbidden.map(({ name }) => name).filter((name) => !proven.has(name));
  if (unproven.length > 0) faults.push(`rules without a canary that they refuse: ${unproven.join(", ")}`);
  return { faults, count: files.length };
}

async function checkSources() {
  const { modules, violations } = await readModules(ROOT);
  const faults = violations.map(({ rule, from, to }) => `${from} → ${to}: ${rule.name} (${commentOf(rule.name)})`);
  if (modules.length < MODULES_MIN) {
    faults.push(`only ${modules.length} modules were read, fewer than ${MODULES_MIN}: is @swc/core installed?`);
  }
  return { faults, count: modules.length };
}

function commentOf(name) {
  return forbidden.find((rule) => rule.name === name)?.comment ?? "";
}

const canaries = await checkCanaries();
const sources = await checkSources();
const faults = [...canaries.faults, ...sources.faults];
for (const fault of faults) console.error(fault);
console.log(
  `boundaries: ${sources.count} modules, ${forbidden.length} rules proven by ${canaries.count} canaries in ${relative(ROOT, CANARIES)}, ${faults.length} faults`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
