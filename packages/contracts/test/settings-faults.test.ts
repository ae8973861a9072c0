import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeSettingFault, SETTING_NAMES, type SettingName, settingsCatalogue } from "../src/index.ts";
import { faultsOf, faultyNames, warningsOf } from "./settings-source.ts";

describe("faults of single settings", () => {
  test("all are reported at once, each under its own name", () => {
    const names = faultyNames({ PORT: "eighty", RSI_OVERSOLD: "1e3", TRADING_MODE: "fast", TRAILING_TIERS: "0.06" });
    expect([...names].sort()).toEqual(["PORT", "RSI_OVERSOLD", "TRADING_MODE", "TRAILING_TIERS"]);
  });

  test("the message says what is allowed", () => {
    expect(faultsOf({ MAX_OPEN_POSITIONS: "0" })).toEqual([
      { name: "MAX_OPEN_POSITIONS", message: "must be within 1 to 1000, whole" },
    ]);
    expect(faultsOf({ TRAILING_STOP_ENABLED: "yes" })).toEqual([
      { name: "TRAILING_STOP_ENABLED", message: "must be true or false" },
    ]);
  });

  const magnitudes = [
    "ROC_BUY_PCT",
    "ROC_SELL_PCT",
    "ROC_MOMENTUM_BUY_PCT",
    "ROC_MOMENTUM_SELL_PCT",
    "MAX_LOSS_PCT",
    "HARD_STOP_PCT",
    "EMERGENCY_STOP_PCT",
    "STOP_LOSS_PCT",
    "STOP_MIN_PCT",
    "TRAILING_ACTIVATION_PCT",
    "MIN_PROFIT_PCT",
  ] as const;
  test.each(magnitudes)("P01: a negative or zero %s is a start-up error", (name) => {
    for (const value of ["0", "-0", "0.0", "-1", "-0.05"]) expect(faultyNames({ [name]: value })).toContain(name);
  });

  const BOUNDS = /^(-?[\d.]+) to (-?[\d.]+)(?:, whole)?$/;
  const bounded = SETTING_NAMES.filter((name) => BOUNDS.test(settingsCatalogue[name].range));
  test.each(bounded)("%s takes both ends of its range and nothing beyond", (name) => {
    const { schema, range } = settingsCatalogue[name];
    const [, least = "", most = ""] = BOUNDS.exec(range) ?? [];
    expect([least, most].map((value) => schema.safeParse(value).success)).toEqual([true, true]);
    const beyond = [String(Number(most) + 1), String(Number(least) - 1)];
    expect(beyond.map((value) => schema.safeParse(value).success)).toEqual([false, false]);
  });

  test("texts have a least and a greatest length", () => {
    expect(faultyNames({ WEBHOOK_SECRET: "1234567" })).toEqual(["WEBHOOK_SECRET"]);
    expect(faultyNames({ WEBHOOK_SECRET: "12345678" })).toEqual([]);
    expect(faultyNames({ RELEASE: "r".repeat(61) })).toEqual(["RELEASE"]);
    expect(faultyNames({ RELEASE: "r".repeat(60) })).toEqual([]);
  });

  test("P82: nothing but plain decimals is a number", () => {
    for (const text of ["NaN", "Infinity", "-Infinity", "1e-3", "0x10", "1_000", "1,5", "٣", "5%", "null"]) {
      for (const name of ["HARD_STOP_PCT", "BB_DEVIATIONS", "PORT", "MIN_NET_RR"] as const) {
        expect(faultyNames({ [name]: text })).toContain(name);
      }
    }
  });

  test("whatever the text, a setting is a value or a named fault, never an exception", () => {
    fc.assert(
      fc.property(fc.constantFrom(...SETTING_NAMES), fc.string({ maxLength: 60 }), (name, text) => {
        const { schema } = settingsCatalogue[name];
        const parsed = schema.safeParse(text);
        expect(parsed.success || parsed.error.issues.every(({ message }) => message !== "")).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  const badTexts: readonly (readonly [SettingName, string])[] = [
    ["REPLAY_SPEED", "fast"],
    ["REPLAY_SPEED", "0"],
    ["REPLAY_SPEED", "-5"],
    ["MARKET_SESSION", "my session"],
    ["MARKET_SESSION", "x".repeat(41)],
    ["WEBHOOK_URL", "localhost:8080"],
    ["EXCHANGE_BASE_URL", "api.example"],
    ["WEBHOOK_ALLOWED_IPS", "52.89.214"],
    ["WEBHOOK_ALLOWED_IPS", "52.89.214.238/33"],
    ["WEBHOOK_ALLOWED_IPS", "52.89.214.238, 52.89.214.238"],
    ["TRUSTED_PROXIES", "anyone"],
    ["TRUSTED_PROXIES", "10.0.0.0/8/8"],
    ["WEBHOOK_SECRET", "short"],
    ["OPERATOR_TOKEN", "fifteen letters"],
    ["EXCLUDED_SYMBOLS", "BTCUSD"],
    ["EXCLUDED_SYMBOLS", "QNT,USD"],
    ["ORDER_SIZE_BY_TRIGGER", "momentum:50"],
    ["TREND_TIMEFRAME", "1x"],
    ["SIGNAL_TIMEFRAME", "7m"],
    ["TRAILING_TIERS", "0.06:1.5;0.1:1"],
    ["WEBHOOK_RATE_PER_MINUTE", "1"],
  ];
  test.each(badTexts)("P74: %s refuses %j", (name, text) => expect(faultyNames({ [name]: text })).toEqual([name]));

  const goodTexts: readonly (readonly [SettingName, string])[] = [
    ["REPLAY_SPEED", "60"],
    ["REPLAY_SPEED", "0.5"],
    ["MARKET_SESSION", "rec_0123456789ab"],
    ["WEBHOOK_URL", "http://webhook:8080"],
    ["WEBHOOK_ALLOWED_IPS", "52.89.214.238, 10.0.0.0/8, ::1, fd00::/8"],
    ["EXCLUDED_SYMBOLS", "BTC/USD, ETH/USD"],
    ["TRAILING_TIERS", "none"],
    ["RSI_OVERSOLD", " 25 "],
  ];
  test.each(goodTexts)("%s takes %j", (name, text) => expect(faultyNames({ [name]: text })).toEqual([]));
});

describe("settings that contradict each other", () => {
  const contradictions: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ["HARD_STOP_PCT", { HARD_STOP_PCT: "0.15" }],
    ["MAX_LOSS_PCT", { MAX_LOSS_PCT: "0.05" }],
    ["SOFT_STOP_MIN_PCT", { SOFT_STOP_MIN_PCT: "0.06", SOFT_STOP_MODE: "atr" }],
    ["MACD_FAST", { MACD_FAST: "26" }],
    ["RSI_OVERSOLD", { RSI_OVERSOLD: "70" }],
    ["ROC_RSI_MIN", { ROC_RSI_MIN: "95" }],
    ["SCORE_BUY_TARGET", { SCORE_BUY_TARGET: "12.3" }],
    ["SCORE_SELL_TARGET", { SCORE_SELL_TARGET: "999" }],
    ["SCORE_BUY_TARGET", { SCORE_BUY_TARGET: "0" }],
    ["TREND_TIMEFRAME", { TREND_TIMEFRAME: "7m" }],
    ["BUY_RATIO", { BUY_RATIO: "1" }],
    ["REGIME_LOW_MULT", { REGIME_LOW_MULT: "1.1" }],
    ["REGIME_HIGH_MULT", { REGIME_HIGH_MULT: "0.9" }],
    ["TRAILING_MIN_DISTANCE_PCT", { TRAILING_MIN_DISTANCE_PCT: "0.03" }],
    ["TRAILING_TIERS", { TRAILING_TIERS: "0.10:1.5,0.06:1.0" }],
    ["MAX_POSITION_PCT", { MAX_POSITION_PCT: "0.9", ORDER_SIZE_PCT: "0.05" }],
    ["ORDER_SIZE_PCT", { ORDER_SIZE_PCT: "0.2" }],
    ["ORDER_SIZE_BY_TRIGGER", { ORDER_SIZE_BY_TRIGGER: "score:50,score:60" }],
    ["ORDER_SIZE_BY_TRIGGER", { ORDER_SIZE_BY_TRIGGER: "score:0" }],
    ["CANDLES_DIR", { MARKET_SOURCE: "recorded" }],
  ];
  test.each(contradictions)("%s is named for %j (P43, P87)", (name, given) => {
    const faults = faultsOf(given);
    expect(faults.map((fault) => fault.name)).toContain(name);
    for (const fault of faults) expect(fault.message.startsWith(fault.name)).toBe(true);
  });

  test("a fault is one sentence that begins with its setting", () => {
    expect(faultsOf({ MACD_FAST: "30" }).map(describeSettingFault)).toEqual([
      "MACD_FAST 30 must be below MACD_SLOW 26",
    ]);
    expect(faultsOf({ PORT: "x" }).map(describeSettingFault)).toEqual([
      "PORT must be a whole number (0 to 65535, whole)",
    ]);
  });

  test("faults speak of settings, not of fields inside the code", () => {
    expect(faultsOf({ MACD_FAST: "30" })).toEqual([
      { name: "MACD_FAST", message: "MACD_FAST 30 must be below MACD_SLOW 26" },
    ]);
  });

  test("every contradiction is reported at once", () => {
    const names = faultyNames({ MACD_FAST: "30", HARD_STOP_PCT: "0.2", MARKET_SOURCE: "recorded" });
    expect([...names].sort()).toEqual(["CANDLES_DIR", "HARD_STOP_PCT", "MACD_FAST"]);
  });
});

describe("live mode", () => {
  const live = {
    TRADING_MODE: "live",
    LIVE_TRADING_CONFIRM: "yes",
    EXCHANGE_API_KEY: "key",
    EXCHANGE_API_SECRET: "secret",
  } as const;

  test("starts when everything is said", () => expect(faultyNames(live)).toEqual([]));
  test("is refused with everything that is missing", () =>
    expect(faultyNames({ TRADING_MODE: "live" })).toEqual([
      "LIVE_TRADING_CONFIRM",
      "EXCHANGE_API_KEY",
      "EXCHANGE_API_SECRET",
    ]));
  test("F1: is refused without authentication of alerts", () =>
    expect(faultyNames({ ...live, WEBHOOK_AUTH: "none" })).toEqual(["WEBHOOK_AUTH"]));
  test.each(["recorded", "synthetic"])("is refused on %s prices", (source) =>
    expect(faultyNames({ ...live, MARKET_SOURCE: source, CANDLES_DIR: "candles" })).toEqual(["MARKET_SOURCE"]),
  );
});

describe("P86: what is given and can have no effect is said at start", () => {
  test("unknown names of an env file or preset", () => {
    expect(warningsOf({ MIN_VOLUM: "5" })).toEqual(["MIN_VOLUM (env file) is not a setting: it has no effect"]);
    expect(warningsOf({ "MIN-VOLUME": "5" }, "preset")).toHaveLength(1);
  });

  test("in the environment only names with our prefix are ours", () => {
    expect(warningsOf({ PATH: "/usr/bin", HOSTNAME: "box" }, "environment")).toEqual([]);
    expect(warningsOf({ BOTTRADER_HOM: "/data" }, "environment")).toHaveLength(1);
  });

  test("names of the launcher and files of secrets are known", () => {
    expect(warningsOf({ BOTTRADER_ENV_FILE: "a.env", WEBHOOK_SECRET_FILE: "/run/secret" })).toEqual([]);
  });

  const idle: readonly (readonly [Readonly<Record<string, string>>, readonly string[]])[] = [
    [{ ORDER_SIZE_FIXED: "50", RISK_PER_TRADE: "0.01" }, ["ORDER_SIZE_FIXED", "RISK_PER_TRADE"]],
    [{ SIZING_MODE: "fixed", ORDER_SIZE_PCT: "0.05" }, ["ORDER_SIZE_PCT"]],
    [{ STOP_MODE: "fixed", STOP_MIN_PCT: "0.01" }, ["STOP_MIN_PCT"]],
    [{ STOP_WITHOUT_ATR: "refuse", STOP_LOSS_PCT: "0.03" }, ["STOP_LOSS_PCT"]],
    [{ SOFT_STOP_ATR_MULT: "2" }, ["SOFT_STOP_ATR_MULT"]],
    [{ FIRST_HOUR_MINUTES: "0", FIRST_HOUR_STOP_MULT: "2" }, ["FIRST_HOUR_STOP_MULT"]],
    [{ TRAILING_STOP_ENABLED: "false", TRAILING_TIERS: "none" }, ["TRAILING_TIERS"]],
    [{ MIN_PROFIT_PCT: "0.05" }, ["MIN_PROFIT_PCT"]],
    [{ PARTIAL_TP_FRACTION: "0", PARTIAL_TP_PCT: "0.02" }, ["PARTIAL_TP_PCT"]],
    [{ SIGNAL_EXIT_ENABLED: "false", SIGNAL_EXIT_CONFIRMATIONS: "3" }, ["SIGNAL_EXIT_CONFIRMATIONS"]],
    [{ ROC_MOMENTUM_ENABLED: "false", ROC_RSI_MIN: "40" }, ["ROC_RSI_MIN"]],
    [{ TREND_ALIGNMENT_ENABLED: "false", TREND_EMA: "20" }, ["TREND_EMA"]],
    [{ STOP_GUARD_SYMBOL_COUNT: "0", STOP_GUARD_SYMBOL_MINUTES: "60" }, ["STOP_GUARD_SYMBOL_MINUTES"]],
    [{ STOP_GUARD_GLOBAL_COUNT: "0", STOP_GUARD_GLOBAL_MINUTES: "60" }, ["STOP_GUARD_GLOBAL_MINUTES"]],
    [{ MAX_CONSECUTIVE_LOSSES: "0", CONSECUTIVE_LOSSES_PAUSE_MINUTES: "9" }, ["CONSECUTIVE_LOSSES_PAUSE_MINUTES"]],
    [{ DYNAMIC_FILTER_ENABLED: "false", DYNAMIC_FILTER_MIN_TRADES: "5" }, ["DYNAMIC_FILTER_MIN_TRADES"]],
    [{ LIVE_TRADING_CONFIRM: "yes", CANDLES_DIR: "candles" }, ["LIVE_TRADING_CONFIRM", "CANDLES_DIR"]],
    [{ MARKET_SOURCE: "live", REPLAY_SPEED: "60" }, ["REPLAY_SPEED"]],
    [{ MARKET_SOURCE: "synthetic", EXCHANGE_BASE_URL: "http://127.0.0.1:1" }, ["EXCHANGE_BASE_URL"]],
    [{ FIRST_HOUR_STOP_MULT: "1", FIRST_HOUR_MINUTES: "90" }, ["FIRST_HOUR_MINUTES"]],
    [{ REGIME_LOW_MULT: "1", REGIME_HIGH_MULT: "1.0", ATR_REGIME_BARS: "100" }, ["ATR_REGIME_BARS"]],
    [{ REGIME_LOW_MULT: "1", ATR_REGIME_BARS: "100" }, []],
    [{ TAKE_PROFIT_PCT: "0.024" }, ["TAKE_PROFIT_PCT"]],
    [{ TAKE_PROFIT_PCT: "0.0241" }, []],
    [{ TAKE_PROFIT_PCT: "0.02", STOP_LOSS_PCT: "0.009" }, []],
    [{ TAKE_PROFIT_PCT: "0.02", STOP_WITHOUT_ATR: "refuse" }, ["TAKE_PROFIT_PCT"]],
    [{ TAKE_PROFIT_PCT: "0.06", STOP_MODE: "fixed", STOP_LOSS_PCT: "0.03" }, ["TAKE_PROFIT_PCT"]],
    [
      { WEIGHT_RATIO: "0", BUY_RATIO: "1.1", SELL_RATIO: "1.2", WEIGHT_RSI: "0", RSI_OVERSOLD: "25" },
      ["BUY_RATIO", "SELL_RATIO", "RSI_OVERSOLD"],
    ],
    [{ WEIGHT_ROC: "0", ROC_SELL_PCT: "2", WEIGHT_SWING: "0", SWING_PERIOD: "30" }, ["ROC_SELL_PCT", "SWING_PERIOD"]],
    [{ MARKET_SOURCE: "recorded", CANDLES_DIR: "candles", SYMBOLS: "BTC/USD" }, ["SYMBOLS"]],
  ];
  test.each(idle)("values the others leave without effect: %j", (given, names) => {
    expect(warningsOf(given).map((warning) => warning.split(" ", 1)[0])).toEqual(names);
  });

  test("paper settings in live mode", () => {
    const live = { TRADING_MODE: "live", LIVE_TRADING_CONFIRM: "yes", EXCHANGE_API_KEY: "k", EXCHANGE_API_SECRET: "s" };
    expect(warningsOf({ ...live, PAPER_STARTING_CASH: "5" })).toEqual([
      "PAPER_STARTING_CASH has no effect: TRADING_MODE is live",
    ]);
  });

  test("a preset says its whole plan: what it leaves unused itself is no news, what the operator adds is", () => {
    const plan = { TRAILING_STOP_ENABLED: "false", TRAILING_TIERS: "none", MIN_VOLUM: "5" };
    expect(warningsOf(plan, "preset")).toEqual(["MIN_VOLUM (preset) is not a setting: it has no effect"]);
  });

  test("a default nobody set is no news", () => expect(warningsOf({})).toEqual([]));
});

describe("stops and targets are consistent with the fees", () => {
  // 2 · 0.012 / 1.012 = 0.023715…
  const live = { MARKET_SOURCE: "live" } as const;
  test("a stop within the fees of a round trip would sell every position at once", () => {
    expect(faultsOf({ ...live, MAX_LOSS_PCT: "0.0237" })).toEqual([
      {
        name: "MAX_LOSS_PCT",
        message: "MAX_LOSS_PCT must be above 0.02372, the fees of a round trip: every position would be sold at once",
      },
    ]);
    expect(faultsOf({ ...live, MAX_LOSS_PCT: "0.0238" })).toEqual([]);
    expect(faultyNames({ TAKER_FEE_PCT: "0.03" })).toEqual(["MAX_LOSS_PCT", "HARD_STOP_PCT"]);
    expect(faultyNames({ TAKER_FEE_PCT: "0.03", SOFT_STOP_MODE: "atr", MIN_NET_RR: "0" })).toEqual(["HARD_STOP_PCT"]);
  });

  test("of a recording the exchange and its fees are not known yet, so nothing is refused", () => {
    expect(faultsOf({ MAX_LOSS_PCT: "0.01" })).toEqual([]);
    expect(faultyNames({ MAX_LOSS_PCT: "0.01", TAKER_FEE_PCT: "0.006" })).toEqual(["MAX_LOSS_PCT"]);
    expect(faultsOf({ MAX_LOSS_PCT: "0.01", MARKET_SOURCE: "live", EXCHANGE: "binance" })).toEqual([]);
  });

  test("a reward no bracket can give would refuse every entry", () => {
    // Target 0.06, stop 0.02: 3 without fees
    const fixed = { STOP_MODE: "fixed", STOP_LOSS_PCT: "0.02" } as const;
    expect(faultyNames({ ...fixed, MIN_NET_RR: "3.1" })).toEqual(["MIN_NET_RR"]);
    expect(faultyNames({ ...fixed, MIN_NET_RR: "2.9" })).toEqual([]);
    expect(faultyNames({ ...fixed, MIN_NET_RR: "2.9", TAKER_FEE_PCT: "0.001" })).toEqual(["MIN_NET_RR"]);
    expect(faultyNames({ ...fixed, STOP_LOSS_PCT: "1" })).toEqual(["STOP_LOSS_PCT"]);
    // In atr mode 0.06 over 0.012 at best: 5
    expect(faultyNames({ MIN_NET_RR: "4.9" })).toEqual([]);
    expect(faultsOf({ MIN_NET_RR: "5.1" })[0]?.message).toMatch(
      /^MIN_NET_RR 5\.1 would refuse every entry: .* give 5\.00/,
    );
    // A wide stop nears TP_SL_MIN_RATIO whatever the fees
    expect(faultyNames({ MIN_NET_RR: "1.9", TAKER_FEE_PCT: "0.011" })).toEqual([]);
    expect(faultyNames({ MIN_NET_RR: "2", TAKER_FEE_PCT: "0.011" })).toEqual(["MIN_NET_RR"]);
  });

  test("a stop that a quiet market moves into the fees is said, where somebody chose it", () => {
    expect(warningsOf({ ...live, MAX_LOSS_PCT: "0.025" })[0]).toMatch(
      /^MAX_LOSS_PCT × REGIME_LOW_MULT \(0\.02\) is within/,
    );
    expect(warningsOf({ ...live, MAX_LOSS_PCT: "0.03" })).toEqual([]);
    expect(warningsOf(live)).toEqual([]);
    expect(warningsOf({ MAX_LOSS_PCT: "0.025" })).toEqual([]);
    expect(warningsOf({ ...live, MAX_LOSS_PCT: "0.025", SOFT_STOP_MODE: "atr" })).toEqual([]);
  });
});
