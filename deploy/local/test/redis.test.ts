import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

import { askRedis } from "../src/servers/ask-redis.ts";
import {
  findOnPath,
  type InstallHost,
  installRedis,
  type RedisServer,
  resolveQueueServer,
  startRedis,
  waitUntil,
} from "../src/servers/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();
const { PATH } = process.env;
const hasRedis = findOnPath(["redis-server", "valkey-server"], PATH) !== undefined;
if (!hasRedis)
  console.warn("SKIPPED: the private Redis is not tested, because no redis-server or valkey-server is here");

afterAll(() => folder.remove());

function addressOf(server: RedisServer): { port: number; password: string } {
  return { port: server.port, password: new URL(server.url).password };
}

describe.skipIf(!hasRedis)("the private Redis", () => {
  const homeDir = join(folder.path, "höme");
  let server: RedisServer;
  afterAll(() => server.stop());

  test("F44: keeps everything on disk and evicts nothing", async () => {
    server = await startRedis({ homeDir });
    const setting = (name: string): Promise<string> => askRedis(addressOf(server), ["CONFIG", "GET", name]);
    expect(await setting("appendonly")).toBe("appendonly\nyes");
    expect(await setting("maxmemory-policy")).toBe("maxmemory-policy\nnoeviction");
    expect(await setting("bind")).toBe("bind\n127.0.0.1");
    expect(await setting("save")).toBe("save\n");
  });

  test("asks for its password and does not show it on the command line", async () => {
    await expect(askRedis({ port: server.port, password: "wrong" }, ["PING"])).rejects.toThrow("WRONGPASS");
    const { password } = addressOf(server);
    expect(readFileSync(`/proc/${server.pid}/cmdline`, "utf8")).not.toContain(password);
    expect(statSync(join(homeDir, "redis", "redis.conf")).mode & 0o777).toBe(0o600);
  });

  test("after kill -9 it comes back by itself on the same port with what it had", async () => {
    await askRedis(addressOf(server), ["SET", "kept", "yes"]);
    const killed = server.pid ?? 0;
    process.kill(killed, "SIGKILL");
    const isBack = await waitUntil(
      async () => (await askRedis(addressOf(server), ["GET", "kept"]).catch(() => "")) === "yes",
      { withinMs: 10_000, everyMs: 25 },
    );
    expect(isBack).toBe(true);
    expect(server.pid).not.toBe(killed);
  });
});

describe("what carries the queues", () => {
  test("REDIS_URL wins and is left alone", async () => {
    const queue = await resolveQueueServer({
      homeDir: folder.path,
      env: { REDIS_URL: "redis://elsewhere:6379", PATH: "" },
      log: () => undefined,
      host: refusingHost(),
    });
    expect(queue).toMatchObject({ kind: "redis", url: "redis://elsewhere:6379", pid: undefined });
  });

  test("without any Redis to be had Postgres does, and the command for Redis is said in one line", async () => {
    const lines: string[] = [];
    const queue = await resolveQueueServer({
      homeDir: folder.path,
      env: { PATH: "" },
      log: (line) => lines.push(line),
      host: refusingHost(),
    });
    expect(queue).toEqual({ kind: "postgres" });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("apt-get install redis-server");
  });
});

describe("installing Debian's redis-server", () => {
  test("forbids the start of a service while apt-get works, and leaves none enabled", async () => {
    const policyFile = join(folder.path, "policy-rc.d");
    const commands: string[] = [];
    const policies: string[] = [];
    const run: InstallHost["run"] = (command, args) => {
      commands.push([command, ...args].join(" "));
      if (command === "apt-get") policies.push(readFileSync(policyFile, "utf8"));
      return Promise.resolve(command !== "dpkg");
    };
    const lines: string[] = [];
    expect(await installRedis((line) => lines.push(line), { ...debianHost(), policyFile, run })).toBe(true);
    expect(lines).toHaveLength(1);
    expect(policies).toEqual(["#!/bin/sh\nexit 101\n"]);
    expect(existsSync(policyFile)).toBe(false);
    expect(commands).toContain("apt-get install -y -qq --no-install-recommends redis-server");
    expect(commands).toContain("deb-systemd-helper disable redis-server.service");
  });

  test("keeps the host's own policy and a service that was there before", async () => {
    const policyFile = join(folder.path, "own-policy");
    writeFileSync(policyFile, "#!/bin/sh\nexit 0\n");
    const commands: string[] = [];
    const run: InstallHost["run"] = (command) => {
      commands.push(command);
      return Promise.resolve(true);
    };
    expect(await installRedis(() => undefined, { ...debianHost(), policyFile, run })).toBe(true);
    expect(readFileSync(policyFile, "utf8")).toContain("exit 0");
    expect(commands).toEqual(["dpkg", "apt-get"]);
  });

  test("refreshes the package lists when the first try fails", async () => {
    const commands: string[] = [];
    const run: InstallHost["run"] = (command, args) => {
      commands.push(`${command} ${args[0] ?? ""}`);
      return Promise.resolve(commands.includes("apt-get update"));
    };
    const policyFile = join(folder.path, "policy-twice");
    expect(await installRedis(() => undefined, { ...debianHost(), policyFile, run })).toBe(true);
    expect(commands.filter((command) => command === "apt-get install")).toHaveLength(2);
  });

  test.each([
    ["an ordinary user", { isRoot: false }],
    ["another system", { osRelease: "ID=fedora\n" }],
    ["a host without apt-get", { hasAptGet: false }],
  ])("nothing is run for %s", async (_case, difference) => {
    expect(await installRedis(() => undefined, { ...refusingHost(), isRoot: true, ...difference })).toBe(false);
  });
});

function debianHost(): InstallHost {
  return {
    isRoot: true,
    osRelease: 'PRETTY_NAME="Debian"\nID=debian\n',
    hasAptGet: true,
    policyFile: join(folder.path, "unused"),
    run: () => Promise.resolve(true),
  };
}

function refusingHost(): InstallHost {
  const run = (): Promise<boolean> => Promise.reject(new Error("no command may be run here"));
  return { ...debianHost(), isRoot: false, run };
}
