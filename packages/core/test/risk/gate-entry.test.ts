import {
  Decimal,
  defaultRiskRules,
  ENTRY_CHECKS,
  type EntryFacts,
  gateEntry,
  mayExit,
  price,
  quote,
  RISK_REASON_HELP,
  type RiskReason,
  type RiskRules,
  validateRiskRules,
} from "@bottrader/core";
import { describe, expect, test } from "vitest";

const NOW_MS = 1_700_000_000_000;
const MINUTE_MS = 60_000;
const ratio = (value: string): Decimal => new Decimal(value);
const plan = { symbol: "BTC/USD", note: "kept" };

const facts = (changes: Partial<EntryFacts> = {}): EntryFacts => ({
  tradingState: "active",
  tradingStateSinceMs: NOW_MS,
  isReconciled: true,
  unresolvedOrders: 0,
  hasPosition: false,
  workingEntries: 0,
  openPositions: 0,
  dayPnl: quote("0"),
  dayStartEquity: quote("10000"),
  equity: quote("10000"),
  peakEquity: quote("10000"),
  stops: [],
  losses: [],
  filters: new Map([["BTC/USD", { verdict: { excluded: false, reasons: [] }, newestTradeAtMs: null }]]),
  lifts: [],
  quote: { bid: price("100"), ask: price("100.1"), atMs: NOW_MS },
  lastBarCloseMs: NOW_MS,
  barMs: 5 * MINUTE_MS,
  ...changes,
});

const gate = (changes: Partial<EntryFacts> = {}, rules: Partial<RiskRules> = {}) =>
  gateEntry({ plan, facts: facts(changes), rules: { ...defaultRiskRules(), ...rules }, nowMs: NOW_MS });

const stopsAgo = (...minutes: number[]) =>
  minutes.map((ago) => ({ symbol: "BTC/USD", atMs: NOW_MS - ago * MINUTE_MS }));
const elsewhere = (...minutes: number[]) =>
  minutes.map((ago) => ({ symbol: "ETH/USD", atMs: NOW_MS - ago * MINUTE_MS }));

test("a sound entry passes every check and comes out as it went in, frozen", () => {
  const { verdicts, approved, reason } = gate();
  expect(reason).toBe(null);
  expect(approved).toEqual(plan);
  expect(Object.isFrozen(approved)).toBe(true);
  expect(verdicts.map(({ check }) => check)).toEqual(ENTRY_CHECKS);
  expect(verdicts.every(({ verdict }) => verdict === "pass")).toBe(true);
});

describe("each check alone, at its limit and beside it", () => {
  type Row = [string, Partial<EntryFacts>, Partial<RiskRules>, RiskReason | null];
  test.each<Row>([
    ["halted (F54, I8)", { tradingState: "halted" }, {}, "STATE_HALTED"],
    ["reducing (F54, I8)", { tradingState: "reducing" }, {}, "STATE_REDUCING"],
    ["not reconciled (F34, I8)", { isReconciled: false }, {}, "STATE_UNRECONCILED"],
    ["an order of unknown outcome (F25, F27)", { unresolvedOrders: 1 }, {}, "STATE_ORDER_UNRESOLVED"],
    ["a position (P67)", { hasPosition: true, openPositions: 1 }, {}, "RISK_POSITION_EXISTS"],
    ["a position, adding allowed", { hasPosition: true, openPositions: 1 }, { mayPyramid: true }, null],
    ["a working entry (P54, I3)", { workingEntries: 1, openPositions: 1 }, {}, "RISK_ENTRY_WORKING"],
    ["a working entry, adding allowed (I3)", { workingEntries: 1 }, { mayPyramid: true }, "RISK_ENTRY_WORKING"],
    ["one place left", { openPositions: 4 }, {}, null],
    ["no place left", { openPositions: 5 }, {}, "RISK_POSITIONS_MAX"],
    ["adding to one of five", { hasPosition: true, openPositions: 5 }, { mayPyramid: true }, null],
    ["the day just above its limit", { dayPnl: quote("-499.99") }, {}, null],
    ["the day at its limit", { dayPnl: quote("-500") }, {}, "RISK_DAILY_LOSS"],
    ["the day beyond, limit off", { dayPnl: quote("-900") }, { dailyLossMaxRatio: ratio("0") }, null],
    ["the day unknown (P48)", { dayPnl: null }, {}, "RISK_DAILY_LOSS"],
    ["no equity at the day's start (P48)", { dayStartEquity: null }, {}, "RISK_DAILY_LOSS"],
    ["an equity of zero at the day's start", { dayStartEquity: quote("0") }, {}, "RISK_DAILY_LOSS"],
    ["drawdown just below its limit", { equity: quote("8000.01") }, {}, null],
    ["drawdown at its limit", { equity: quote("8000") }, {}, "RISK_DRAWDOWN"],
    ["drawdown beyond, limit off", { equity: quote("1") }, { drawdownMaxRatio: ratio("0") }, null],
    ["equity unknown (P48)", { equity: null }, {}, "RISK_DRAWDOWN"],
    ["peak unknown (P48)", { peakEquity: null }, {}, "RISK_DRAWDOWN"],
    ["two stops on the symbol", { stops: stopsAgo(60, 100) }, {}, null],
    ["three stops on the symbol", { stops: stopsAgo(60, 100, 1_440) }, {}, "RISK_STOPS_SYMBOL"],
    ["the third outside the window", { stops: stopsAgo(60, 100, 1_440.01) }, {}, null],
    [
      "three stops, guard off",
      { stops: stopsAgo(60, 100, 200) },
      { stopGuardSymbol: { stops: 0, windowMinutes: 0 } },
      null,
    ],
    ["five stops elsewhere", { stops: elsewhere(1, 2, 3, 4, 5) }, {}, null],
    ["six stops elsewhere", { stops: elsewhere(1, 2, 3, 4, 5, 240) }, {}, "RISK_STOPS_GLOBAL"],
    ["the sixth outside the window", { stops: elsewhere(1, 2, 3, 4, 5, 241) }, {}, null],
    ["four losses in a row", { losses: elsewhere(9, 8, 7, 0) }, {}, null],
    ["five losses in a row", { losses: elsewhere(500, 400, 300, 200, 59) }, {}, "RISK_LOSS_STREAK"],
    ["five losses, the pause over", { losses: elsewhere(500, 400, 300, 200, 60) }, {}, null],
    ["five losses, limit off", { losses: elsewhere(5, 4, 3, 2, 1) }, { lossStreakMax: 0 }, null],
    ["a stop 29 minutes ago", { stops: stopsAgo(29.99) }, {}, "RISK_COOLDOWN"],
    ["a stop 30 minutes ago", { stops: stopsAgo(30) }, {}, null],
    ["a stop a minute ago elsewhere", { stops: elsewhere(1) }, {}, null],
    ["a stop a minute ago, cooldown off", { stops: stopsAgo(1) }, { cooldownAfterStopMinutes: 0 }, null],
    ["a HODL asset (P53)", {}, { hodl: ["BTC"] }, "RISK_HODL"],
    ["a HODL symbol (P53)", {}, { hodl: ["ETH", "BTC/USD"] }, "RISK_HODL"],
    ["another pair of it", {}, { hodl: ["BTC/EUR"] }, null],
    ["part of a name is not the name (P54)", {}, { excluded: ["BT", "BTCX", "TC/USD", "USD"] }, null],
    ["an excluded asset (P74)", {}, { excluded: ["BTC"] }, "RISK_EXCLUDED"],
    ["not judged by the filter", { filters: new Map() }, {}, "RISK_FILTERED"],
    [
      "not judged, filter off",
      { filters: new Map() },
      { filter: { ...defaultRiskRules().filter, enabled: false } },
      null,
    ],
    ["a spread at its limit", { quote: { bid: price("99.75"), ask: price("100.25"), atMs: NOW_MS } }, {}, null],
    ["a spread above (F48)", { quote: { bid: price("99.74"), ask: price("100.25"), atMs: NOW_MS } }, {}, "RISK_SPREAD"],
    [
      "any spread, limit off",
      { quote: { bid: price("50"), ask: price("100"), atMs: NOW_MS } },
      { spreadMaxRatio: ratio("0") },
      null,
    ],
    [
      "a crossed book, limit off (F48)",
      { quote: { bid: price("100.1"), ask: price("100"), atMs: NOW_MS } },
      { spreadMaxRatio: ratio("0") },
      "RISK_SPREAD",
    ],
    ["a zero price (F48)", { quote: { bid: price("0"), ask: price("0"), atMs: NOW_MS } }, {}, "RISK_SPREAD"],
    ["a quote at its age", { quote: { bid: price("100"), ask: price("100"), atMs: NOW_MS - 10_000 } }, {}, null],
    [
      "a quote too old (F39, I8)",
      { quote: { bid: price("100"), ask: price("100"), atMs: NOW_MS - 10_001 } },
      {},
      "RISK_QUOTE_STALE",
    ],
    ["a bar of two intervals", { lastBarCloseMs: NOW_MS - 10 * MINUTE_MS }, {}, null],
    ["a bar older than that (F39, I8)", { lastBarCloseMs: NOW_MS - 10 * MINUTE_MS - 1 }, {}, "RISK_BAR_STALE"],
    ["no bar", { lastBarCloseMs: null }, {}, "RISK_BAR_STALE"],
  ])("%s", (...row) => {
    const [, changes, rules, expected] = row;
    const outcome = gate(changes, rules);
    expect(outcome.reason).toBe(expected);
    expect(outcome.approved === null).toBe(expected !== null);
    expect(outcome.verdicts).toHaveLength(ENTRY_CHECKS.length);
    expect(outcome.verdicts.filter(({ verdict }) => verdict === "block")).toHaveLength(expected === null ? 0 : 1);
  });
});

test("an excluded symbol is refused with the filter's own words", () => {
  const reasons = [
    { code: "FILTER_WIN_RATE" as const, value: ratio("0.1"), limit: ratio("0.2"), detail: "win rate 0.1 is below 0.2" },
    { code: "FILTER_SPREAD" as const, value: ratio("0.1"), limit: ratio("0.01"), detail: "spread 0.1 is above 0.01" },
  ];
  const outcome = gate({
    filters: new Map([["BTC/USD", { verdict: { excluded: true, reasons }, newestTradeAtMs: NOW_MS - 1 }]]),
  });
  expect(outcome.verdicts.find(({ check }) => check === "symbolFilter")).toEqual({
    check: "symbolFilter",
    verdict: "block",
    reason: "RISK_FILTERED",
    detail: "win rate 0.1 is below 0.2; spread 0.1 is above 0.01",
    span: { sinceMs: NOW_MS - 1, untilMs: null },
  });
});

test("a trading state that the types do not know is a bug, not a pass", () => {
  expect(() => gate({ tradingState: "paused" as never })).toThrow("unhandled case");
});

test("nothing short-circuits: everything that blocks is on record, the first of them is the reason", () => {
  const outcome = gate({ tradingState: "halted", quote: null, lastBarCloseMs: null, unresolvedOrders: 2 });
  const blocked = outcome.verdicts.flatMap((verdict) => (verdict.verdict === "block" ? [verdict.reason] : []));
  expect(outcome.reason).toBe("STATE_HALTED");
  expect(blocked).toEqual([
    "STATE_HALTED",
    "STATE_ORDER_UNRESOLVED",
    "RISK_SPREAD",
    "RISK_QUOTE_STALE",
    "RISK_BAR_STALE",
  ]);
});

test("what the configuration does not ask is off, and said", () => {
  const outcome = gate(
    {},
    {
      mayPyramid: true,
      dailyLossMaxRatio: ratio("0"),
      drawdownMaxRatio: ratio("0"),
      stopGuardSymbol: { stops: 0, windowMinutes: 0 },
      stopGuardGlobal: { stops: 0, windowMinutes: 0 },
      lossStreakMax: 0,
      cooldownAfterStopMinutes: 0,
      filter: { ...defaultRiskRules().filter, enabled: false },
      spreadMaxRatio: ratio("0"),
    },
  );
  expect(outcome.verdicts.filter(({ verdict }) => verdict === "off").map(({ check }) => check)).toEqual([
    "existingPosition",
    "dailyLoss",
    "drawdown",
    "stopsSymbol",
    "stopsGlobal",
    "lossStreak",
    "cooldown",
    "symbolFilter",
    "spread",
  ]);
  expect(outcome.reason).toBe(null);
});

describe("exits", () => {
  test("only the HODL list keeps a position from being sold (P53, P63)", () => {
    expect(mayExit("BTC/USD", { hodl: ["BTC"] })).toEqual({ ok: false, error: "RISK_HODL" });
    expect(mayExit("BTC/USD", { hodl: ["BTC/USD"] }).ok).toBe(false);
    const rules = { ...defaultRiskRules(), excluded: ["BTC"], hodl: ["ETH"], positionsMax: 1 };
    expect(mayExit("BTC/USD", rules).ok).toBe(true);
  });
});

describe("settings", () => {
  test("the defaults hold together, and every reason has a line of help", () => {
    expect(validateRiskRules(defaultRiskRules())).toEqual([]);
    expect(Object.values(RISK_REASON_HELP).every((help) => help.length > 20)).toBe(true);
  });

  test("everything that may be off may be 0", () => {
    const rules: RiskRules = {
      ...defaultRiskRules(),
      dailyLossMaxRatio: ratio("0"),
      drawdownMaxRatio: ratio("0"),
      stopGuardSymbol: { stops: 0, windowMinutes: 0 },
      stopGuardGlobal: { stops: 0, windowMinutes: 0 },
      lossStreakMax: 0,
      lossStreakPauseMinutes: 0,
      cooldownAfterStopMinutes: 0,
      spreadMaxRatio: ratio("0"),
      hodl: ["BTC", "1INCH/USDT"],
    };
    expect(validateRiskRules(rules)).toEqual([]);
  });

  const { filter } = defaultRiskRules();
  test.each<[string, Partial<RiskRules>, string]>([
    ["no position", { positionsMax: 0 }, "MAX_OPEN_POSITIONS must be"],
    ["a negative daily limit", { dailyLossMaxRatio: ratio("-0.05") }, "DAILY_LOSS_LIMIT_PCT must be"],
    ["a percent for a fraction", { drawdownMaxRatio: ratio("20") }, "DRAWDOWN_HALT_PCT must be"],
    ["half a stop", { stopGuardSymbol: { stops: 1.5, windowMinutes: 1 } }, "STOP_GUARD_SYMBOL_STOPS must be"],
    [
      "a window of nothing",
      { stopGuardGlobal: { stops: 1, windowMinutes: 0 } },
      "STOP_GUARD_GLOBAL_WINDOW_MINUTES must be",
    ],
    ["a negative streak", { lossStreakMax: -1 }, "MAX_CONSECUTIVE_LOSSES must be"],
    ["a pause of nothing", { lossStreakPauseMinutes: 0 }, "CONSECUTIVE_LOSSES_PAUSE_MINUTES must be"],
    ["a negative cooldown", { cooldownAfterStopMinutes: -1 }, "COOLDOWN_AFTER_STOP_MINUTES must be"],
    ["two assets in one entry (P74)", { excluded: ["QNT,USD"] }, 'EXCLUDED_SYMBOLS: "QNT,USD" is neither'],
    ["an exchange's own name for a symbol", { hodl: ["BTC-USD"] }, 'HODL_SYMBOLS: "BTC-USD" is neither'],
    ["an empty name", { hodl: [""] }, "HODL_SYMBOLS"],
    ["no look-back", { filter: { ...filter, lookbackDays: 0 } }, "DYNAMIC_FILTER_LOOKBACK_DAYS must be"],
    ["no trades to judge by", { filter: { ...filter, tradesMin: 0 } }, "DYNAMIC_FILTER_MIN_TRADES must be"],
    [
      "a win rate in percent",
      { filter: { ...filter, winRateMin: ratio("30") } },
      "DYNAMIC_FILTER_MIN_WIN_RATE must be",
    ],
    ["no mean", { filter: { ...filter, meanPnlMin: quote("NaN") } }, "DYNAMIC_FILTER_MIN_AVG_PNL must be"],
    ["no total", { filter: { ...filter, totalPnlMin: quote("NaN") } }, "DYNAMIC_FILTER_MIN_TOTAL_PNL must be"],
    [
      "no filter spread",
      { filter: { ...filter, spreadMaxRatio: ratio("0") } },
      "DYNAMIC_FILTER_MAX_SPREAD_PCT must be",
    ],
    ["a negative spread", { spreadMaxRatio: ratio("-1") }, "SPREAD_MAX_PCT must be"],
    ["no quote age", { quoteAgeMaxMs: 0 }, "MAX_QUOTE_AGE_MS must be"],
  ])("%s is a start-up error", (_, changes, message) => {
    const faults = validateRiskRules({ ...defaultRiskRules(), ...changes });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
  });
});
