import {
  BRACKET_FAULT_HELP,
  type BracketRequest,
  type BracketRules,
  Decimal,
  defaultBracketRules,
  planBracket,
  price,
  validateBracketRules,
} from "@bottrader/core";
import { describe, expect, test } from "vitest";

const ratio = (value: string): Decimal => new Decimal(value);
const fixed = (changes: Partial<BracketRules> = {}): BracketRules => ({
  ...defaultBracketRules(),
  stopMode: "fixed",
  ...changes,
});

const request = (changes: Partial<BracketRequest> = {}): BracketRequest => ({
  entry: price("100"),
  spread: price("0"),
  takerFeeRatio: ratio("0.001"),
  atrRatio: null,
  market: { tick: price("0.01") },
  rules: fixed(),
  ...changes,
});

function planned(changes: Partial<BracketRequest> = {}) {
  const result = planBracket(request(changes));
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
}

function refused(changes: Partial<BracketRequest>) {
  const result = planBracket(request(changes));
  if (result.ok) throw new Error("was not refused");
  return result.error;
}

describe("stop and target, each by its own formula (P08)", () => {
  test("fixed: stop = E·(1 − (STOP_LOSS_PCT + half spread + fee)), target = E·(1 + TAKE_PROFIT_PCT + both fees)", () => {
    const bracket = planned({ spread: price("0.2") });
    // d = 0.02 + 0.001 + 0.001 = 0.022; target distance = max(0.06, 0.044) + 0.002 = 0.062
    expect(bracket.stop.toFixed()).toBe("97.8");
    expect(bracket.target.toFixed()).toBe("106.2");
    expect(bracket.stopRatio.toFixed()).toBe("0.022");
    expect(bracket.targetRatio.toFixed()).toBe("0.062");
    // (106.2·0.999 − 100.1) / (100.1 − 97.8·0.999) = 5.9938 / 2.3978
    expect(bracket.netRewardRisk.toFixed(6)).toBe("2.499708");
    expect(bracket).toMatchObject({
      mode: "fixed",
      targetMode: "ratio",
      fallback: false,
      feeSide: "taker",
      atrRatio: null,
    });
    expect(bracket.cushions.spread.toFixed()).toBe("0.001");
    expect(bracket.cushions.fee.toFixed()).toBe("0.001");
  });

  test.each([
    // 1.8 × 0.02 + 0.001 = 0.037; 2 × 0.037 = 0.074 + 0.002
    ["the ATR distance", "0.02", "96.3", "107.6"],
    // 1.8 × 0.006 = 0.0108 is below 0.012
    ["the least distance", "0.006", "98.7", "106.2"],
    ["the least distance exactly", "0.00666666666666666666", "98.7", "106.2"],
  ])("atr mode uses %s", (_, atrRatio, ...levels) => {
    const bracket = planned({ rules: defaultBracketRules(), atrRatio: ratio(atrRatio) });
    expect([bracket.stop.toFixed(), bracket.target.toFixed()]).toEqual(levels);
    expect(bracket).toMatchObject({ mode: "atr", fallback: false });
  });

  test.each([null, "0", "-0.01", "NaN"])("atr mode with an ATR of %s falls back and says so (P64)", (atrRatio) => {
    const bracket = planned({ rules: defaultBracketRules(), atrRatio: atrRatio === null ? null : ratio(atrRatio) });
    expect(bracket).toMatchObject({ mode: "fixed", fallback: true });
    expect(bracket.stop.toFixed()).toBe("97.9");
  });

  test("atr mode without an ATR makes no entry where the fallback is refused (P64)", () => {
    const rules = { ...defaultBracketRules(), withoutAtr: "refuse" as const };
    expect(refused({ rules })).toMatchObject({ code: "BRACKET_ATR_MISSING", bracket: null });
  });
});

describe("rounding (F9, T22)", () => {
  test("the stop goes up to the tick, never widening the loss, and the target up, staying passive", () => {
    // 100 × 0.979 = 97.9 → 98.0 on a tick of 0.25; 106.2 → 106.25
    const bracket = planned({ market: { tick: price("0.25") } });
    expect([bracket.stop.toFixed(), bracket.target.toFixed()]).toEqual(["98", "106.25"]);
    expect(bracket.stopRatio.toFixed()).toBe("0.02");
  });

  test("a coarse tick still leaves a tick between the stop and the entry", () => {
    // 3.1 × 0.979 = 3.03 would be rounded to 4
    const bracket = planned({
      entry: price("3.1"),
      market: { tick: price("1") },
      rules: fixed({ netRewardRiskMin: ratio("0") }),
    });
    expect([bracket.stop.toFixed(), bracket.target.toFixed()]).toEqual(["2", "5"]);
  });

  test("micro prices keep all their digits (P79)", () => {
    const bracket = planned({ entry: price("0.00001234"), market: { tick: price("0.00000001") } });
    // 0.00001234 × 0.979 = 0.0000120808…; × 1.062 = 0.0000131050…
    expect([bracket.stop.toFixed(), bracket.target.toFixed()]).toEqual(["0.00001209", "0.00001311"]);
  });

  test("there is no entry where the tick leaves no room for a stop", () => {
    expect(refused({ entry: price("1.5"), market: { tick: price("1") } }).code).toBe("BRACKET_STOP_NOT_POSITIVE");
    expect(refused({ rules: { ...defaultBracketRules() }, atrRatio: ratio("0.6") }).code).toBe(
      "BRACKET_STOP_NOT_POSITIVE",
    );
  });
});

describe("reward for risk (P43)", () => {
  test("below MIN_NET_RR there is no entry, and the refused bracket is on record", () => {
    const net = planned().netRewardRisk;
    expect(planned({ rules: fixed({ netRewardRiskMin: net }) }).netRewardRisk.eq(net)).toBe(true);
    const fault = refused({ rules: fixed({ netRewardRiskMin: net.add("1e-30") }) });
    expect(fault.code).toBe("BRACKET_REWARD_RISK_LOW");
    expect(fault.bracket?.stop.toFixed()).toBe("97.9");
  });

  test("a target that does not pay the fees is refused whatever the minimum", () => {
    const override = { stopLoss: null, takeProfit: price("100.2") };
    expect(refused({ override, rules: fixed({ netRewardRiskMin: ratio("0") }) }).code).toBe("BRACKET_REWARD_RISK_LOW");
  });

  test("a default bracket passes at every taker fee up to 0.6 %, whatever the volatility", () => {
    let least = ratio("100");
    for (let basisPoints = 1; basisPoints <= 800; basisPoints += 1) {
      for (const takerFeeRatio of ["0", "0.001", "0.006"].map(ratio)) {
        const atrRatio = new Decimal(basisPoints).div(10_000);
        const bracket = planned({ takerFeeRatio, atrRatio, rules: defaultBracketRules(), spread: price("0.05") });
        least = Decimal.min(least, bracket.netRewardRisk);
      }
    }
    expect(least.gte("1.42") && least.lt("1.43")).toBe(true);
  });
});

describe("levels from an alert", () => {
  test("both are taken as they are", () => {
    const bracket = planned({ override: { stopLoss: price("97"), takeProfit: price("109") } });
    expect([bracket.stop.toFixed(), bracket.target.toFixed()]).toEqual(["97", "109"]);
    expect(bracket).toMatchObject({ mode: "alert", targetMode: "alert", fallback: false });
    expect(bracket.cushions.fee.isZero() && bracket.cushions.spread.isZero()).toBe(true);
  });

  test("a stop alone sets the target's least distance", () => {
    // d = 0.05 → 2 × 0.05 + 0.002
    const bracket = planned({ override: { stopLoss: price("95"), takeProfit: null } });
    expect([bracket.stop.toFixed(), bracket.target.toFixed()]).toEqual(["95", "110.2"]);
    expect(bracket).toMatchObject({ mode: "alert", targetMode: "ratio" });
  });

  test("a target alone keeps the stop of the rules", () => {
    const bracket = planned({ override: { stopLoss: null, takeProfit: price("112.001") } });
    expect([bracket.stop.toFixed(), bracket.target.toFixed()]).toEqual(["97.9", "112.01"]);
    expect(bracket).toMatchObject({ mode: "fixed", targetMode: "alert" });
  });

  test("no override at all is the same as none of either", () => {
    expect(planned({ override: null })).toEqual(planned({ override: { stopLoss: null, takeProfit: null } }));
  });

  test.each([
    ["100", null, "BRACKET_STOP_ABOVE_ENTRY"],
    ["101", null, "BRACKET_STOP_ABOVE_ENTRY"],
    [null, "100", "BRACKET_TARGET_BELOW_ENTRY"],
    [null, "99", "BRACKET_TARGET_BELOW_ENTRY"],
    ["0", null, "BRACKET_INPUT_INVALID"],
    [null, "-1", "BRACKET_INPUT_INVALID"],
    ["NaN", null, "BRACKET_INPUT_INVALID"],
  ])("stop %s, target %s → %s", (stopLoss, takeProfit, code) => {
    const override = {
      stopLoss: stopLoss && price(stopLoss),
      takeProfit: takeProfit && price(takeProfit),
    } as NonNullable<BracketRequest["override"]>;
    expect(refused({ override }).code).toBe(code);
  });
});

test.each<[string, Partial<BracketRequest>]>([
  ["an entry of zero", { entry: price("0") }],
  ["an entry that is not a number", { entry: price("NaN") }],
  ["a crossed spread", { spread: price("-0.01") }],
  ["an unknown spread", { spread: price("NaN") }],
  ["a fee of everything", { takerFeeRatio: ratio("1") }],
  ["a negative fee", { takerFeeRatio: ratio("-0.001") }],
])("%s is refused (F45, F48)", (_, changes) => {
  expect(refused(changes).code).toBe("BRACKET_INPUT_INVALID");
});

test("every fault has a line of help", () => {
  expect(Object.values(BRACKET_FAULT_HELP).every((help) => help.length > 20)).toBe(true);
});

describe("settings", () => {
  test("the defaults hold together", () => {
    expect(validateBracketRules(defaultBracketRules())).toEqual([]);
  });

  test("all faults are named at once", () => {
    const faults = validateBracketRules({
      ...defaultBracketRules(),
      stopMinRatio: ratio("-0.012"),
      atrMult: ratio("0"),
      stopLossRatio: ratio("2"),
      takeProfitRatio: ratio("0"),
      targetPerStopMin: ratio("NaN"),
      netRewardRiskMin: ratio("-1"),
    });
    expect(faults.map((fault) => fault.split(" ")[0])).toEqual([
      "STOP_MIN_PCT",
      "ATR_MULTIPLIER_STOP",
      "STOP_LOSS_PCT",
      "TAKE_PROFIT_PCT",
      "TP_SL_MIN_RATIO",
      "MIN_NET_RR",
    ]);
  });
});
