import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Checked } from "../src/checked.ts";
import { chooseMarket } from "../src/choose-market.ts";
import { describeRecording } from "../src/describe-recording.ts";
import { planStart, type StartPlan } from "../src/plan-start.ts";
import { sessionDatabase } from "../src/session-database.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();
const root = join(folder.path, "repository");
const candles = join(folder.path, "candles");

beforeAll(() => {
  mkdirSync(join(root, "deploy", "presets"), { recursive: true });
  writeFileSync(join(root, "deploy", "presets", "calm.env"), "BUY_TARGET=6.5\nLOG_LEVEL=debug\n");
  mkdirSync(candles);
  writeFileSync(join(candles, "BINANCE_ETH-USDT_1m.csv.gz"), "x");
  writeFileSync(join(candles, "BINANCE_BTC-USDT_1m.csv"), "xy");
  writeFileSync(join(candles, "notes.txt"), "not a candle file");
  mkdirSync(join(folder.path, "empty"));
  writeFileSync(join(folder.path, "my.env"), "LOG_LEVEL=warn\nOPERATOR_PASSWORD_FILE=password.txt\n");
});

afterAll(() => folder.remove());

function plan(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Checked<StartPlan> {
  return planStart({ argv, env, cwd: folder.path, root });
}

function faultsOf(checked: Checked<unknown>): readonly string[] {
  return checked.ok ? [] : checked.faults;
}

function started(checked: Checked<StartPlan>): Extract<StartPlan, { kind: "start" }> {
  if (!checked.ok || checked.value.kind !== "start") throw new Error(`no start: ${faultsOf(checked).join("; ")}`);
  return checked.value;
}

describe("the command line of npm start", () => {
  test("gives every fault at once", () => {
    const faults = faultsOf(
      plan(["--candles", "nowhere", "--speed=-3", "--preset", "wild", "--env", "gone.env", "--fast", "now"], {
        PORT: "eighty",
        MARKET_SOURCE: "tea leaves",
      }),
    );
    expect(faults).toEqual([
      "unknown option --fast; see --help",
      '"now" is not an option; see --help',
      '--speed must be a positive number or max, not "-3"',
      '--preset: there is no "wild"; known are: calm',
      expect.stringContaining("gone.env cannot be read"),
      'PORT must be a port number, not "eighty"',
      'MARKET_SOURCE must be one of auto, live, synthetic, recorded, not "tea leaves"',
      expect.stringContaining("nowhere is not a folder"),
    ]);
  });

  test.each([
    [["--speed", "0", "--candles", "candles"], "--speed must be a positive number"],
    [["--speed", "1e3", "--candles", "candles"], "--speed must be a positive number"],
    [["--speed", "max"], "--speed has no effect without --candles"],
    [["--until-done"], "--until-done has no end to wait for without --candles"],
    [["--until-done=yes", "--candles", "candles"], "--until-done takes no value"],
    [["--candles"], "--candles needs a value"],
    [["--candles", "--until-done"], "--candles needs a value"],
    [["--env", "a", "--env", "b"], "--env is given more than once"],
    [["--candles", "empty"], "is named like EXCHANGE_BASE-QUOTE_TIMEFRAME.csv[.gz]"],
  ])("%j is refused: %s", (argv, fault) => {
    expect(faultsOf(plan(argv)).join("\n")).toContain(fault);
  });

  test("--help wins over everything else", () => {
    expect(plan(["--help", "--nonsense"])).toEqual({ ok: true, value: { kind: "help" } });
  });

  test("a folder is found from the shell's folder although npm has changed to the package's", () => {
    const checked = planStart({ argv: ["--candles", "candles"], env: { INIT_CWD: folder.path }, cwd: root, root });
    expect(started(checked).recording?.dir).toBe(candles);
  });

  test("P99: process environment wins over env file, env file over preset", () => {
    writeFileSync(join(folder.path, "password.txt"), "kept apart\n");
    const argv = ["--preset", "calm", "--env", "my.env"];
    const passwordFile = join(folder.path, "password.txt");
    const fromFile = started(plan(argv, { OPERATOR_PASSWORD_FILE: passwordFile }));
    expect(fromFile.settings).toMatchObject({ BUY_TARGET: "6.5", LOG_LEVEL: "warn", OPERATOR_PASSWORD: "kept apart" });
    const env = { LOG_LEVEL: "error", OPERATOR_PASSWORD: "given", OPERATOR_PASSWORD_FILE: passwordFile };
    expect(started(plan(argv, env)).settings).toMatchObject({ LOG_LEVEL: "error", OPERATOR_PASSWORD: "given" });
  });
});

describe("market sessions", () => {
  test("the same recording has the same session wherever it lies, another recording another one", () => {
    const session = (dir: string): string => {
      const described = describeRecording(dir);
      return described.ok ? described.value.session : "";
    };
    const copy = join(folder.path, "copy");
    mkdirSync(copy);
    writeFileSync(join(copy, "BINANCE_BTC-USDT_1m.csv"), "xy");
    writeFileSync(join(copy, "BINANCE_ETH-USDT_1m.csv.gz"), "x");
    expect(session(candles)).toMatch(/^rec_[0-9a-f]{12}$/u);
    expect(session(copy)).toBe(session(candles));
    writeFileSync(join(copy, "BINANCE_ETH-USDT_1m.csv.gz"), "longer");
    expect(session(copy)).not.toBe(session(candles));
  });

  test("a given database serves the live session as it is, and other sessions get one beside it", () => {
    const url = "postgresql://me:secret@db.example:5432/trading?sslmode=require";
    expect(sessionDatabase(url, "live")).toBe(url);
    expect(sessionDatabase(url, "synthetic")).toBe(url.replace("/trading", "/trading_synthetic"));
  });

  test("without a network the market is synthetic, says so and has a session of its own", async () => {
    const lines: string[] = [];
    const log = (line: string): void => {
      lines.push(line);
    };
    const unreachable = (): Promise<boolean> => Promise.resolve(false);
    const asked = { settings: {}, recording: undefined };
    const market = await chooseMarket(asked, { log, canReach: unreachable });
    expect(market).toEqual({ source: "synthetic", session: "synthetic" });
    expect(lines.join()).toContain("SYNTHETIC");
    expect(await chooseMarket(asked, { log, canReach: () => Promise.resolve(true) })).toEqual({
      source: "live",
      session: "live",
    });
    const wish = { settings: { MARKET_SOURCE: "live" }, recording: undefined };
    expect(await chooseMarket(wish, { log, canReach: unreachable })).toEqual({ source: "live", session: "live" });
  });
});
