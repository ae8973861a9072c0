/**
 * Mutation testing of folders of packages/core: `node scripts/mutate.mjs exit bracket`.
 *
 * Works in a copy outside the repository, with an installation of its own: Stryker instruments sources, and its many packages are
 * no business of the workspace. Not part of `npm test`; it takes minutes. See docs/mutation-testing.md.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** The last release that runs on Node 20. */
const STRYKER = "9.6.1";
const TESTED_TOGETHER = ["exit", "bracket", "ledger", "risk", "sizing"];

const folders = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ["exit", "bracket", "ledger", "risk"];
const home = mkdtempSync(join(tmpdir(), "bottrader-mutate-"));
const versionOf = (name) =>
  JSON.parse(readFileSync(join(ROOT, "packages/core/node_modules", name, "package.json"), "utf8")).version;
const write = (name, content) => writeFileSync(join(home, name), content);

const isOurs = (path) => !/[/\\](node_modules|dist|\.turbo)$/.test(path);
cpSync(join(ROOT, "packages/core"), join(home, "packages/core"), { recursive: true, filter: isOurs });
cpSync(join(ROOT, "tsconfig.base.json"), join(home, "tsconfig.base.json"));
write(
  "package.json",
  JSON.stringify({
    private: true,
    type: "module",
    dependencies: {
      "@stryker-mutator/core": STRYKER,
      "@stryker-mutator/vitest-runner": STRYKER,
      "decimal.js": versionOf("decimal.js"),
      "fast-check": versionOf("fast-check"),
      vitest: JSON.parse(readFileSync(join(ROOT, "node_modules/vitest/package.json"), "utf8")).version,
    },
  }),
);
const include = TESTED_TOGETHER.map((folder) => `packages/core/test/${folder}/**/*.test.ts`);
write(
  "vitest.config.mjs",
  `const conditions = ["@bottrader/source"];
export default { resolve: { conditions }, ssr: { resolve: { conditions } }, test: { include: ${JSON.stringify(include)} } };
`,
);
write(
  "stryker.config.json",
  JSON.stringify({
    packageManager: "npm",
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    vitest: { configFile: "vitest.config.mjs", related: false },
    mutate: folders.map((folder) => `packages/core/src/${folder}/**/*.ts`),
    coverageAnalysis: "perTest",
    ignoreStatic: true,
    concurrency: 1,
    timeoutMS: 20_000,
    reporters: ["clear-text", "html"],
  }),
);

const run = (command, args) => spawnSync(command, args, { cwd: home, stdio: "inherit" }).status ?? 1;
// The core's own manifest names versions by the workspace's catalog, which npm does not know and does not need
process.stdout.write(`mutating ${folders.join(", ")} in ${home}\n`);
const installed = run("npm", ["install", "--no-audit", "--no-fund"]);
process.exitCode = installed === 0 ? run("npx", ["stryker", "run", "stryker.config.json"]) : installed;
