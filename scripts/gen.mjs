/**
 * Writes what is derived from the code: `deploy/env/*.example` and `docs/reference/*.md`. With `--check` it writes nothing and exits 1
 * when a file is not what it would write. Needs a build.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { renderEnvExamples } from "./gen/env-examples.mjs";
import { renderReasons } from "./gen/reasons.mjs";
import { renderSettings } from "./gen/settings.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const isCheck = process.argv.includes("--check");
const unknown = process.argv.slice(2).filter((argument) => argument !== "--check");

const files = {
  ...renderEnvExamples(),
  "docs/reference/settings.md": renderSettings(),
  "docs/reference/reasons.md": renderReasons(),
};

const stale = Object.entries(files).filter(([path, text]) => {
  const file = join(ROOT, path);
  return !existsSync(file) || readFileSync(file, "utf8") !== text;
});

if (unknown.length > 0) {
  console.error(`gen: there is no option ${unknown.join(", ")}; known is --check`);
  process.exitCode = 2;
} else if (isCheck) {
  for (const [path] of stale) console.error(`${path} is not up to date: run pnpm gen`);
  console.log(`generated files: ${Object.keys(files).length}, ${stale.length} stale`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
    console.log(`wrote ${path}`);
  }
}
