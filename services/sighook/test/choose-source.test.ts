import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSettings, type Settings } from "@bottrader/contracts";
import { createLogger } from "@bottrader/platform";
import type { BarBatch } from "@bottrader/ports";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { chooseSource } from "../src/compose/choose-source.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "candles "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const START_MS = Date.UTC(2025, 0, 1);

/** Nothing listens there, and nothing outside this machine is asked. */
const UNREACHABLE = "http://127.0.0.1:1";

function settingsOf(given: Readonly<Record<string, string>>): Settings {
  const parsed = parseSettings(
    new Map(Object.entries(given).map(([name, value]) => [name, { value, source: "test" }])),
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.values;
}

function choose(given: Readonly<Record<string, string>>) {
  const lines: string[] = [];
  const log = createLogger({ service: "sighook", level: "info", stream: { write: (line) => void lines.push(line) } });
  return { lines, chosen: chooseSource(settingsOf(given), log, null) };
}

function record(name: string, minutes: number): void {
  const rows = Array.from(
    { length: minutes },
    (_, minute) => `${START_MS + minute * 60_000},100,101,99,100.5,${minute + 1}`,
  );
  writeFileSync(join(folder, name), `timestamp_ms,open,high,low,close,volume\n${rows.join("\n")}\n`);
}

async function all(batches: AsyncIterable<BarBatch>): Promise<readonly BarBatch[]> {
  const read: BarBatch[] = [];
  for await (const batch of batches) read.push(batch);
  return read;
}

describe("a recording", () => {
  test("is played on its own timeframe, as fast as everything settles", async () => {
    record("BINANCE_BTC-USDT_1m.csv", 10);
    record("BINANCE_ETH-USDT_1m.csv", 10);
    const { source, live, paceMs } = await choose({ MARKET_SOURCE: "recorded", CANDLES_DIR: folder }).chosen;
    expect([source.kind, source.exchange, source.timeframe, live, paceMs]).toEqual([
      "recorded",
      "binance",
      "1m",
      null,
      null,
    ]);
    expect(source.markets.map(({ symbol }) => symbol).toSorted()).toEqual(["BTC/USDT", "ETH/USDT"]);
    const batches = await all(source.batches(0, new AbortController().signal));
    expect(batches).toHaveLength(source.batchesTotal ?? -1);
  });

  test("at a speed keeps the pace of its bars", async () => {
    record("BINANCE_BTC-USDT_1m.csv", 10);
    const given = { MARKET_SOURCE: "recorded", CANDLES_DIR: folder, REPLAY_SPEED: "60" };
    expect((await choose(given).chosen).paceMs).toBe(1_000);
  });

  test("is aggregated to a coarser timeframe when one is asked for", async () => {
    record("BINANCE_BTC-USDT_1m.csv", 30);
    const given = { MARKET_SOURCE: "recorded", CANDLES_DIR: folder, SIGNAL_TIMEFRAME: "15m" };
    const { source } = await choose(given).chosen;
    expect([source.timeframe, source.batchesTotal]).toEqual(["15m", 2]);
  });

  test("trades at the configured fees, or the exchange's first tier", async () => {
    record("BINANCE_BTC-USDT_1m.csv", 5);
    const given = { MARKET_SOURCE: "recorded", CANDLES_DIR: folder };
    const feesOf = async (more: Record<string, string>) =>
      (await choose({ ...given, ...more }).chosen).source.markets[0]?.takerFeeRatio.toFixed();
    expect(await feesOf({})).toBe("0.001");
    expect(await feesOf({ TAKER_FEE_PCT: "0.0042" })).toBe("0.0042");
  });

  test("that cannot be read is refused with everything that is wrong, never replaced by another market", async () => {
    await expect(choose({ MARKET_SOURCE: "recorded", CANDLES_DIR: folder }).chosen).rejects.toThrow(folder);
    writeFileSync(join(folder, "BINANCE_BTC-USDT_1m.csv"), "timestamp_ms,open,high,low,close,volume\n1,2,3,4,5,abc\n");
    await expect(choose({ MARKET_SOURCE: "recorded", CANDLES_DIR: folder }).chosen).rejects.toThrow("BTC-USDT");
  });
});

describe("a synthetic market", () => {
  test("is played when asked for, and says that it is synthetic", async () => {
    const { source, live } = await choose({ MARKET_SOURCE: "synthetic" }).chosen;
    expect([source.kind, source.exchange, live]).toEqual(["synthetic", "synthetic", null]);
    expect(source.markets).toHaveLength(8);
  });

  test("has the symbols that are configured", async () => {
    const { source } = await choose({ MARKET_SOURCE: "synthetic", SYMBOLS: "LTC/EUR" }).chosen;
    expect(source.markets.map(({ symbol }) => symbol)).toEqual(["LTC/EUR"]);
  });
});

describe("without network", () => {
  const offline = { EXCHANGE: "binance", EXCHANGE_BASE_URL: UNREACHABLE, SYMBOLS: "BTC/USDT" };

  test("auto plays a synthetic market and says so loudly", async () => {
    const { chosen, lines } = choose(offline);
    expect((await chosen).source.kind).toBe("synthetic");
    expect(lines.join("")).toContain("SYNTHETIC");
  });

  test("live refuses: a feed that was asked for is not replaced by invented prices", async () => {
    await expect(choose({ ...offline, MARKET_SOURCE: "live" }).chosen).rejects.toThrow("cannot be reached");
  });

  test("real money is never moved by invented prices", async () => {
    await expect(choose({ ...offline, TRADING_MODE: "live" }).chosen).rejects.toThrow("cannot be reached");
  });
});
