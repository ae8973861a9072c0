import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { launch } from "../src/launch.ts";
import { findFreePort, findOnPath, processIdentity, superviseProcess, waitUntil } from "../src/servers/index.ts";
import { recordChildren } from "../src/service-children.ts";
import { createTerminal } from "../src/terminal.ts";
import { writeFakeRepository } from "./fake-repository.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();
const root = join(folder.path, "repository");
const home = join(root, ".bottrader");
const candles = join(folder.path, "candles");
const migrated: string[] = [];
const { PATH = "" } = process.env;
const hasRedis = findOnPath(["redis-server", "valkey-server"], PATH) !== undefined;
let basePort = 0;

beforeAll(async () => {
  writeFakeRepository(root);
  mkdirSync(candles);
  writeFileSync(join(candles, "BINANCE_ETH-USDT_1m.csv"), "x");
  basePort = await findFreePort();
});

beforeEach(() => {
  for (const file of ["stopped.txt", "report.txt"]) rmSync(join(home, file), { force: true });
  migrated.length = 0;
});

afterAll(() => folder.remove());

interface Run {
  readonly code: Promise<number>;
  readonly stop: () => void;
  readonly text: () => string;
}

function start(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  const aborted = new AbortController();
  let text = "";
  const output = {
    write(chunk: string) {
      text += chunk;
    },
  };
  const code = launch({
    argv,
    env: { PATH, PORT: String(basePort), SIGHOOK_PORT: String(basePort), MARKET_SOURCE: "synthetic", ...env },
    cwd: folder.path,
    root,
    terminal: createTerminal(output, output),
    signal: aborted.signal,
    migrate: (databaseUrl) => {
      migrated.push(databaseUrl);
      return Promise.resolve([]);
    },
  });
  return { code, stop: () => aborted.abort(), text: () => text };
}

async function untilUp(run: Run): Promise<void> {
  await waitUntil(() => run.text().includes("Ctrl-C stops everything") || run.text().includes("bottrader:"), {
    withinMs: 20_000,
    everyMs: 10,
  });
  expect(run.text()).toContain("Ctrl-C stops everything");
}

function readJson(path: string): Record<string, unknown> {
  const read: unknown = JSON.parse(readFileSync(path, "utf8"));
  return Object.fromEntries(Object.entries(Object(read)));
}

describe("npm start", () => {
  test("plays a recording to its end, prints the report, stops in reverse order and leaves nothing running", async () => {
    const run = start(["--candles", "candles", "--speed", "max", "--until-done"]);
    expect(await run.code).toBe(0);
    expect(run.text()).toContain("the recording is over: 3 bars");
    expect(readFileSync(join(home, "report.txt"), "utf8")).toBe("report");
    expect(readFileSync(join(home, "stopped.txt"), "utf8")).toBe("sighook\nwebhook\n");
    expect(existsSync(join(home, "runtime.json"))).toBe(false);
    const env = readJson(join(home, "sighook.env.json"));
    expect(env).toMatchObject({ MARKET_SOURCE: "recorded", CANDLES_DIR: candles, REPLAY_SPEED: "max" });
    expect(env["MARKET_SESSION"]).toMatch(/^rec_[0-9a-f]{12}$/u);
    expect(env["DATABASE_URL"]).toBe(migrated[0]);
    expect(new URL(String(env["DATABASE_URL"])).pathname).toBe(`/${String(env["MARKET_SESSION"])}`);
    expect(env["PORT"]).not.toBe(env["SIGHOOK_PORT"]);
  });

  test.each([
    ["a recording that fails", { FAKE_TAPE: "failed" }, "the recording failed: bad candle"],
    ["a report that fails", { FAKE_REPORT_CODE: "1" }, "the recording is over"],
    ["a service that cannot start", { FAKE_FAULT: "sighook" }, "sighook does not get ready and keeps ending"],
  ])("%s makes the exit code 1 and stops everything", async (_case, env, message) => {
    const run = start(["--candles", "candles", "--until-done"], env);
    expect(await run.code).toBe(1);
    expect(run.text()).toContain(message);
    expect(readFileSync(join(home, "stopped.txt"), "utf8")).toContain("webhook");
  });

  test("tells the operator and the command line where everything is", async () => {
    const run = start([]);
    await untilUp(run);
    const runtime = readJson(join(home, "runtime.json"));
    expect(statSync(join(home, "runtime.json")).mode & 0o777).toBe(0o600);
    expect(runtime).toMatchObject({ session: "synthetic", marketSource: "synthetic" });
    expect(run.text()).toContain("SYNTHETIC");
    expect(run.text()).toContain(String(runtime["operatorToken"]));
    expect(run.text()).toContain(`{"secret":"${String(runtime["webhookSecret"])}","symbol":"BTC/USDT","action":"buy"`);
    expect(readJson(join(home, "webhook.env.json"))).toMatchObject({
      OPERATOR_TOKEN: runtime["operatorToken"],
      WEBHOOK_SECRET: runtime["webhookSecret"],
      BOTTRADER_HOME: home,
    });

    const second = start([]);
    expect(await second.code).toBe(1);
    expect(second.text()).toContain("already running");
    expect(existsSync(join(home, "runtime.json"))).toBe(true);

    run.stop();
    expect(await run.code).toBe(0);
    const others = Object.values(Object(runtime["pids"])).filter((pid) => pid !== process.pid);
    expect(others).toHaveLength(hasRedis ? 4 : 3);
    expect(others.map((pid) => processIdentity(Number(pid)))).toEqual(others.map(() => undefined));
  });

  test("a service killed with -9 is started again on its port, and the runtime file follows", async () => {
    const run = start([]);
    await untilUp(run);
    const pids = (): Record<string, number> => Object(readJson(join(home, "runtime.json"))["pids"]);
    const { webhook: killed = 0 } = pids();
    process.kill(killed, "SIGKILL");
    await waitUntil(() => pids()["webhook"] !== killed, { withinMs: 5_000, everyMs: 10 });
    const { PORT: port } = readJson(join(home, "webhook.env.json"));
    const answers = async (): Promise<boolean> =>
      (await fetch(`http://127.0.0.1:${String(port)}/readyz`).catch(() => undefined))?.status === 200;
    expect(await waitUntil(answers, { withinMs: 5_000, everyMs: 20 })).toBe(true);
    run.stop();
    expect(await run.code).toBe(0);
  });

  test("what is given is used: DATABASE_URL and REDIS_URL start no server, secrets are not shown", async () => {
    const run = start([], {
      DATABASE_URL: "postgresql://nobody:x@127.0.0.1:1/trading",
      REDIS_URL: "redis://127.0.0.1:1",
      OPERATOR_PASSWORD: "hunter2-hunter2",
    });
    expect(await run.code).toBe(1);
    expect(run.text()).toContain(
      "bottrader: the database 127.0.0.1:1/trading_synthetic cannot be used: connect ECONNREFUSED",
    );
    expect(run.text()).not.toContain("hunter2");
  });

  test("a port in use gives the next free one and a line about it", async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(basePort, "127.0.0.1", () => resolve()));
    const run = start([]);
    await untilUp(run);
    expect(run.text()).toContain(`port ${basePort} is in use: PORT is `);
    run.stop();
    expect(await run.code).toBe(0);
    await new Promise((resolve) => squatter.close(resolve));
  });

  test("services that a killed launcher left behind are stopped before new ones start", async () => {
    const orphan = superviseProcess({
      name: "sighook",
      command: process.execPath,
      args: ["-e", "setInterval(() => undefined, 1000)"],
      env: process.env,
      log: () => undefined,
      restart: false,
    });
    recordChildren(home).started("sighook", orphan.pid ?? 0);
    writeFileSync(join(home, "launcher.lock"), JSON.stringify({ pid: orphan.pid, identity: "of an earlier boot" }));
    const run = start([]);
    await untilUp(run);
    expect(orphan.pid).toBeUndefined();
    run.stop();
    expect(await run.code).toBe(0);
  });

  test("wrong usage is exit code 2 and starts nothing", async () => {
    const run = start(["--candles", "nowhere", "--speed", "fast"]);
    expect(await run.code).toBe(2);
    expect(run.text().match(/^bottrader: /gmu)).toHaveLength(2);
  });
});
