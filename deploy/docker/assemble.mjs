/**
 * Puts what one service needs to run into a folder: manifests of the whole workspace (the lock file names them all), and what was built of
 * the service, of the command line and of the packages they need. `node deploy/docker/assemble.mjs webhook /out`
 *
 * Invariants
 * 1. No source, no test and no development dependency gets in.
 * 2. Everything is readable by everybody and writable by nobody but its owner: the service runs as another user.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ROOT_FILES = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"];
const EXTRAS = ["prisma/migrations", "deploy/presets", "deploy/docker/migrate.mjs"];
const FOLDER_MODE = 0o755;
const FILE_MODE = 0o644;

const [service = "", target = ""] = process.argv.slice(2);
const workspace = readWorkspace();
if (target === "" || !workspace.has(`@bottrader/${service}`)) {
  console.error("usage: node deploy/docker/assemble.mjs SERVICE FOLDER");
  process.exit(2);
}

for (const file of ROOT_FILES) copy(file);
for (const { folder } of workspace.values()) copy(join(folder, "package.json"));
for (const name of closureOf([`@bottrader/${service}`, "@bottrader/cli"])) copyBuilt(workspace.get(name).folder);
for (const extra of EXTRAS) copy(extra);
openToReaders(target);

/** Every package of the workspace by name. */
function readWorkspace() {
  const parents = ["packages", "services"].flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => join(parent, name)),
  );
  const folders = [...parents, join("deploy", "local")].filter((folder) =>
    existsSync(join(ROOT, folder, "package.json")),
  );
  return new Map(
    folders.map((folder) => {
      const { name, dependencies = {} } = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
      return [name, { folder, dependencies: Object.keys(dependencies) }];
    }),
  );
}

/** The packages and what they need of the workspace, each once. */
function closureOf(names) {
  const found = new Set();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...workspace.get(name).dependencies.filter((dependency) => workspace.has(dependency)));
  }
  return found;
}

function copyBuilt(folder) {
  const built = join(folder, "dist");
  if (!existsSync(join(ROOT, built))) throw new Error(`${built} is missing: build first`);
  copy(built);
}

function copy(path) {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  cpSync(join(ROOT, path), join(target, path), {
    recursive: true,
    filter: (from) => !/\.tsbuildinfo$|\.d\.ts(\.map)?$/.test(from),
  });
}

function openToReaders(path) {
  const isFolder = statSync(path).isDirectory();
  chmodSync(path, isFolder ? FOLDER_MODE : FILE_MODE);
  if (isFolder) for (const name of readdirSync(path)) openToReaders(join(path, name));
}
