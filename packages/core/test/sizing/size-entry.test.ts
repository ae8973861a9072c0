import {
  Decimal,
  defaultSizingRules,
  price,
  qty,
  quote,
  SIZE_FAULT_HELP,
  type SizeRequest,
  type SizingRules,
  sizeEntry,
  validateSizingRules,
} from "@bottrader/core";
import { describe, expect, test } from "vitest";

const ratio = (value: string): Decimal => new Decimal(value);
const account = { equity: quote("10000"), freeQuote: quote("10000"), exposure: quote("0"), symbolExposure: quote("0") };
const market = { step: qty("0.001"), sizeMin: qty("0.001"), notionalMin: quote("10") };
const wide = (changes: Partial<SizingRules> = {}): SizingRules => ({
  ...defaultSizingRules(),
  mode: "fixed",
  fixedQuote: quote("500"),
  positionMaxRatio: ratio("1"),
  exposureMaxRatio: ratio("1"),
  ...changes,
});

const request = (changes: Partial<SizeRequest> = {}): SizeRequest => ({
  plan: { entry: price("100"), stop: price("98") },
  market,
  takerFeeRatio: ratio("0.001"),
  account,
  rules: wide(),
  trigger: "SCORE",
  ...changes,
});

function sized(changes: Partial<SizeRequest> = {}): readonly [size: string, notional: string, ...caps: string[]] {
  const result = sizeEntry(request(changes));
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return [result.value.size.toFixed(), result.value.notional.toFixed(), ...result.value.caps];
}

function refused(changes: Partial<SizeRequest>) {
  const result = sizeEntry(request(changes));
  if (result.ok) throw new Error("was not refused");
  return result.error;
}

describe("wanted size", () => {
  test("fixed: the quote amount, or the one of the trigger (P69, P75)", () => {
    expect(sized()).toEqual(["5", "500"]);
    const rules = wide({ fixedByTrigger: { ROC_MOMENTUM: quote("250") } });
    expect(sized({ rules, trigger: "ROC_MOMENTUM" })).toEqual(["2.5", "250"]);
    expect(sized({ rules, trigger: "SCORE" })).toEqual(["5", "500"]);
    expect(sized({ rules, trigger: "constructor" })).toEqual(["5", "500"]);
  });

  test("percent of equity", () => {
    expect(sized({ rules: wide({ mode: "percent", equityRatio: ratio("0.03") }) })).toEqual(["3", "300"]);
  });

  test("risk: what is lost at the stop is the fraction of equity", () => {
    // 0.5 % of 10,000 = 50; the stop is 2 % away: 2,500
    expect(sized({ rules: wide({ mode: "risk", riskRatio: ratio("0.005") }) })).toEqual(["25", "2500"]);
  });

  test.each([
    [{ kind: "quote", amount: quote("123.4567") } as const, ["1.234", "123.4"]],
    [{ kind: "size", size: qty("1.2349") } as const, ["1.234", "123.4"]],
    [{ kind: "percent", ratio: ratio("0.02") } as const, ["2", "200"]],
    [null, ["5", "500"]],
  ])("an alert's budget %j comes before the configuration (P71)", (budget, expected) => {
    expect(sized({ budget })).toEqual(expected);
  });
});

test("an amount a hair below two steps buys one, though the division rounds to two (P58)", () => {
  const budget = { kind: "quote", amount: quote(`8.${"9".repeat(39)}`) } as const;
  const small = { step: qty("1"), sizeMin: qty("0"), notionalMin: quote("0") };
  const plan = { entry: price("4.5"), stop: price("4") };
  expect(sized({ plan, budget, market: small, takerFeeRatio: ratio("0") })).toEqual(["1", "4.5"]);
});

describe("caps", () => {
  test("one position", () => {
    const rules = wide({ positionMaxRatio: ratio("0.03") });
    expect(sized({ rules })).toEqual(["3", "300", "MAX_POSITION_PCT"]);
    expect(sized({ rules, account: { ...account, symbolExposure: quote("100") } })).toEqual([
      "2",
      "200",
      "MAX_POSITION_PCT",
    ]);
  });

  test("all positions together", () => {
    const rules = wide({ exposureMaxRatio: ratio("0.6") });
    expect(sized({ rules, account: { ...account, exposure: quote("5600") } })).toEqual([
      "4",
      "400",
      "MAX_TOTAL_EXPOSURE_PCT",
    ]);
  });

  test("the free balance, after the fee", () => {
    // 300 / 1.001 = 299.70…
    expect(sized({ account: { ...account, freeQuote: quote("300") } })).toEqual(["2.997", "299.7", "FREE_QUOTE"]);
    expect(sized({ account: { ...account, freeQuote: quote("500.5") } })).toEqual(["5", "500"]);
  });

  test("hold for alerts too, and all that bind are named, the smallest first", () => {
    const rules = wide({ positionMaxRatio: ratio("0.03"), exposureMaxRatio: ratio("0.04") });
    const budget = { kind: "size", size: qty("100") } as const;
    expect(sized({ rules, budget, account: { ...account, freeQuote: quote("200") } })).toEqual([
      "1.998",
      "199.8",
      "FREE_QUOTE",
      "MAX_POSITION_PCT",
      "MAX_TOTAL_EXPOSURE_PCT",
    ]);
  });
});

describe("refusals", () => {
  test.each<[string, Partial<SizeRequest>, string]>([
    ["below the minimum size", { market: { ...market, sizeMin: qty("5.001") } }, "SIZE_BELOW_MIN"],
    ["below the minimum notional", { market: { ...market, notionalMin: quote("500.01") } }, "SIZE_BELOW_MIN"],
    ["smaller than a step (F10, P47)", { market: { ...market, step: qty("6") } }, "SIZE_BELOW_MIN"],
    ["no balance", { account: { ...account, freeQuote: quote("0") } }, "SIZE_FUNDS_SHORT"],
    ["a negative balance", { account: { ...account, freeQuote: quote("-5") } }, "SIZE_FUNDS_SHORT"],
    ["the position is full", { account: { ...account, symbolExposure: quote("10000") } }, "SIZE_POSITION_MAX"],
    ["the exposure is full", { account: { ...account, exposure: quote("9999") } }, "SIZE_EXPOSURE_MAX"],
    // 5 × 98 = 490 at the stop, 4.995 × 98 = 489.51 after a fee in base
    [
      "unsellable at the stop (F12, I1)",
      { market: { ...market, notionalMin: quote("489.52") } },
      "SIZE_EXIT_BELOW_MIN",
    ],
    ["unsellable after a fee in base (F11)", { market: { ...market, sizeMin: qty("5") } }, "SIZE_EXIT_BELOW_MIN"],
  ])("%s", (_, changes, code) => {
    expect(refused(changes).code).toBe(code);
  });

  test("what can just be sold at its stop is bought", () => {
    expect(sized({ market: { ...market, notionalMin: quote("489.51") } })).toEqual(["5", "500"]);
  });

  test.each<[string, Partial<SizeRequest>]>([
    ["a stop at the entry", { plan: { entry: price("100"), stop: price("100") } }],
    ["a stop of zero", { plan: { entry: price("100"), stop: price("0") } }],
    ["no entry price", { plan: { entry: price("NaN"), stop: price("98") } }],
    ["an endless entry price", { plan: { entry: price("Infinity"), stop: price("98") } }],
    ["a negative fee", { takerFeeRatio: ratio("-0.1") }],
    ["a fee of everything", { takerFeeRatio: ratio("1") }],
    ["no equity (P48)", { account: { ...account, equity: quote("0") } }],
    ["an unknown balance", { account: { ...account, freeQuote: quote("NaN") } }],
    ["an unknown exposure", { account: { ...account, exposure: quote("NaN") } }],
    ["a budget of nothing", { budget: { kind: "quote", amount: quote("0") } }],
    ["a negative size", { budget: { kind: "size", size: qty("-1") } }],
    ["an endless percentage", { budget: { kind: "percent", ratio: ratio("Infinity") } }],
  ])("%s is not a usable number (F45)", (_, changes) => {
    expect(refused(changes)).toMatchObject({ code: "SIZE_INPUT_INVALID", caps: [] });
  });

  test("a mode or a budget that the types do not know is a bug, not a size", () => {
    expect(() => sizeEntry(request({ rules: wide({ mode: "all" as never }) }))).toThrow("unhandled case");
    expect(() => sizeEntry(request({ budget: { kind: "all" } as never }))).toThrow("unhandled case");
  });

  test("every fault has a line of help", () => {
    expect(Object.values(SIZE_FAULT_HELP).every((help) => help.length > 20)).toBe(true);
  });
});

describe("settings", () => {
  test("the defaults hold together", () => {
    expect(validateSizingRules(defaultSizingRules())).toEqual([]);
    expect(validateSizingRules(wide({ fixedByTrigger: { SCORE: quote("1") } }))).toEqual([]);
  });

  test.each<[Partial<SizingRules>, string]>([
    [{ fixedQuote: quote("0") }, "ORDER_SIZE_FIXED must be"],
    [{ fixedByTrigger: { SCORE: quote("-1") } }, "ORDER_SIZE_BY_TRIGGER SCORE must be"],
    [{ equityRatio: ratio("0") }, "ORDER_SIZE_PCT must be"],
    [{ riskRatio: ratio("1") }, "RISK_PER_TRADE must be"],
    [{ positionMaxRatio: ratio("0") }, "MAX_POSITION_PCT must be"],
    [{ positionMaxRatio: ratio("1.1") }, "MAX_POSITION_PCT must be at most 1"],
    [{ exposureMaxRatio: ratio("-1") }, "MAX_TOTAL_EXPOSURE_PCT must be"],
    [{ exposureMaxRatio: ratio("60") }, "MAX_TOTAL_EXPOSURE_PCT must be at most 1"],
    [{ positionMaxRatio: ratio("0.7") }, "MAX_POSITION_PCT must not exceed"],
    [{ equityRatio: ratio("0.2") }, "ORDER_SIZE_PCT must not exceed"],
  ])("%j is a start-up error", (changes, message) => {
    expect(validateSizingRules({ ...defaultSizingRules(), ...changes }).join("\n")).toContain(message);
  });
});
