import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSettings, SETTING_NAMES, SNAPSHOT_GROUPS, settingsCatalogue, snapshotSettings } from "../src/index.ts";
import { rawSettings, settingsOf } from "./settings-source.ts";

const decides = (name: (typeof SETTING_NAMES)[number]): boolean =>
  SNAPSHOT_GROUPS.includes(settingsCatalogue[name].group);

describe("the snapshot hash", () => {
  test("is 16 hex digits and the same for the same settings", () => {
    expect(settingsOf().hash).toMatch(/^[0-9a-f]{16}$/);
    expect(settingsOf().hash).toBe(settingsOf().hash);
  });

  test("a default said out loud changes nothing", () => {
    const spoken = Object.fromEntries(
      SETTING_NAMES.flatMap((name) => {
        const { fallback } = settingsCatalogue[name];
        return fallback === null ? [] : [[name, fallback]];
      }),
    );
    expect(settingsOf(spoken).hash).toBe(settingsOf().hash);
  });

  test("spelling and order change nothing", () => {
    expect(settingsOf({ HARD_STOP_PCT: "0.050", BB_DEVIATIONS: "2.0" }).hash).toBe(settingsOf().hash);
    expect(settingsOf({ EXCLUDED_SYMBOLS: "BTC/USD, ETH/USD" }).hash).toBe(
      settingsOf({ EXCLUDED_SYMBOLS: "ETH/USD,BTC/USD" }).hash,
    );
    const given = { MACD_FAST: "10", HARD_STOP_PCT: "0.06", RSI_OVERSOLD: "25" };
    const names = Object.keys(given) as (keyof typeof given)[];
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (order) => {
        const shuffled = Object.fromEntries(order.map((name) => [name, given[name]]));
        const parsed = parseSettings(rawSettings(shuffled));
        expect(parsed.ok && parsed.value.hash).toBe(settingsOf(given).hash);
      }),
    );
  });

  const changes: readonly Readonly<Record<string, string>>[] = [
    { HARD_STOP_PCT: "0.051" },
    { WEIGHT_RSI: "1.6" },
    { SIGNAL_TIMEFRAME: "1h" },
    { TRAILING_TIERS: "0.06:1.5" },
    { EXCLUDED_SYMBOLS: "BTC/USD" },
    { ALLOW_PYRAMIDING: "true" },
    { MAKER_FEE_PCT: "0.001" },
    { EXCHANGE: "kraken" },
  ];
  test.each(changes)("changes with a setting that decides trades: %j", (change) => {
    expect(settingsOf(change).hash).not.toBe(settingsOf().hash);
  });

  test("is another one for every deciding setting that is changed", () => {
    const flipped: Record<string, string> = { true: "false", false: "true" };
    const hashes = SETTING_NAMES.filter(decides).flatMap((name) => {
      const { fallback } = settingsCatalogue[name];
      const other = flipped[fallback ?? ""];
      return other === undefined ? [] : [settingsOf({ [name]: other }).hash];
    });
    expect(new Set([...hashes, settingsOf().hash]).size).toBe(hashes.length + 1);
    expect(hashes.length).toBeGreaterThan(5);
  });

  test.each([{ PORT: "9000" }, { LOG_LEVEL: "debug" }, { WEBHOOK_SECRET: "another secret" }, { RELEASE: "9.9.9" }])(
    "does not change with what decides no trade: %j",
    (change) => expect(settingsOf(change).hash).toBe(settingsOf().hash),
  );

  test("P88: rolling a change back gives the old hash again", () => {
    const before = settingsOf({ SCORE_BUY_TARGET: "6.5" }).hash;
    const during = settingsOf({ SCORE_BUY_TARGET: "5" }).hash;
    const after = settingsOf({ SCORE_BUY_TARGET: "6.5" }).hash;
    expect(during).not.toBe(before);
    expect(after).toBe(before);
  });
});

describe("what a snapshot stores", () => {
  test("is exactly the deciding settings, as plain text", () => {
    const stored = snapshotSettings(settingsOf({ MAX_OPEN_POSITIONS: "7" }).values);
    expect(Object.keys(stored).sort()).toEqual(SETTING_NAMES.filter(decides).sort());
    expect(stored["MAX_OPEN_POSITIONS"]).toBe("7");
    expect(stored["HARD_STOP_PCT"]).toBe("0.05");
    expect(stored["TRAILING_TIERS"]).toBe("0.06:1.5,0.1:1");
    expect(stored["MAKER_FEE_PCT"]).toBe("");
  });

  test("F1: never a secret", () => {
    const secrets = SETTING_NAMES.filter((name) => settingsCatalogue[name].secret);
    const given = Object.fromEntries(secrets.map((name) => [name, `leak-of-${name}-0123456789`]));
    const settings = settingsOf(given);
    expect(secrets.length).toBeGreaterThan(8);
    expect(JSON.stringify(snapshotSettings(settings.values))).not.toContain("leak-of");
    expect(settings.effective.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(secrets);
  });

  test("names that sound like secrets are secrets", () => {
    const suspicious = SETTING_NAMES.filter((name) => /SECRET|PASSWORD|TOKEN|_KEY|PASSPHRASE|_URL$/.test(name));
    const open = suspicious.filter((name) => !settingsCatalogue[name].secret);
    expect(open).toEqual(["EXCHANGE_BASE_URL", "WEBHOOK_URL", "SIGHOOK_URL"]);
  });
});
