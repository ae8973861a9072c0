import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cli, folder, REPOSITORY } from "./harness.ts";

const HEADER = "timestamp_ms,open,high,low,close,volume";
const START_MS = 1_700_000_100_000;
const FIELDS = ["timestamp", "close", "indicators", "score", "votes", "action", "trigger", "guards"];

/** A slow wave with a steep end, so that something happens. */
function candles(count: number, intervalMs = 300_000): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const base = 100 + 10 * Math.sin(index / 15) + (index > count - 8 ? (index - count + 8) ** 2 : 0);
    const close = base + ((index * 7) % 5) / 10;
    return [
      START_MS - (START_MS % intervalMs) + index * intervalMs,
      base,
      Math.max(base, close) + 0.5,
      Math.min(base, close) - 0.5,
      close,
      10 + (index % 9),
    ].join(",");
  });
  return [HEADER, ...lines, ""].join("\n");
}

type Line = Readonly<Record<string, unknown>> & { readonly timestamp: number; readonly action: string };
const linesOf = (stdout: string): readonly Line[] =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

describe("signals", () => {
  test("is one line a closed bar with exactly the fields of the interface, null until warmed up", async () => {
    const cwd = folder({ "BINANCE_ADA-USDT_5m.csv": candles(400) });
    const run = await cli(["signals", "--candles", "BINANCE_ADA-USDT_5m.csv", "--json"], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const lines = linesOf(run.stdout);
    expect(lines).toHaveLength(400);
    expect(lines.every((line) => JSON.stringify(Object.keys(line)) === JSON.stringify(FIELDS))).toBe(true);
    expect(lines[0]?.["indicators"]).toMatchObject({ rsi: null, macd: null, bbUpper: null, atr: null });
    expect(lines.at(-1)?.["indicators"]).toMatchObject({ rsi: expect.any(Number), atr: expect.any(Number) });
    expect(lines.at(-1)?.["votes"]).toHaveLength(14);
  });

  test("bars of a coarser timeframe are made from finer candles, and none of one still forming", async () => {
    const cwd = folder({ "BINANCE_ADA-USDT_5m.csv": candles(40) });
    const env = { SIGNAL_TIMEFRAME: "15m" };
    const run = await cli(["signals", "--candles", "BINANCE_ADA-USDT_5m.csv", "--json"], { cwd, env });
    const stamps = linesOf(run.stdout).map(({ timestamp }) => timestamp);
    expect(stamps.every((stamp) => stamp % 900_000 === 0)).toBe(true);
    expect(stamps.length).toBe(13);
  });

  test("finer bars than the file's cannot be made: exit code 2 and what is allowed", async () => {
    const cwd = folder({ "BINANCE_ADA-USDT_5m.csv": candles(40) });
    const run = await cli(["signals", "--candles", "BINANCE_ADA-USDT_5m.csv"], {
      cwd,
      env: { SIGNAL_TIMEFRAME: "1m" },
    });
    expect(run.code).toBe(2);
    expect(run.faults[0]).toContain("a multiple of the file's 5m");
  });

  test("for people it is the bars on which something was decided, with the guard that stopped it", async () => {
    const cwd = folder({ "BINANCE_ADA-USDT_5m.csv": candles(400) });
    const run = await cli(["signals", "--candles", "BINANCE_ADA-USDT_5m.csv"], {
      cwd,
      env: { SCORE_SELL_TARGET: "3.5" },
    });
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/^Signals of ADA\/USDT on binance, 5m candles/);
    expect(run.stdout).toMatch(/400 bars \(0 candles missing\)/);
    expect(run.stdout).toMatch(/stopped by \w+/);
  });

  test("a faulty file is refused with its lines, whole, before anything is printed", async () => {
    const cwd = folder({ "BINANCE_ADA-USDT_5m.csv": candles(40).replace(",10\n", ",ten\n"), "ada.csv": "" });
    const run = await cli(["signals", "--candles", "BINANCE_ADA-USDT_5m.csv", "--json"], { cwd });
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.faults[0]).toContain("BINANCE_ADA-USDT_5m.csv line 2");
    expect((await cli(["signals", "--candles", "ada.csv"], { cwd })).faults[0]).toContain(
      "EXCHANGE_BASE-QUOTE_TIMEFRAME",
    );
  });

  test("the same candles give the same lines (I10), recorded ones where there are any", async () => {
    const recorded = join(REPOSITORY, "..", "shared", "data", "candles", "binance-5m-2021");
    const cwd = existsSync(recorded) ? recorded : folder({ "BINANCE_ADA-USDT_5m.csv": candles(400) });
    const [file = ""] = readdirSync(cwd).filter((name) => name.startsWith("BINANCE_ADA"));
    const once = await cli(["signals", "--candles", file, "--json"], { cwd });
    const again = await cli(["signals", "--candles", file, "--json"], { cwd });
    expect(once.code).toBe(0);
    expect(again.stdout === once.stdout).toBe(true);
    expect(linesOf(once.stdout).filter(({ action }) => action !== "hold").length).toBeGreaterThan(0);
  });
});
