import { describe, expect, test } from "vitest";
import { cli, folder } from "./harness.ts";

describe("wrong usage", () => {
  test("is exit code 2 with every fault at once", async () => {
    const run = await cli(
      ["report", "--since", "yesterday", "--until", "2026-13-01", "--by", "mood", "--frmat", "csv", "--format", "xml"],
      { env: { HARD_STOP_PCT: "7" } },
    );
    expect(run.code).toBe(2);
    expect(run.stdout).toBe("");
    expect(run.faults).toEqual([
      "there is no option --frmat",
      '"csv" belongs to no option',
      '--since must be a UTC day such as 2026-01-31 or a time such as 2026-01-31T08:00:00Z, not "yesterday"',
      '--until must be a UTC day such as 2026-01-31 or a time such as 2026-01-31T08:00:00Z, not "2026-13-01"',
      '--by must be one of symbol, trigger, exitReason, snapshot, day, hour, not "mood"',
      '--format must be one of text, json, csv, html, not "xml"',
      "HARD_STOP_PCT must be within 0.0001 to 1",
    ]);
  });

  test("an unknown command, or none, is exit code 2", async () => {
    expect((await cli(["reprot"])).code).toBe(2);
    expect((await cli([])).code).toBe(2);
  });

  test.each([
    ["an option given twice", ["fifo", "--fills", "a", "--fills", "b"], "--fills is given more than once"],
    ["a missing option", ["fifo"], "--fills is missing"],
    [
      "a period that ends before it begins",
      ["report", "--since", "2026-02-01", "--until", "2026-01-01"],
      "--until must be later than --since",
    ],
    ["two formats", ["report", "--json", "--format", "csv"], "--json and --format csv contradict"],
    ["a preset that is not there", ["config", "--preset", "phase9"], '--preset: there is no "phase9"; known are none'],
  ])("%s is named", async (_, argv, fault) => {
    const run = await cli(argv, { cwd: folder() });
    expect(run).toMatchObject({ code: 2, faults: [fault] });
  });

  test("an option that lacks its value does not hide the other faults", async () => {
    const run = await cli(["alert", "--action", "hold", "--id", "--symbol", "BTC/USD"], { cwd: folder() });
    expect(run.code).toBe(2);
    expect(run.faults).toEqual([
      '"BTC/USD" belongs to no option',
      "--id needs a value",
      "--symbol is missing",
      "--action must be one of buy, sell, close, cancel",
    ]);
    expect((await cli(["fifo", "--fills"])).code).toBe(2);
  });

  test("help and version are results, not faults", async () => {
    expect(await cli(["--version"])).toMatchObject({ code: 0, stdout: "1.2.3\n" });
    const help = await cli(["alert", "--help"]);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain("--stop-loss <price>");
    expect(help.stdout).toContain("--preset <name>");
  });
});

describe("config", () => {
  test("shows each value with its source: environment over file over preset over default (P99)", async () => {
    const cwd = folder({
      "deploy/presets/mine.env": "BB_PERIOD=21\nRSI_PERIOD=15\nROC_PERIOD=6\n",
      "my.env": "RSI_PERIOD=16\nROC_PERIOD=7\n",
    });
    const run = await cli(["config", "--json", "--preset", "mine", "--env", "my.env"], {
      cwd,
      env: { ROC_PERIOD: "8" },
    });
    const { settings } = JSON.parse(run.stdout) as { settings: { name: string }[] };
    const shown = (name: string) => settings.find((setting) => setting.name === name);
    expect(shown("BB_PERIOD")).toMatchObject({ value: "21", source: "preset" });
    expect(shown("RSI_PERIOD")).toMatchObject({ value: "16", source: "env file" });
    expect(shown("ROC_PERIOD")).toMatchObject({ value: "8", source: "environment" });
    expect(shown("ATR_PERIOD")).toMatchObject({ value: "14", source: "default" });
  });

  test("never shows a secret, in neither form", async () => {
    const env = { WEBHOOK_SECRET: "open-sesame", DATABASE_URL: "postgres://me:open-sesame@host/db" };
    for (const argv of [["config"], ["config", "--json"], ["config", "--check"]]) {
      const run = await cli(argv, { env });
      expect(run.code).toBe(0);
      expect(run.stdout + run.stderr).not.toContain("open-sesame");
    }
  });

  test("a name nobody knows is warned about (P86)", async () => {
    const cwd = folder({ "my.env": "BB_PERIODE=21\n" });
    const run = await cli(["config", "--check", "--env", "my.env"], { cwd });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("BB_PERIODE");
  });

  test("settings that cannot be used together are exit code 2, on stdout too when asked for JSON", async () => {
    const env = { TRADING_MODE: "live", WEBHOOK_AUTH: "none" };
    const run = await cli(["config", "--check", "--json"], { env });
    expect(run.code).toBe(2);
    expect(run.faults).toContain("WEBHOOK_AUTH must not be none in live mode");
    expect(run.faults).toContain("EXCHANGE_API_KEY is needed in live mode");
    expect(JSON.parse(run.stdout)).toEqual({ valid: false, faults: run.faults });
  });

  test("the hash changes with what decides trades, and with nothing else", async () => {
    const hash = async (env: Readonly<Record<string, string>>): Promise<string> =>
      (JSON.parse((await cli(["config", "--check", "--json"], { env })).stdout) as { hash: string }).hash;
    const own = await hash({});
    expect(await hash({ PORT: "9999", LOG_LEVEL: "debug" })).toBe(own);
    expect(await hash({ HARD_STOP_PCT: "0.06" })).not.toBe(own);
  });
});
