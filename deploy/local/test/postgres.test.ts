import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  ensureDatabase,
  type PostgresServer,
  processIdentity,
  startPostgres,
  waitUntil,
} from "../src/servers/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();
const homeDir = join(folder.path, ".bottrader");
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres({ homeDir });
});

afterAll(async () => {
  await server.stop();
  folder.remove();
});

async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  // The server is killed under this connection in some tests
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function killHard(pid: number | undefined): void {
  if (pid === undefined) throw new Error("nothing to kill");
  process.kill(pid, "SIGKILL");
}

describe("the private Postgres", () => {
  test("works in a path with spaces below a folder of mode 0700", async () => {
    expect(homeDir).toContain(" ");
    expect(await query(server.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("keeps its folder and its password to its owner", () => {
    const mode = (path: string): number => statSync(path).mode & 0o777;
    expect(mode(homeDir)).toBe(0o700);
    expect(mode(join(homeDir, "postgres", "data"))).toBe(0o700);
    expect(mode(join(homeDir, "postgres", "password"))).toBe(0o600);
  });

  test("refuses a connection without the right password", async () => {
    const url = new URL(server.url("postgres"));
    url.password = "wrong";
    await expect(query(url.href, "select 1")).rejects.toThrow("password authentication failed");
  });

  test("writes to disk before it acknowledges and listens on loopback only", async () => {
    expect(await query(server.url("postgres"), "show fsync")).toEqual([{ fsync: "on" }]);
    expect(await query(server.url("postgres"), "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
  });

  test("makes a missing database once, also when asked by two at the same time", async () => {
    const url = server.url('rec_0123 "x"');
    await Promise.all([ensureDatabase(url), ensureDatabase(url)]);
    await ensureDatabase(url);
    expect(await query(url, "select current_database() as name")).toEqual([{ name: 'rec_0123 "x"' }]);
  });

  test("after kill -9 it comes back by itself on the same port without losing an acknowledged row", async () => {
    const url = server.url("survivor");
    await ensureDatabase(url);
    await query(url, "create table kept (id int primary key)");
    let acknowledged = 0;
    const writer = new Client({ connectionString: url });
    writer.on("error", () => undefined);
    await writer.connect();
    const killed = server.pid;
    const writing = (async () => {
      for (let id = 1; ; id += 1) {
        await writer.query("insert into kept values ($1)", [id]);
        acknowledged = id;
        if (id === 200) killHard(killed);
      }
    })();
    await expect(writing).rejects.toThrow(/connection|terminat/iu);
    await writer.end().catch(() => undefined);

    let rows: readonly Record<string, unknown>[] = [];
    const isBack = await waitUntil(
      async () => {
        rows = await query(url, "select count(*)::int as count from kept").catch(() => []);
        return rows.length === 1 && server.pid !== undefined && server.pid !== killed;
      },
      { withinMs: 20_000, everyMs: 50 },
    );
    expect(isBack).toBe(true);
    expect(acknowledged).toBeGreaterThanOrEqual(200);
    const [{ count } = { count: 0 }] = rows;
    expect(Number(count)).toBeGreaterThanOrEqual(acknowledged);
  });
});

describe("a Postgres whose launcher is gone", () => {
  test("moves to another port when its own is taken meanwhile, and says so", async () => {
    const wanted = server.port;
    await server.stop();
    const squatter = await listenOn(wanted);
    const lines: string[] = [];
    try {
      server = await startPostgres({ homeDir, log: (line) => lines.push(line) });
      expect(server.port).not.toBe(wanted);
      expect(lines).toEqual([`port ${wanted} is in use: Postgres takes ${server.port}`]);
      expect(await query(server.url("survivor"), "select count(*) > 0 as kept from kept")).toEqual([{ kept: true }]);
    } finally {
      await new Promise((resolve) => squatter.close(resolve));
    }
  });

  test("stop leaves no process behind", async () => {
    const pid = server.pid ?? 0;
    await server.stop();
    expect(processIdentity(pid)).toBeUndefined();
  });

  test("a pid file that names another program does not stand in the way", async () => {
    writeFileSync(join(homeDir, "postgres", "data", "postmaster.pid"), `${process.pid}\n/nowhere\n1\n${server.port}\n`);
    server = await startPostgres({ homeDir });
    expect(await query(server.url("postgres"), "select 1 as one")).toEqual([{ one: 1 }]);
  });

  const isRoot = process.getuid?.() === 0;
  test.runIf(isRoot)("runs as nobody where root has no user namespace, on the same data", async () => {
    await server.stop();
    server = await startPostgres({ homeDir, runAs: "nobody" });
    expect(readFileSync(`/proc/${server.pid}/status`, "utf8")).toMatch(/^Uid:\s65534\s/mu);
    expect(await query(server.url("survivor"), "select count(*) > 0 as kept from kept")).toEqual([{ kept: true }]);
    await server.stop();
    server = await startPostgres({ homeDir });
    expect(await query(server.url("survivor"), "select count(*) > 0 as kept from kept")).toEqual([{ kept: true }]);
  });
});

function listenOn(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const squatter = createServer();
    squatter.once("error", reject);
    squatter.listen(port, "127.0.0.1", () => resolve(squatter));
  });
}
