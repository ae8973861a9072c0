import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

import {
  type ProcessExit,
  processIdentity,
  type SupervisedProcess,
  type SuperviseOptions,
  superviseProcess,
  waitUntil,
} from "../src/servers/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();
const started: SupervisedProcess[] = [];
const lines: string[] = [];

afterAll(async () => {
  await Promise.all(started.map((process) => process.stop()));
  folder.remove();
});

function supervise(script: string, options: Partial<SuperviseOptions> = {}): SupervisedProcess {
  const supervised = superviseProcess({
    name: "fake",
    command: process.execPath,
    args: ["-e", script],
    env: process.env,
    log: (line) => lines.push(line),
    restart: { firstDelayMs: 10, delayMsMax: 40, healthyAfterMs: 60_000 },
    ...options,
  });
  started.push(supervised);
  return supervised;
}

const soon = { withinMs: 10_000, everyMs: 5 };
const IDLE = "setInterval(() => undefined, 1000)";

describe("a supervised process", () => {
  test("is started again after kill -9", async () => {
    const service = supervise(IDLE);
    const exits: ProcessExit[] = [];
    service.onExit((exit) => exits.push(exit));
    const killed = service.pid ?? 0;
    process.kill(killed, "SIGKILL");
    expect(await waitUntil(() => service.pid !== undefined && service.pid !== killed, soon)).toBe(true);
    expect(exits).toEqual([{ code: null, signal: "SIGKILL", error: undefined, restartInMs: 10 }]);
  });

  test("is started again after a growing pause that has a limit", async () => {
    const service = supervise("process.exit(3)");
    const pauses: (number | undefined)[] = [];
    service.onExit((exit) => pauses.push(exit.restartInMs));
    await waitUntil(() => pauses.length >= 5, soon);
    await service.stop();
    expect(pauses.slice(0, 5)).toEqual([10, 20, 40, 40, 40]);
  });

  test("shows each line with its name in front", async () => {
    const service = supervise(`console.log("one\\ntwo"); console.error("three"); ${IDLE}`);
    expect(await waitUntil(() => lines.includes("[fake] two") && lines.includes("[fake] three"), soon)).toBe(true);
    await service.stop();
  });

  test("stays stopped, and is killed when it does not heed the stop signal in time", async () => {
    const outputFile = join(folder.path, "stubborn.log");
    const service = supervise(`process.on("SIGTERM", () => undefined); console.log("up"); ${IDLE}`, {
      stopWithinMs: 100,
      outputFile,
    });
    await waitUntil(() => readFileSync(outputFile, "utf8") === "up\n", soon);
    const pid = service.pid ?? 0;
    await service.stop();
    expect(service.pid).toBeUndefined();
    expect(processIdentity(pid)).toBeUndefined();
    expect(lines).toContain("fake did not stop in time and is killed");
  });

  test.each([
    ["a program that does not exist", { command: join(folder.path, "nothing") }],
    ["a log that cannot be written", { outputFile: join(folder.path, "no such folder", "a.log") }],
  ])("%s is an exit, not an exception", async (_case, options) => {
    const service = supervise("", { ...options, restart: false });
    let error: string | undefined;
    service.onExit((exit) => {
      error = exit.error;
    });
    expect(await waitUntil(() => error !== undefined, soon)).toBe(true);
    expect(error).toContain("ENOENT");
  });

  test("a running process is adopted, and replaced when it dies", async () => {
    const first = supervise(IDLE, { restart: false });
    const adopted = supervise(IDLE, { adoptPid: first.pid ?? 0 });
    expect(adopted.pid).toBe(first.pid);
    process.kill(first.pid ?? 0, "SIGKILL");
    const original = adopted.pid;
    expect(await waitUntil(() => adopted.pid !== undefined && adopted.pid !== original, soon)).toBe(true);
  });
});

describe("the identity of a process", () => {
  test("is stable while it runs, and there is none for a dead process or no process at all", async () => {
    expect(processIdentity(process.pid)).toBe(processIdentity(process.pid));
    expect(processIdentity(0)).toBeUndefined();
    expect(processIdentity(Number.NaN)).toBeUndefined();
    const service = supervise("", { restart: false });
    const pid = service.pid ?? 0;
    expect(await waitUntil(() => processIdentity(pid) === undefined, soon)).toBe(true);
  });
});
