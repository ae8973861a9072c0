import {
  activeLocks,
  defaultRiskRules,
  type EntryFacts,
  gateEntry,
  LIFTABLE_LOCKS,
  LOCK_REMEDY,
  price,
  quote,
} from "@bottrader/core";
import fc from "fast-check";
import { expect, test } from "vitest";

const NOW_MS = 1_704_103_200_000;
const HOUR_MS = 3_600_000;
const BTC = "BTC/USD";
const ETH = "ETH/USD";

const atMs = fc.integer({ min: -30 * HOUR_MS, max: 0 }).map((ago) => NOW_MS + ago);
const symbol = fc.constantFrom(BTC, ETH);
const money = fc.option(fc.integer({ min: -1_000, max: 12_000 }).map((units) => quote(units)));
const filterRecord = fc.record({
  verdict: fc.boolean().map((excluded) => ({ excluded, reasons: [] })),
  newestTradeAtMs: fc.option(atMs),
});

const facts: fc.Arbitrary<EntryFacts> = fc.record({
  tradingState: fc.constantFrom("active", "active", "reducing", "halted"),
  tradingStateSinceMs: atMs,
  isReconciled: fc.boolean(),
  unresolvedOrders: fc.constant(0),
  hasPosition: fc.constant(false),
  workingEntries: fc.constant(0),
  openPositions: fc.constant(0),
  dayPnl: money,
  dayStartEquity: money,
  equity: money,
  peakEquity: money,
  stops: fc.array(fc.record({ symbol, atMs }), { maxLength: 9 }),
  losses: fc.array(fc.record({ atMs }), { maxLength: 9 }).map((rows) => rows.toSorted((a, b) => a.atMs - b.atMs)),
  filters: fc.option(fc.tuple(filterRecord, filterRecord), { nil: null }).map(
    (pair) =>
      new Map(
        pair === null
          ? []
          : ([
              [BTC, pair[0]],
              [ETH, pair[1]],
            ] as const),
      ),
  ),
  lifts: fc.array(
    fc.record({ kind: fc.constantFrom(...LIFTABLE_LOCKS), symbol: fc.constantFrom(BTC, ETH, null), atMs }),
    { maxLength: 5 },
  ),
  quote: fc.constant({ bid: price("100"), ask: price("100.1"), atMs: NOW_MS }),
  lastBarCloseMs: fc.constant(NOW_MS),
  barMs: fc.constant(300_000),
});

const rules = { ...defaultRiskRules(), excluded: ["ETH"] };

test("the list of locks and the gate never disagree", () => {
  fc.assert(
    fc.property(facts, symbol, (given, wanted) => {
      const gate = gateEntry({ plan: { symbol: wanted }, facts: given, rules, nowMs: NOW_MS });
      const refused = gate.verdicts.flatMap((verdict) =>
        verdict.verdict === "block" && verdict.check in LOCK_REMEDY
          ? [`${verdict.check} ${verdict.reason} ${verdict.detail}`]
          : [],
      );
      const listed = activeLocks({ facts: given, rules, symbols: [BTC, ETH], nowMs: NOW_MS })
        .filter((lock) => lock.symbol === null || lock.symbol === wanted)
        .map((lock) => `${lock.kind} ${lock.reason} ${lock.detail}`);
      expect(listed.toSorted()).toEqual(refused.toSorted());
    }),
  );
});

test("a lift never adds a lock", () => {
  fc.assert(
    fc.property(facts, (given) => {
      const ids = (lifts: EntryFacts["lifts"]): readonly string[] =>
        activeLocks({ facts: { ...given, lifts }, rules, symbols: [BTC, ETH], nowMs: NOW_MS }).map(({ id }) => id);
      const without = new Set(ids([]));
      expect(ids(given.lifts).filter((id) => !without.has(id))).toEqual([]);
    }),
  );
});
