import {
  type ActiveLock,
  activeLocks,
  Decimal,
  defaultRiskRules,
  type EntryFacts,
  gateEntry,
  LIFTABLE_LOCKS,
  type LiftableLock,
  LOCK_REMEDY,
  price,
  quote,
  type RiskRules,
} from "@bottrader/core";
import { describe, expect, test } from "vitest";

const MINUTE_MS = 60_000;
/** 2024-01-01T10:00:00Z */
const NOW_MS = 1_704_103_200_000;
const BTC = "BTC/USD";
const ETH = "ETH/USD";
const SYMBOLS = [BTC, ETH];
const clean = { verdict: { excluded: false, reasons: [] }, newestTradeAtMs: null };
const bad = {
  excluded: true,
  reasons: [
    { code: "FILTER_WIN_RATE" as const, value: new Decimal("0.1"), limit: new Decimal("0.2"), detail: "win rate 0.1" },
  ],
};

const facts = (changes: Partial<EntryFacts> = {}): EntryFacts => ({
  tradingState: "active",
  tradingStateSinceMs: NOW_MS - 7,
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
  filters: new Map(SYMBOLS.map((symbol) => [symbol, clean])),
  lifts: [],
  quote: { bid: price("100"), ask: price("100.1"), atMs: NOW_MS },
  lastBarCloseMs: NOW_MS,
  barMs: 5 * MINUTE_MS,
  ...changes,
});

const minutesAgo = (minutes: number): number => NOW_MS - minutes * MINUTE_MS;
const stops = (symbol: string, ...minutes: number[]) => minutes.map((ago) => ({ symbol, atMs: minutesAgo(ago) }));
const losses = (...minutes: number[]) => minutes.map((ago) => ({ atMs: minutesAgo(ago) }));

type Given = { readonly changes?: Partial<EntryFacts>; readonly rules?: Partial<RiskRules>; readonly nowMs?: number };

const locks = ({ changes = {}, rules = {}, nowMs = NOW_MS }: Given): readonly ActiveLock[] =>
  activeLocks({ facts: facts(changes), rules: { ...defaultRiskRules(), ...rules }, symbols: SYMBOLS, nowMs });

const ids = (given: Given): readonly string[] => locks(given).map(({ id }) => id);

test("with nothing against it there is no lock", () => {
  expect(locks({})).toEqual([]);
});

describe("every lock says its id, since when and until when, and whether it may be lifted", () => {
  type Row = readonly [string, Given, Partial<ActiveLock>];
  const open = { sinceMs: null, untilMs: null } as const;
  test.each<Row>([
    [
      "halted",
      { changes: { tradingState: "halted" } },
      { id: "tradingState", reason: "STATE_HALTED", symbol: null, sinceMs: NOW_MS - 7, untilMs: null, lift: null },
    ],
    ["reducing", { changes: { tradingState: "reducing" } }, { id: "tradingState", reason: "STATE_REDUCING" }],
    ["not reconciled", { changes: { isReconciled: false } }, { id: "reconciled", ...open, lift: null }],
    ["an asset held for ever", { rules: { hodl: ["BTC"] } }, { id: "hodl:BTC/USD", symbol: BTC, ...open, lift: null }],
    ["an excluded symbol", { rules: { excluded: [ETH] } }, { id: "exclusion:ETH/USD", symbol: ETH, lift: null }],
    [
      "the day's loss, until midnight",
      { changes: { dayPnl: quote("-500") } },
      { id: "dailyLoss", sinceMs: null, untilMs: NOW_MS + 14 * 60 * MINUTE_MS, lift: "dailyLoss" },
    ],
    ["the day's loss unknown", { changes: { dayPnl: null } }, { id: "dailyLoss", ...open, lift: null }],
    ["drawdown", { changes: { equity: quote("8000") } }, { id: "drawdown", ...open, lift: "drawdown" }],
    ["equity unknown", { changes: { equity: null } }, { id: "drawdown", ...open, lift: null }],
    [
      "stops on a symbol, from the third until the first of the last three has left the window",
      { changes: { stops: stops(BTC, 300, 100, 1_000, 900) } },
      {
        id: "stopsSymbol:BTC/USD",
        detail: "4 in 1440 minutes",
        sinceMs: minutesAgo(300),
        untilMs: minutesAgo(900) + 1_440 * MINUTE_MS + 1,
        lift: "stopsSymbol",
      },
    ],
    [
      "stops on all symbols",
      { changes: { stops: stops("OTHER/USD", 60, 50, 240, 30, 20, 10) } },
      { id: "stopsGlobal", sinceMs: minutesAgo(10), untilMs: NOW_MS + 1, lift: "stopsGlobal" },
    ],
    [
      "losses in a row",
      { changes: { losses: losses(500, 400, 300, 200, 40, 20) } },
      { id: "lossStreak", sinceMs: minutesAgo(40), untilMs: minutesAgo(-40), lift: "lossStreak" },
    ],
    [
      "the pause after a stop counts from the newest",
      { changes: { stops: stops(ETH, 5, 25) } },
      { id: "cooldown:ETH/USD", symbol: ETH, sinceMs: minutesAgo(5), untilMs: minutesAgo(-25), lift: "cooldown" },
    ],
    [
      "the dynamic filter",
      { changes: { filters: new Map([...facts().filters, [BTC, { verdict: bad, newestTradeAtMs: minutesAgo(9) }]]) } },
      { id: "symbolFilter:BTC/USD", detail: "win rate 0.1", sinceMs: minutesAgo(9), lift: "symbolFilter" },
    ],
    [
      "a symbol nobody has judged",
      { changes: { filters: new Map([[BTC, clean]]) } },
      { id: "symbolFilter:ETH/USD", ...open, lift: null },
    ],
  ])("%s", (...row) => {
    const [, given, expected] = row;
    const found = locks(given);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject(expected);
    expect(found[0]?.remedy).toBe(found[0] && LOCK_REMEDY[found[0].kind]);
  });
});

describe("a lock with an end holds to the last moment before it and not at it", () => {
  test.each<[string, Partial<EntryFacts>, string]>([
    ["stops on a symbol", { stops: stops(BTC, 60, 50, 40) }, "stopsSymbol:BTC/USD"],
    ["stops on all", { stops: stops("OTHER/USD", 60, 50, 40, 35, 33, 31) }, "stopsGlobal"],
    ["losses in a row", { losses: losses(50, 40, 30, 20, 10) }, "lossStreak"],
    ["a cooldown", { stops: stops(BTC, 5) }, "cooldown:BTC/USD"],
  ])("%s", (...row) => {
    const [, changes, id] = row;
    const untilMs = locks({ changes }).find((lock) => lock.id === id)?.untilMs ?? 0;
    expect(ids({ changes, nowMs: untilMs - 1 })).toContain(id);
    expect(ids({ changes, nowMs: untilMs })).not.toContain(id);
  });
});

describe("a lift forgets the evidence up to its moment, and no other lock's", () => {
  const filters = new Map([...facts().filters, [BTC, { verdict: bad, newestTradeAtMs: minutesAgo(5) }]]);
  /** `again`: whether the newest piece of evidence alone is enough. */
  type Row = readonly [LiftableLock, string | null, Partial<EntryFacts>, string, again: boolean];
  test.each<Row>([
    ["stopsSymbol", BTC, { stops: stops(BTC, 60, 50, 5) }, "stopsSymbol:BTC/USD", false],
    ["stopsGlobal", null, { stops: stops("OTHER/USD", 60, 50, 40, 35, 33, 5) }, "stopsGlobal", false],
    ["lossStreak", null, { losses: losses(50, 40, 30, 20, 5) }, "lossStreak", false],
    ["cooldown", BTC, { stops: stops(BTC, 5) }, "cooldown:BTC/USD", true],
    ["symbolFilter", BTC, { filters }, "symbolFilter:BTC/USD", true],
  ])("%s", (...row) => {
    const [kind, symbol, changes, id, again] = row;
    const liftedAgo = (ms: number) => ids({ changes: { ...changes, lifts: [{ kind, symbol, atMs: NOW_MS - ms }] } });
    const newest = 5 * MINUTE_MS;
    expect(liftedAgo(newest)).not.toContain(id);
    expect(liftedAgo(newest - 1)).not.toContain(id);
    expect(liftedAgo(newest + 1).includes(id)).toBe(again);
    expect(liftedAgo(24 * 60 * MINUTE_MS)).toContain(id);
    const elsewhere = { kind, symbol: symbol === null ? BTC : ETH, atMs: NOW_MS };
    expect(ids({ changes: { ...changes, lifts: [elsewhere] } })).toContain(id);
    const other = LIFTABLE_LOCKS.filter((name) => name !== kind).map((name) => ({ kind: name, symbol, atMs: NOW_MS }));
    expect(ids({ changes: { ...changes, lifts: other } })).toContain(id);
  });

  test("as many new stops as the limit lock again", () => {
    const lifts = [{ kind: "stopsSymbol", symbol: BTC, atMs: minutesAgo(500) }] as const;
    expect(ids({ changes: { stops: stops(BTC, 600, 500, 400, 300), lifts } })).toEqual([]);
    expect(ids({ changes: { stops: stops(BTC, 600, 500, 400, 300, 200), lifts } })).toEqual(["stopsSymbol:BTC/USD"]);
  });

  test("of several lifts the newest counts, in whatever order they come", () => {
    const changes = { stops: stops(BTC, 5) };
    const early = { kind: "cooldown", symbol: BTC, atMs: minutesAgo(9) } as const;
    const late = { ...early, atMs: minutesAgo(1) };
    expect(ids({ changes: { ...changes, lifts: [early, late] } })).toEqual([]);
    expect(ids({ changes: { ...changes, lifts: [late, early] } })).toEqual([]);
  });

  test("a lift by a clock that is ahead, as before a recording is played, lifts nothing", () => {
    const lifts = [{ kind: "cooldown", symbol: BTC, atMs: NOW_MS + 1 }] as const;
    expect(ids({ changes: { stops: stops(BTC, 5), lifts } })).toEqual(["cooldown:BTC/USD"]);
  });

  test("a symbol excluded for its spread alone, without a trade, is admitted once lifted", () => {
    const unseen = new Map([...facts().filters, [BTC, { verdict: bad, newestTradeAtMs: null }]]);
    const lifts = [{ kind: "symbolFilter", symbol: BTC, atMs: NOW_MS }] as const;
    expect(ids({ changes: { filters: unseen } })).toEqual(["symbolFilter:BTC/USD"]);
    expect(ids({ changes: { filters: unseen, lifts } })).toEqual([]);
    const record = gateEntry({
      plan: { symbol: BTC },
      facts: facts({ filters: unseen, lifts }),
      rules: defaultRiskRules(),
      nowMs: NOW_MS,
    });
    expect(record.verdicts.find(({ check }) => check === "symbolFilter")?.detail).toBe("lifted: win rate 0.1");
  });
});

test("a lifted symbol that is not excluded passes without a word", () => {
  const lifts = [{ kind: "symbolFilter", symbol: BTC, atMs: NOW_MS }] as const;
  const { verdicts } = gateEntry({
    plan: { symbol: BTC },
    facts: facts({ lifts }),
    rules: defaultRiskRules(),
    nowMs: NOW_MS,
  });
  expect(verdicts.find(({ check }) => check === "symbolFilter")).toEqual({
    check: "symbolFilter",
    verdict: "pass",
    detail: "",
  });
});
