/** Tells whether a build is up to date: what it was made from, by content, and what it made, by size and time. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT_FILES = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "tsconfig.base.json", "turbo.json"];
const PACKAGE_FILES = ["package.json", "tsconfig.json", "vite.config.ts", "prisma.config.ts", "index.html"];
const SOURCE_FOLDERS = ["src", "public"];
const OUTPUT_FOLDERS = ["dist", join("src", "generated")];

/** A short text that changes when the text changes. */
export function fingerprintText(text) {
  return createHash("sha256").update(text).digest("hex");
}

/** Changes when a file that the build reads changes. */
export function fingerprintSources(root) {
  const hash = createHash("sha256");
  const add = (path) =>
    hash
      .update(`${path}\n`)
      .update(readFileSync(join(root, path)))
      .update("\n");
  for (const file of ROOT_FILES) add(file);
  for (const file of listFiles(root, "prisma")) add(file);
  for (const folder of packageFolders(root)) {
    for (const file of PACKAGE_FILES) if (existsSync(join(root, folder, file))) add(join(folder, file));
    for (const sources of SOURCE_FOLDERS) for (const file of listFiles(root, join(folder, sources))) add(file);
  }
  return hash.digest("hex");
}

/** Changes when a file that the build wrote is gone, added or rewritten. */
export function fingerprintOutputs(root) {
  const hash = createHash("sha256");
  for (const folder of packageFolders(root)) {
    for (const outputs of OUTPUT_FOLDERS) {
      for (const file of listFiles(root, join(folder, outputs), { withGenerated: true })) {
        // The compiler touches its own notes without changing what it built
        if (file.endsWith(".tsbuildinfo")) continue;
        const { size, mtimeMs } = statSync(join(root, file));
        hash.update(`${file} ${size} ${mtimeMs}\n`);
      }
    }
  }
  return hash.digest("hex");
}

function packageFolders(root) {
  const inside = (folder) => readdirSync(join(root, folder)).map((name) => join(folder, name));
  const folders = [...inside("packages"), ...inside("services"), join("deploy", "local")];
  return folders.filter((folder) => existsSync(join(root, folder, "package.json"))).sort(byText);
}

/** The same order on every machine, whatever its language. */
function byText(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function listFiles(root, folder, { withGenerated = false } = {}) {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => byText(a.name, b.name));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return entry.name === "generated" && !withGenerated ? [] : listFiles(root, path, { withGenerated });
  });
}
