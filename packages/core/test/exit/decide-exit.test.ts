import {
  decideExit,
  EXIT_REASON_HELP,
  EXIT_REASONS,
  exitPrecedence,
  isStopReason,
  positionPnl,
  price,
  qty,
  quote,
} from "@bottrader/core";
import { describe, expect, test } from "vitest";
import { exitInput, MINUTE_MS, OPENED_MS, plainRules, ratio, verdictOf } from "./exit-input.ts";

const kindOf = (input: Parameters<typeof decideExit>[0]): string => {
  const { decision } = decideExit(input);
  return decision.kind === "hold" ? "hold" : decision.reason;
};

describe("profit and loss", () => {
  test("pnl is net of the entry fee in the cost and of the exit fee at the bid, rawPnl of neither (P32)", () => {
    const pnl = positionPnl({
      bid: price("102"),
      exitFeeRatio: ratio("0.006"),
      costPrice: price("100.6"),
      entryPrice: price("100"),
    });
    // 102 × 0.994 = 101.388; (101.388 − 100.6) / 100.6 = 0.78330…%
    expect(pnl.pnl.toFixed(8)).toBe("0.00783300");
    expect(pnl.rawPnl.toFixed()).toBe("0.02");
  });

  test("a price gain that the fees eat does not count as profit (P32)", () => {
    const input = exitInput({
      bid: "104.5",
      market: { bid: price("104.5"), exitFeeRatio: ratio("0.006") },
      position: { costPrice: price("100.6") },
      rules: { ...plainRules(), trailing: { ...plainRules().trailing, enabled: false }, partialFraction: ratio(0) },
    });
    const { decision, pnl, rawPnl } = decideExit(input);
    expect(rawPnl.gt("0.035")).toBe(true);
    expect(pnl.lt("0.035")).toBe(true);
    expect(decision.kind).toBe("hold");
  });

  test("a missing price, cost or size is an error and never a decision (P48, F45)", () => {
    expect(() => decideExit(exitInput({ bid: "0" }))).toThrow("bid of BTC/USD");
    expect(() => decideExit(exitInput({ bid: "NaN" }))).toThrow("bid of BTC/USD");
    expect(() => decideExit(exitInput({ position: { costPrice: price("0") } }))).toThrow("cost of pos_1");
    expect(() => decideExit(exitInput({ position: { entryPrice: price("0") } }))).toThrow("entry price of pos_1");
    expect(() => decideExit(exitInput({ position: { size: qty("0") } }))).toThrow("size of pos_1");
  });
});

describe("loss stops at, just above and just below their threshold", () => {
  test.each([
    ["97.51", "hold"],
    ["97.5", "SOFT_STOP"],
    ["97.49", "SOFT_STOP"],
    ["95.01", "SOFT_STOP"],
    ["95", "HARD_STOP"],
    ["94.99", "HARD_STOP"],
    ["85.01", "HARD_STOP"],
    ["85", "EMERGENCY_STOP"],
    ["84.99", "EMERGENCY_STOP"],
    ["0.01", "EMERGENCY_STOP"],
  ])("bid %s → %s", (bid, expected) => {
    expect(kindOf(exitInput({ bid }))).toBe(expected);
  });

  test("each urgency is the one of the table (P45, P55, P56)", () => {
    expect(decideExit(exitInput({ bid: "85" })).decision).toMatchObject({ urgency: "market" });
    expect(decideExit(exitInput({ bid: "95" })).decision).toMatchObject({ urgency: "market" });
    expect(decideExit(exitInput({ bid: "97" })).decision).toMatchObject({ urgency: "marketable_limit" });
    expect(decideExit(exitInput({ bid: "103" })).decision).toMatchObject({ urgency: "limit" });
  });

  test("a stop fires for the whole position floored to the step, never more than is held (P58)", () => {
    const outcome = decideExit(exitInput({ bid: "90", position: { size: qty("1.2349") }, lot: { step: qty("0.05") } }));
    expect(outcome.decision).toMatchObject({ kind: "exit", reason: "HARD_STOP" });
    expect(outcome.decision.kind === "exit" && outcome.decision.size.toFixed()).toBe("1.2");
  });

  test("what is below the venue's minimum size is blocked and said, not sent (F10, P47)", () => {
    for (const lot of [{ sizeMin: qty("11") }, { step: qty("11"), sizeMin: qty("0") }]) {
      const outcome = decideExit(exitInput({ bid: "90", lot }));
      expect(outcome.decision.kind).toBe("hold");
      expect(verdictOf(outcome, "HARD_STOP")).toMatchObject({ verdict: "blocked", blockedBy: "SIZE_BELOW_MIN" });
    }
  });
});

describe("time exit", () => {
  const rules = { ...plainRules(), holdMaxMinutes: 240 };
  test.each([
    [239.99, "hold"],
    [240, "TIME_EXIT"],
    [241, "TIME_EXIT"],
  ])("held for %d minutes of 240 → %s", (heldMinutes, expected) => {
    expect(kindOf(exitInput({ rules, heldMinutes }))).toBe(expected);
  });

  test("0 is off", () => {
    const outcome = decideExit(exitInput({ heldMinutes: 1e6 }));
    expect(outcome.decision.kind).toBe("hold");
    expect(verdictOf(outcome, "TIME_EXIT")).toMatchObject({ verdict: "idle", detail: "off", threshold: null });
  });
});

describe("partial take-profit", () => {
  test.each([
    ["102.99", "hold"],
    ["103", "PARTIAL_TAKE_PROFIT"],
    ["103.01", "PARTIAL_TAKE_PROFIT"],
  ])("bid %s → %s", (bid, expected) => {
    expect(kindOf(exitInput({ bid }))).toBe(expected);
  });

  test("sells the fraction, floored to the step", () => {
    const outcome = decideExit(exitInput({ bid: "103", position: { size: qty("0.777") }, lot: { step: qty("0.05") } }));
    // 0.777 × 0.5 = 0.3885 → 0.35
    expect(outcome.decision.kind === "exit" && outcome.decision.size.toFixed()).toBe("0.35");
  });

  test("is decided again until a fill confirms it, then never", () => {
    const first = decideExit(exitInput({ bid: "103" }));
    expect(first.state.partialTaken).toBe(false);
    expect(kindOf(exitInput({ bid: "103", state: first.state }))).toBe("PARTIAL_TAKE_PROFIT");
    const confirmed = decideExit(exitInput({ bid: "103", state: { ...first.state, partialTaken: true } }));
    expect(confirmed.decision.kind).toBe("hold");
    expect(confirmed.state.partialTaken).toBe(true);
    expect(verdictOf(confirmed, "PARTIAL_TAKE_PROFIT")).toMatchObject({ verdict: "idle", detail: "already taken" });
  });

  test("a fraction of 0 is off", () => {
    const rules = { ...plainRules(), partialFraction: ratio(0) };
    expect(verdictOf(decideExit(exitInput({ bid: "103", rules })), "PARTIAL_TAKE_PROFIT").detail).toBe("off");
  });

  test.each([
    ["the part is below the minimum size", { sizeMin: qty("5.001") }, "103"],
    ["the part is below the minimum notional", { notionalMin: quote("515.01") }, "103"],
    // The rest of 5 would bring 5 × 95 = 475 at the hard stop.
    ["the rest could not be sold at the hard stop", { notionalMin: quote("475.01") }, "103"],
    ["the part is smaller than a step", { step: qty("6"), sizeMin: qty("1") }, "103"],
  ])("is blocked when %s (F10)", (_, lot, bid) => {
    const outcome = decideExit(exitInput({ bid, lot }));
    expect(outcome.decision.kind).toBe("hold");
    expect(verdictOf(outcome, "PARTIAL_TAKE_PROFIT")).toMatchObject({
      verdict: "blocked",
      blockedBy: "SIZE_BELOW_MIN",
    });
  });

  test("goes through when the rest can just be sold at the hard stop", () => {
    expect(kindOf(exitInput({ bid: "103", lot: { notionalMin: quote("475") } }))).toBe("PARTIAL_TAKE_PROFIT");
  });
});

describe("take-profit", () => {
  const rules = { ...plainRules(), trailing: { ...plainRules().trailing, enabled: false } };
  const state = { partialTaken: true };
  test.each([
    ["103.49", "hold"],
    ["103.5", "TAKE_PROFIT"],
    ["103.51", "TAKE_PROFIT"],
  ])("bid %s with trailing off → %s", (bid, expected) => {
    expect(kindOf(exitInput({ bid, rules, state }))).toBe(expected);
  });

  test("is idle while trailing is on", () => {
    const outcome = decideExit(exitInput({ bid: "104", state }));
    expect(outcome.decision.kind).toBe("hold");
    expect(verdictOf(outcome, "TAKE_PROFIT").verdict).toBe("idle");
  });
});

describe("signal exit", () => {
  const nowMs = OPENED_MS + 120 * MINUTE_MS;
  const good = { bid: "102", signal: { sellStreak: 2, lastSellCloseMs: nowMs - 10 * MINUTE_MS } };

  test("fires when every safeguard is met", () => {
    expect(decideExit(exitInput(good)).decision).toMatchObject({ reason: "SIGNAL_EXIT", urgency: "limit" });
  });

  test.each([
    ["profit at its minimum", { bid: "101.5" }, "SIGNAL_EXIT"],
    ["profit just below", { bid: "101.49" }, "PROFIT_SHORT"],
    ["one sell bar of two", { signal: { ...good.signal, sellStreak: 1 } }, "CONFIRMATIONS_SHORT"],
    ["a signal of exactly two bars ago", { signal: good.signal }, "SIGNAL_EXIT"],
    [
      "a signal older than two bars",
      { signal: { ...good.signal, lastSellCloseMs: nowMs - 10 * MINUTE_MS - 1 } },
      "SIGNAL_STALE",
    ],
    ["a signal of unknown age", { signal: { ...good.signal, lastSellCloseMs: null } }, "SIGNAL_STALE"],
    ["profit at one atrPct", { market: { bid: price("102"), atrRatio: ratio("0.02") } }, "SIGNAL_EXIT"],
    ["profit below one atrPct", { market: { bid: price("102"), atrRatio: ratio("0.0201") } }, "PROFIT_SHORT"],
    ["an ATR of zero, which is no ATR (P64)", { market: { bid: price("102"), atrRatio: ratio("0") } }, "SIGNAL_EXIT"],
  ])("%s → %s", (_, changes, expected) => {
    const outcome = decideExit(exitInput({ ...good, ...changes }));
    const verdict = verdictOf(outcome, "SIGNAL_EXIT");
    expect(verdict.verdict === "blocked" ? verdict.blockedBy : verdict.rule).toBe(expected);
    expect(outcome.decision.kind).toBe(expected === "SIGNAL_EXIT" ? "exit" : "hold");
  });

  test.each([
    [29.99, "HOLD_SHORT"],
    [30, "SIGNAL_EXIT"],
  ])("held for %d minutes → %s (P66)", (heldMinutes, expected) => {
    const lastSellCloseMs = OPENED_MS + (heldMinutes - 1) * MINUTE_MS;
    const outcome = decideExit(exitInput({ ...good, heldMinutes, signal: { sellStreak: 2, lastSellCloseMs } }));
    const verdict = verdictOf(outcome, "SIGNAL_EXIT");
    expect(verdict.verdict === "blocked" ? verdict.blockedBy : verdict.rule).toBe(expected);
  });

  test("names every safeguard that is not met", () => {
    const outcome = decideExit(exitInput({ bid: "100", heldMinutes: 1, signal: { sellStreak: 1 } }));
    const verdict = verdictOf(outcome, "SIGNAL_EXIT");
    expect(verdict).toMatchObject({ verdict: "blocked", blockedBy: "CONFIRMATIONS_SHORT" });
    expect(verdict.detail).toBe("no ATR, also SIGNAL_STALE, also PROFIT_SHORT, also HOLD_SHORT");
  });

  test("an ATR multiple of 0 leaves the plain minimum", () => {
    const rules = { ...plainRules(), signalExit: { ...plainRules().signalExit, atrMult: ratio(0) } };
    const outcome = decideExit(exitInput({ ...good, rules, market: { bid: price("102"), atrRatio: ratio("0.5") } }));
    expect(outcome.decision).toMatchObject({ reason: "SIGNAL_EXIT" });
    expect(verdictOf(outcome, "SIGNAL_EXIT").detail).toBe("");
  });

  test("is ignored while the trail is active", () => {
    const trailing = { high: price("104"), stop: price("101"), tier: 0 };
    const outcome = decideExit(exitInput({ ...good, state: { trailing, partialTaken: true } }));
    expect(outcome.decision.kind).toBe("hold");
    expect(verdictOf(outcome, "SIGNAL_EXIT")).toMatchObject({ verdict: "blocked", blockedBy: "TRAIL_ACTIVE" });
  });

  test("is idle when off and when there is no signal", () => {
    const rules = { ...plainRules(), signalExit: { ...plainRules().signalExit, enabled: false } };
    expect(verdictOf(decideExit(exitInput({ ...good, rules })), "SIGNAL_EXIT")).toMatchObject({
      verdict: "idle",
      detail: "off",
    });
    expect(verdictOf(decideExit(exitInput()), "SIGNAL_EXIT")).toMatchObject({
      verdict: "idle",
      detail: "no sell signal",
    });
  });
});

describe("precedence", () => {
  const rules = { ...plainRules(), holdMaxMinutes: 60, trailing: { ...plainRules().trailing, enabled: false } };
  const signal = { sellStreak: 2, lastSellCloseMs: OPENED_MS + 119 * MINUTE_MS };
  const trailing = { high: price("120"), stop: price("119"), tier: 0 };

  test.each([
    ["EMERGENCY_STOP", { bid: "80", rules, state: { trailing } }],
    ["HARD_STOP", { bid: "95", rules, state: { trailing } }],
    ["SOFT_STOP", { bid: "97", rules, state: { trailing } }],
    ["TIME_EXIT", { bid: "104", rules, signal, state: { trailing } }],
    ["TRAILING_STOP", { bid: "104", rules: { ...rules, holdMaxMinutes: 0 }, signal, state: { trailing } }],
    ["PARTIAL_TAKE_PROFIT", { bid: "104", rules: { ...rules, holdMaxMinutes: 0 }, signal }],
    ["TAKE_PROFIT", { bid: "104", rules: { ...rules, holdMaxMinutes: 0 }, signal, state: { partialTaken: true } }],
    ["SIGNAL_EXIT", { bid: "102", rules: { ...rules, holdMaxMinutes: 0 }, signal }],
  ])("%s wins over everything after it that fired too (F49)", (expected, changes) => {
    const outcome = decideExit(exitInput(changes));
    expect(outcome.decision).toMatchObject({ kind: "exit", reason: expected });
    expect(outcome.verdicts.find((verdict) => verdict.verdict === "fired")?.rule).toBe(expected);
    expect(outcome.verdicts).toHaveLength(8);
  });

  test("the losers are on record as fired", () => {
    const outcome = decideExit(exitInput({ bid: "80", rules }));
    const fired = outcome.verdicts.filter((verdict) => verdict.verdict === "fired").map((verdict) => verdict.rule);
    expect(fired).toEqual(["EMERGENCY_STOP", "HARD_STOP", "SOFT_STOP", "TIME_EXIT"]);
  });

  test("the policy's own order is the global order", () => {
    const ranks = decideExit(exitInput()).verdicts.map((verdict) => exitPrecedence(verdict.rule));
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });

  test("kill beats hard stop beats stop beats trailing beats take-profit beats signal (F49, P59)", () => {
    const order = ["KILL_SWITCH", "HARD_STOP", "SOFT_STOP", "TRAILING_STOP", "TAKE_PROFIT", "SIGNAL_EXIT"] as const;
    const ranks = order.map(exitPrecedence);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
    expect(new Set(EXIT_REASONS.map(exitPrecedence)).size).toBe(EXIT_REASONS.length);
  });

  test("every reason has a line of help, and only losses count as stops (P44)", () => {
    expect(Object.keys(EXIT_REASON_HELP).toSorted()).toEqual(EXIT_REASONS.toSorted());
    expect(EXIT_REASONS.filter(isStopReason)).toEqual(["EMERGENCY_STOP", "HARD_STOP", "BRACKET_SL", "SOFT_STOP"]);
  });
});
