import {
  defaultBracketRules,
  defaultExitRules,
  defaultRiskRules,
  defaultSignalRules,
  defaultSizingRules,
  timeframeMs,
} from "@bottrader/core";
import { describe, expect, test } from "vitest";
import {
  bracketRules,
  exitRules,
  feesFor,
  riskRules,
  SETTING_NAMES,
  settingsCatalogue,
  signalRules,
  sizingRules,
} from "../src/index.ts";
import { settingsOf } from "./settings-source.ts";

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("the default of every setting", () => {
  test.each(SETTING_NAMES)("%s parses its own default", (name) => {
    const { fallback, schema } = settingsCatalogue[name];
    expect(fallback === null || schema.safeParse(fallback).success).toBe(true);
    expect(settingsOf().effective.find((setting) => setting.name === name)).toMatchObject({
      value: fallback,
      source: "default",
    });
  });

  test.each(SETTING_NAMES)("%s says what it is for and what it allows", (name) => {
    const { help, range } = settingsCatalogue[name];
    expect(help.length).toBeGreaterThan(5);
    expect(range.length).toBeGreaterThan(1);
  });

  test("an absent setting without default is null, not a guess", () => {
    const { values } = settingsOf();
    expect([values.DATABASE_URL, values.REDIS_URL, values.MAKER_FEE_PCT, values.WEBHOOK_SECRET]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  test("an empty variable, as compose files pass for absent ones, is not set", () => {
    const { values, effective } = settingsOf({ PORT: "", EXCHANGE: "  " });
    expect(values.PORT).toBe(8080);
    expect(values.EXCHANGE).toBe("coinbase");
    expect(effective.find(({ name }) => name === "PORT")).toMatchObject({ source: "default", value: "8080" });
  });
});

describe("one default source (P85): the catalogue's defaults are the core's", () => {
  const { values } = settingsOf();

  test.each(["1m", "5m", "15m", "1h", "4h", "1d"])("signal rules on %s bars", (timeframe) => {
    const barMs = timeframeMs(timeframe);
    if (!barMs.ok) throw new Error(timeframe);
    expect(signalRules(values, barMs.value)).toEqual(defaultSignalRules(barMs.value));
  });

  test("exit rules", () => expect(plain(exitRules(values))).toEqual(plain(defaultExitRules())));
  test("bracket rules", () => expect(plain(bracketRules(values))).toEqual(plain(defaultBracketRules())));
  test("sizing rules", () => expect(plain(sizingRules(values))).toEqual(plain(defaultSizingRules())));
  test("risk rules", () => expect(plain(riskRules(values))).toEqual(plain(defaultRiskRules())));
});

describe("settings become rules", () => {
  test("a trend timeframe finer than the bars is read on the bars themselves", () => {
    expect(signalRules(settingsOf({ TREND_TIMEFRAME: "5m" }).values, 900_000).trend.timeframeMs).toBe(900_000);
  });

  test("sizes by trigger are amounts of their own", () => {
    const { fixedByTrigger } = sizingRules(settingsOf({ ORDER_SIZE_BY_TRIGGER: "webhook:12.5, score:50" }).values);
    expect(plain(fixedByTrigger)).toEqual({ webhook: "12.5", score: "50" });
  });

  test("trailing tiers may be turned off", () => {
    expect(exitRules(settingsOf({ TRAILING_TIERS: "none" }).values).trailing.tiers).toEqual([]);
  });

  test("fees: the configured ones, else the exchange's first tier, else a common one", () => {
    const fees = (given: Record<string, string>, exchange: string) =>
      plain(feesFor(settingsOf(given).values, exchange));
    expect(fees({}, "coinbase")).toEqual({ maker: "0.006", taker: "0.012" });
    expect(fees({ TAKER_FEE_PCT: "0.0005" }, "coinbase")).toEqual({ maker: "0.006", taker: "0.0005" });
    expect(fees({}, "an exchange nobody knows")).toEqual({ maker: "0.001", taker: "0.001" });
  });
});
