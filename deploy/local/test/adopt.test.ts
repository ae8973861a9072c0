import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { findOnPath, startPostgres, startRedis } from "../src/servers/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const packageDir = fileURLToPath(new URL("..", import.meta.url));
const root = join(packageDir, "..", "..");
// Inside the package, so that its dependencies are found from there
const built = join(packageDir, "node_modules", ".cache", `adopt-${process.pid}`);
const folder = temporaryFolder();
const { PATH } = process.env;
const hasRedis = findOnPath(["redis-server", "valkey-server"], PATH) !== undefined;

beforeAll(() => {
  mkdirSync(built, { recursive: true });
  const compilerOptions = {
    composite: false,
    declaration: false,
    declarationMap: false,
    rootDir: join(packageDir, "src"),
    outDir: built,
  };
  const files = [join(packageDir, "src", "servers", "index.ts")];
  const project = { extends: join(root, "tsconfig.base.json"), compilerOptions, files };
  writeFileSync(join(built, "tsconfig.json"), JSON.stringify(project));
  execFileSync(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", built]);
});

afterAll(() => {
  rmSync(built, { recursive: true, force: true });
  folder.remove();
});

/** A process of its own that starts a server and is killed with -9 once the server is up; gives what it said about the server. */
async function launchAndKill(start: string, url: string): Promise<{ pid: number; url: string }> {
  const script = `
    import { ${start} } from ${JSON.stringify(join(built, "servers", "index.js"))};
    const server = await ${start}({ homeDir: ${JSON.stringify(folder.path)} });
    console.log(server.pid + " " + server.${url});
    setInterval(() => undefined, 1000);
  `;
  const launcher = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: launcher.stdout });
  const line = await new Promise<string>((resolve) => lines.once("line", resolve));
  launcher.kill("SIGKILL");
  await new Promise((resolve) => launcher.once("exit", resolve));
  const [pid, address = ""] = line.split(" ");
  return { pid: Number(pid), url: address };
}

describe("after kill -9 of the launcher the next start adopts", () => {
  test("its Postgres, whose connections go on", async () => {
    const left = await launchAndKill("startPostgres", 'url("postgres")');
    const client = new Client({ connectionString: left.url });
    await client.connect();
    await client.query("create table kept as select 1 as id");
    const server = await startPostgres({ homeDir: folder.path });
    expect({ pid: server.pid, url: server.url("postgres") }).toEqual(left);
    expect((await client.query("select id from kept")).rows).toEqual([{ id: 1 }]);
    await client.end();
    await server.stop();
    expect(server.pid).toBeUndefined();
  });

  test.runIf(hasRedis)("its Redis", async () => {
    const left = await launchAndKill("startRedis", "url");
    const server = await startRedis({ homeDir: folder.path });
    expect({ pid: server.pid, url: server.url }).toEqual(left);
    await server.stop();
    expect(server.pid).toBeUndefined();
  });
});
