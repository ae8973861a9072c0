import { parseEnv } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSettings, rehashSnapshot, snapshotEnvLines, snapshotSettings } from "../src/index.ts";
import { rawSettings, settingsOf } from "./settings-source.ts";

const choice = (...values: readonly string[]) => fc.constantFrom(...values);
const someSettings = fc.record(
  {
    TRADING_MODE: choice("paper", "live"),
    EXCHANGE: choice("coinbase", "kraken"),
    TRAILING_TIERS: choice("none", "0.06:1.5", "0.06:1.50,0.1:1"),
    HODL_SYMBOLS: choice("", "BTC/USD", "ETH/USD, BTC/USD"),
    ORDER_SIZE_BY_TRIGGER: choice("", "score:50,webhook:12.5"),
    TAKER_FEE_PCT: choice("0", "0.0040", "0.012"),
    ROC_BUY_PCT: choice("2", "0.000001", "1000"),
    SCORE_BUY_TARGET: choice("5.5", "6.50", "12"),
    SIGNAL_TIMEFRAME: choice("auto", "1h"),
    ALLOW_BUYS_ON_RED_DAY: choice("true", "false"),
    MIN_NET_RR: choice("0", "1.2"),
  },
  { requiredKeys: [] },
);

describe("a snapshot as an env file", () => {
  test("read back gives the same hash, whatever was set (P85)", () => {
    fc.assert(
      fc.property(someSettings, (given) => {
        const { values, hash } = settingsOf(given);
        const stored = snapshotSettings(values);
        const file = snapshotEnvLines(stored).join("\n");
        const read = Object.entries(parseEnv(file)).map(([name, value]): [string, string] => [name, value ?? ""]);
        const parsed = parseSettings(rawSettings(Object.fromEntries(read)));
        expect(parsed.ok && parsed.value.hash).toBe(hash);
        expect(rehashSnapshot(stored)).toEqual({ ok: true, value: hash });
      }),
    );
  });

  test("says that no tiers are none, which is not the default", () => {
    const lines = snapshotEnvLines(snapshotSettings(settingsOf({ TRAILING_TIERS: "none" }).values));
    expect(lines).toContain("TRAILING_TIERS=none");
    expect(lines.some((line) => line.startsWith("TAKER_FEE_PCT"))).toBe(false);
    expect(lines).toEqual(lines.toSorted());
  });

  test("of another release is another configuration, or one that cannot be used any more", () => {
    const stored = snapshotSettings(settingsOf({ HARD_STOP_PCT: "0.06" }).values);
    const { HARD_STOP_PCT: _hardStop, ...older } = stored;
    expect(rehashSnapshot(older)).toEqual({ ok: true, value: settingsOf().hash });
    expect(rehashSnapshot({ ...stored, SIZING_MODE: "all-in" })).toMatchObject({
      ok: false,
      error: [{ name: "SIZING_MODE" }],
    });
  });
});
