import { describe, expect, test } from "vitest";
import { ACTION_CODE } from "../../src/signal/action-code.ts";
import { compileSignalRules } from "../../src/signal/compile-signal-rules.ts";
import { type GuardFacts, isBlocked, judgeGuards } from "../../src/signal/judge-guards.ts";
import type { GuardName } from "../../src/signal/signal-evaluation.ts";
import { defaultSignalRules, type SignalRules } from "../../src/signal/signal-rules.ts";
import { unguardedRules } from "./rules-for-tests.ts";

const MINUTE = 60_000;
const { buy, sell, hold } = ACTION_CODE;
const UNKNOWN = Number.NaN;
const defaults = defaultSignalRules(MINUTE);

/** A buy by score that nothing speaks against. */
function factsWith(rules: Partial<SignalRules>, facts: Partial<GuardFacts>): GuardFacts {
  return {
    compiled: compileSignalRules(unguardedRules(MINUTE, rules)),
    candidate: buy,
    isMomentum: false,
    score: 5_500_000,
    rocPct: 0,
    openTimeMs: 100 * MINUTE,
    close: 100,
    volume: 10,
    volumeMean: 10,
    lastAction: hold,
    lastActionMs: UNKNOWN,
    trendEma: 99,
    trendPreviousEma: 98,
    dayChangeRatio: 0,
    ...facts,
  };
}

function verdictOf(name: GuardName, rules: Partial<SignalRules>, facts: Partial<GuardFacts>): string {
  const all = factsWith(rules, facts);
  const verdicts = judgeGuards(all);
  // Only candidates are asked whether they are blocked.
  const isAnyBlock = verdicts.some((guard) => guard.verdict === "block");
  expect(all.candidate === hold ? isAnyBlock : isBlocked(all)).toBe(isAnyBlock);
  expect(verdicts.map((guard) => guard.name)).toEqual(["flip_hysteresis", "cooldown", "volume", "trend", "red_day"]);
  return verdicts.find((guard) => guard.name === name)?.verdict ?? "missing";
}

type Row = readonly [why: string, facts: Partial<GuardFacts>, verdict: "pass" | "block" | "off"];

function truthTable(name: GuardName, rules: Partial<SignalRules>, rows: readonly Row[]): void {
  test.each(rows)(`${name}: %s`, (_, facts, verdict) => {
    expect(verdictOf(name, rules, facts)).toBe(verdict);
  });
}

describe("guards", () => {
  truthTable("flip_hysteresis", { flipHysteresis: 0.1 }, [
    ["no action yet", {}, "pass"],
    ["the same side again", { lastAction: buy }, "pass"],
    ["against a sell at the bare target", { lastAction: sell }, "block"],
    ["against a sell just below the raised target", { lastAction: sell, score: 6_049_999 }, "block"],
    ["against a sell at the raised target", { lastAction: sell, score: 6_050_000 }, "pass"],
    ["a sell against a buy at the bare target", { candidate: sell, lastAction: buy }, "block"],
    ["a sell against a buy at the raised target", { candidate: sell, lastAction: buy, score: 6_050_000 }, "pass"],
    ["momentum against a sell at its bare target", { lastAction: sell, isMomentum: true, rocPct: 5 }, "block"],
    ["momentum against a sell at its raised target", { lastAction: sell, isMomentum: true, rocPct: 5.5 }, "pass"],
    ["falling momentum against a buy", { candidate: sell, lastAction: buy, isMomentum: true, rocPct: -5.5 }, "pass"],
    [
      "falling momentum against a buy, too weak",
      { candidate: sell, lastAction: buy, isMomentum: true, rocPct: -5.4 },
      "block",
    ],
    ["nothing to guard", { candidate: hold, lastAction: sell }, "off"],
  ]);
  truthTable("flip_hysteresis", { flipHysteresis: 0 }, [["switched off", { lastAction: sell }, "off"]]);

  truthTable("cooldown", { cooldownBars: 7 }, [
    ["no action yet", {}, "pass"],
    ["one bar after", { lastAction: buy, lastActionMs: 99 * MINUTE }, "block"],
    ["seven bars after", { lastAction: buy, lastActionMs: 93 * MINUTE }, "block"],
    ["eight bars after", { lastAction: buy, lastActionMs: 92 * MINUTE }, "pass"],
    ["for a sell too", { candidate: sell, lastAction: sell, lastActionMs: 93 * MINUTE }, "block"],
    ["for momentum too", { isMomentum: true, rocPct: 9, lastAction: buy, lastActionMs: 93 * MINUTE }, "block"],
  ]);
  truthTable("cooldown", { cooldownBars: 0 }, [
    ["switched off", { lastAction: buy, lastActionMs: 99 * MINUTE }, "off"],
  ]);

  truthTable("volume", { volumeConfirmMult: 1.5 }, [
    ["at the asked multiple", { volume: 15 }, "pass"],
    ["below it", { volume: 14.9 }, "block"],
    ["mean unknown", { volume: 15, volumeMean: UNKNOWN }, "block"],
    ["a sell needs none", { candidate: sell, volume: 0 }, "off"],
  ]);
  truthTable("volume", { volumeConfirmMult: 0 }, [["switched off", { volume: 0 }, "off"]]);

  truthTable("trend", { trend: { ...defaults.trend, enabled: true } }, [
    ["above a rising average", {}, "pass"],
    ["at the average", { close: 99 }, "block"],
    ["above a flat average", { trendPreviousEma: 99 }, "block"],
    ["above a falling average", { trendPreviousEma: 99.5 }, "block"],
    ["average unknown", { trendEma: UNKNOWN, trendPreviousEma: UNKNOWN }, "block"],
    ["direction unknown", { trendPreviousEma: UNKNOWN }, "block"],
    ["a sell needs none", { candidate: sell, close: 90 }, "off"],
  ]);
  truthTable("trend", {}, [["switched off", { close: 90 }, "off"]]);

  truthTable("red_day", { allowBuysOnRedDay: false }, [
    ["a day without change", {}, "pass"],
    ["a green day", { dayChangeRatio: 0.01 }, "pass"],
    ["a red day", { dayChangeRatio: -1e-9 }, "block"],
    ["change unknown", { dayChangeRatio: UNKNOWN }, "block"],
    ["a sell on a red day", { candidate: sell, dayChangeRatio: -0.2 }, "off"],
  ]);
  truthTable("red_day", { allowBuysOnRedDay: true }, [["switched off", { dayChangeRatio: -0.2 }, "off"]]);

  test("every detail says what was compared, with unknown for what is not known", () => {
    const rules = { ...defaults, allowBuysOnRedDay: false };
    const details = (facts: Partial<GuardFacts>) => judgeGuards(factsWith(rules, facts)).map((guard) => guard.detail);
    expect(
      details({ lastAction: sell, lastActionMs: 97 * MINUTE, trendEma: UNKNOWN, dayChangeRatio: UNKNOWN }),
    ).toEqual([
      "score 5.5 against the last action, needs 6.05",
      "3 bars since the last action, silent for 7",
      "volume 10, needs 1 x the mean 10",
      "close 100, average unknown after 98, needs a close above a rising average",
      "change over 24 h unknown, needs 0 or more",
    ]);
    expect(details({ lastAction: sell, lastActionMs: 97 * MINUTE, isMomentum: true, rocPct: 5.25 })[0]).toBe(
      "|ROC| 5.25 against the last action, needs 5.5",
    );
    expect(details({ candidate: sell, lastAction: sell, lastActionMs: 0 })).toEqual([
      "the last action was to sell as well",
      "100 bars since the last action, silent for 7",
      "judges buys only",
      "judges buys only",
      "judges buys only",
    ]);
    expect(details({}).slice(0, 2)).toEqual(["no action yet", "no action yet"]);
    expect(details({ candidate: hold })).toEqual(Array(5).fill("no candidate"));
    expect(judgeGuards(factsWith({}, {})).map((guard) => guard.detail)).toEqual(Array(5).fill("switched off"));
  });
});
