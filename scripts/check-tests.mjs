/**
 * Checks that tests test something.
 *
 * Invariants
 * 1. Every test file imports production code: a file below `src`, or a package of the workspace, itself or through its own support files.
 *    The test kit alone counts only for tests of the whole system (folder `test`), which see it from outside.
 * 2. No test is switched off or singled out. A test that depends on what the host has uses `skipIf` or `runIf`, which the summary counts.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TEST_FILE = /\.test\.tsx?$/;
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g;
const SWITCHED_OFF =
  /\b(?:test|it|describe|suite|bench)(?:\.concurrent|\.sequential)?\.(?:skip|only|todo|fails)\b|\b(?:xit|xtest|xdescribe|fit|fdescribe)\(/;

function listTests(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules" || entry.name === "dist") return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listTests(path);
    return TEST_FILE.test(entry.name) ? [path] : [];
  });
}

function importsProduction(file, isWholeSystem, seen = new Set()) {
  if (seen.has(file) || !existsSync(file)) return false;
  seen.add(file);
  const imported = [...readFileSync(file, "utf8").matchAll(IMPORT)].map(([, specifier]) => specifier);
  return imported.some((specifier) => {
    if (specifier.startsWith("@bottrader/")) return isWholeSystem || specifier !== "@bottrader/testkit";
    if (!specifier.startsWith(".")) return false;
    const target = resolve(dirname(file), specifier);
    const isProduction = /(?:^|[/\\])(?:src|scripts|dist)[/\\]/.test(relative(ROOT, target));
    return isProduction || importsProduction(target, isWholeSystem, seen);
  });
}

const wholeSystem = join(ROOT, "test");
const files = ["packages", "services", "deploy", "test"].flatMap((folder) => listTests(join(ROOT, folder)));
const faults = [];
for (const file of files) {
  const name = relative(ROOT, file);
  if (!importsProduction(file, file.startsWith(wholeSystem))) faults.push(`${name} imports no production code`);
  readFileSync(file, "utf8")
    .split("\n")
    .forEach((line, index) => {
      if (SWITCHED_OFF.test(line))
        faults.push(`${name}:${index + 1} switches a test off or singles one out: ${line.trim()}`);
    });
}
if (files.length === 0) faults.push("no test file was found");
for (const fault of faults) console.error(fault);
console.log(`tests: ${files.length} files, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
