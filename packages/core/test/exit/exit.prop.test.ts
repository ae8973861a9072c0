import {
  Decimal,
  decideExit,
  defaultExitRules,
  type ExitInput,
  type ExitState,
  exitPrecedence,
  exitStateFromJson,
  exitStateToJson,
  initialExitState,
  price,
  qty,
} from "@bottrader/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { exitInput, MINUTE_MS, OPENED_MS, ratio } from "./exit-input.ts";

const PROTECTIVE = ["EMERGENCY_STOP", "HARD_STOP", "SOFT_STOP", "TIME_EXIT", "TRAILING_STOP"];

/** Bids from 60 to 140 around a cost of 100, in hundredths. */
const bid = fc.integer({ min: 6_000, max: 14_000 }).map((cents) => price(new Decimal(cents).div(100)));
const atr = fc.option(fc.integer({ min: 0, max: 500 }).map((cents) => new Decimal(cents).div(100)));
const tick = fc.record({ bid, atr });

const situation = fc.record({
  history: fc.array(tick, { maxLength: 30 }),
  atr,
  heldMinutes: fc.integer({ min: 0, max: 600 }),
  holdMaxMinutes: fc.constantFrom(0, 300),
  softStopMode: fc.constantFrom("fixed" as const, "atr" as const),
  isTrailing: fc.boolean(),
  isPartialTaken: fc.boolean(),
  sellStreak: fc.integer({ min: 0, max: 3 }),
  exitFeeRatio: fc.constantFrom("0", "0.001", "0.006"),
  atrPercentile: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

function inputAt(
  at: Situation,
  state: ExitState,
  now: { bid: ExitInput["market"]["bid"]; atr: Decimal | null },
): ExitInput {
  const rules = defaultExitRules();
  return exitInput({
    heldMinutes: at.heldMinutes,
    state,
    rules: {
      ...rules,
      holdMaxMinutes: at.holdMaxMinutes,
      softStopMode: at.softStopMode,
      trailing: { ...rules.trailing, enabled: at.isTrailing },
    },
    position: { costPrice: price("100.1"), size: qty("3.33333") },
    market: {
      bid: now.bid,
      atr: now.atr,
      atrRatio: now.atr?.div(now.bid) ?? null,
      exitFeeRatio: ratio(at.exitFeeRatio),
      atrPercentile: at.atrPercentile,
    },
    signal: { sellStreak: at.sellStreak, lastSellCloseMs: OPENED_MS + (at.heldMinutes - 1) * MINUTE_MS },
  });
}

function stateAfter(at: Situation): ExitState {
  let state: ExitState = { ...initialExitState(), partialTaken: at.isPartialTaken };
  for (const now of at.history) state = decideExit(inputAt({ ...at, isTrailing: true }, state, now)).state;
  return state;
}

test("a lower bid never turns a protective exit into a hold, nor into a less urgent reason", () => {
  let compared = 0;
  fc.assert(
    fc.property(situation, bid, bid, (at, one, other) => {
      const [low, high] = one.lte(other) ? [one, other] : [other, one];
      // The ATR ratio stays that of the higher bid: other things are equal.
      const atHigh = inputAt(at, stateAfter(at), { bid: high, atr: at.atr });
      const first = decideExit(atHigh).decision;
      if (first.kind === "hold" || !PROTECTIVE.includes(first.reason)) return true;
      compared += 1;
      const second = decideExit({ ...atHigh, market: { ...atHigh.market, bid: low } }).decision;
      return second.kind === "exit" && exitPrecedence(second.reason) <= exitPrecedence(first.reason);
    }),
    { numRuns: 500 },
  );
  expect(compared).toBeGreaterThan(100);
});

test("neither stop, high nor tier of a trail ever falls, and the stop stays below the high", () => {
  let steps = 0;
  fc.assert(
    fc.property(situation, (at) => {
      let state = initialExitState();
      return at.history.every((now) => {
        const before = state.trailing;
        state = decideExit(inputAt({ ...at, isTrailing: true }, state, now)).state;
        const after = state.trailing;
        if (after === null) return before === null;
        steps += 1;
        const fell =
          before !== null && (after.stop.lt(before.stop) || after.high.lt(before.high) || after.tier < before.tier);
        return !fell && after.stop.lt(after.high);
      });
    }),
  );
  expect(steps).toBeGreaterThan(100);
});

test("every call leaves eight verdicts, decides by the first that fired, and never sells more than is held (P58)", () => {
  let sold = 0;
  fc.assert(
    fc.property(situation, bid, (at, last) => {
      const { position, lot, ...rest } = inputAt(at, stateAfter(at), { bid: last, atr: at.atr });
      const { decision, verdicts } = decideExit({ position, lot, ...rest });
      const fired = verdicts.find((verdict) => verdict.verdict === "fired");
      if (verdicts.length !== 8 || decision.kind === "hold") return verdicts.length === 8 && fired === undefined;
      sold += 1;
      const { size, reason } = decision;
      return fired?.rule === reason && size.gt(0) && size.lte(position.size) && size.mod(lot.step).isZero();
    }),
  );
  expect(sold).toBeGreaterThan(20);
});

test("a state read back from its text decides as the state that was written", () => {
  fc.assert(
    fc.property(situation, bid, (at, last) => {
      const state = stateAfter(at);
      const read = exitStateFromJson(JSON.parse(JSON.stringify(exitStateToJson(state))));
      expect(read).toEqual({ ok: true, value: state });
      const now = { bid: last, atr: at.atr };
      const readState = read.ok ? read.value : initialExitState();
      expect(decideExit(inputAt(at, readState, now))).toEqual(decideExit(inputAt(at, state, now)));
    }),
  );
});
