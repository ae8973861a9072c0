import {
  decideExit,
  type ExitRules,
  type ExitState,
  exitStateFromJson,
  exitStateToJson,
  initialExitState,
  price,
} from "@bottrader/core";
import { describe, expect, test } from "vitest";
import { type Changes, exitInput, plainRules, ratio, verdictOf } from "./exit-input.ts";

const noPartial = (): ExitRules => ({ ...plainRules(), partialFraction: ratio(0) });

/** Feeds bids one after the other and returns the last outcome. */
function walk(bids: readonly string[], atr: string | null, changes: Changes = {}) {
  let state: ExitState = { ...initialExitState(), ...changes.state };
  let outcome = decideExit(exitInput());
  for (const bid of bids) {
    const market = { bid: price(bid), atr: atr === null ? null : ratio(atr) };
    outcome = decideExit(exitInput({ rules: noPartial(), ...changes, market, state }));
    state = outcome.state;
  }
  return outcome;
}

const stopOf = (outcome: ReturnType<typeof walk>): string | undefined => outcome.state.trailing?.stop.toFixed();

describe("trailing stop", () => {
  test("activates at the activation gain and not below it", () => {
    expect(walk(["103.49"], "0.8").state.trailing).toBe(null);
    expect(walk(["103.5"], "0.8").state.trailing).not.toBe(null);
    expect(verdictOf(walk(["103.49"], "0.8"), "TRAILING_STOP")).toMatchObject({
      verdict: "idle",
      detail: "waits for its activation gain",
    });
  });

  test.each([
    // 2 × 0.8 = 1.6, between 1.04 and 2.08
    ["the ATR multiple", "0.8", "102.4"],
    ["the least distance", "0.1", "102.96"],
    ["the greatest distance", "5", "101.92"],
  ])("starts below the high by %s", (_, atr, expected) => {
    expect(stopOf(walk(["104"], atr))).toBe(expected);
  });

  test("moves when the rise is a full step and stays put for less", () => {
    // ATR 0.8: a step is 0.4.
    expect(stopOf(walk(["104", "104.39"], "0.8"))).toBe("102.4");
    expect(stopOf(walk(["104", "104.4"], "0.8"))).toBe("102.8");
    expect(stopOf(walk(["104", "104.39", "104.4"], "0.8"))).toBe("102.8");
  });

  test("keeps the high while it waits for a step", () => {
    expect(walk(["104", "104.39", "103"], "0.8").state.trailing?.high.toFixed()).toBe("104.39");
  });

  test("a new tier moves the stop at once, however little", () => {
    // At 106 the tier multiple is 1.5: 106 − 1.05 is the clamp, 1.5 × 0.8 = 1.2 → 104.8. From 105.99: 104.39.
    expect(stopOf(walk(["105.99"], "0.8"))).toBe("104.39");
    const tier = walk(["105.99", "106"], "0.8");
    expect(tier.state.trailing).toMatchObject({ tier: 1 });
    expect(stopOf(tier)).toBe("104.8");
  });

  test("a new tier moves the stop even by less than a step", () => {
    // Both distances are the least one of 1 %: 105.99 − 1.0599, then 106 − 1.06; a step is half of an ATR of 0.5.
    const tier = walk(["105.99", "106"], "0.5");
    expect(tier.state.trailing).toMatchObject({ tier: 1 });
    expect(stopOf(tier)).toBe("104.94");
  });

  test("a new tier without any rise leaves the stop where it is", () => {
    // ATR grows from 0.8 to 1.3 as the tier begins: 106 − 1.95 = 104.05 is below 104.39.
    const before = walk(["105.99"], "0.8");
    const after = walk(["106"], "1.3", { state: before.state });
    expect(after.state.trailing).toMatchObject({ tier: 1 });
    expect(stopOf(after)).toBe("104.39");
  });

  test("the last tier tightens to its multiple and tiers never end", () => {
    expect(stopOf(walk(["110"], "1.5"))).toBe("108.5");
    const fallen = walk(["110", "108.6"], "1.5");
    expect(fallen.state.trailing).toMatchObject({ tier: 2 });
    expect(fallen.decision.kind).toBe("hold");
  });

  test("a configuration with fewer tiers keeps the tightest one left", () => {
    const trailing = { ...plainRules().trailing, tiers: plainRules().trailing.tiers.slice(0, 1) };
    const before = walk(["110"], "1.2");
    const after = walk(["112"], "1.2", { state: before.state, rules: { ...noPartial(), trailing } });
    // 1.5 × 1.2 = 1.8 below 112
    expect(stopOf(after)).toBe("110.2");
    expect(after.state.trailing).toMatchObject({ tier: 2 });
  });

  test.each([
    ["102.41", "hold"],
    ["102.4", "exit"],
    ["102.39", "exit"],
  ])("with a stop of 102.4, bid %s → %s", (bid, expected) => {
    expect(walk(["104", bid], "0.8").decision.kind).toBe(expected);
  });

  test("is a marketable limit (P45)", () => {
    expect(walk(["104", "102"], "0.8").decision).toMatchObject({
      reason: "TRAILING_STOP",
      urgency: "marketable_limit",
    });
  });

  test("goes on with the last known ATR when no fresh one comes", () => {
    const before = walk(["104"], "0.8");
    const after = walk(["105"], null, { state: before.state });
    expect(stopOf(after)).toBe("103.4");
    expect(verdictOf(after, "TRAILING_STOP").detail).toBe("high 105, tier 0, last known ATR");
    expect(verdictOf(before, "TRAILING_STOP").detail).toBe("high 104, tier 0, fresh ATR");
  });

  test("an ATR of zero is not an ATR (P64)", () => {
    const before = walk(["104"], "0.8");
    expect(walk(["105"], "0", { state: before.state }).state.lastAtr?.toFixed()).toBe("0.8");
  });

  test("remembers an ATR that came before it was active", () => {
    const before = walk(["101"], "0.8");
    expect(before.state.trailing).toBe(null);
    expect(stopOf(walk(["104"], null, { state: before.state }))).toBe("102.4");
  });

  test("without any ATR it uses the greatest distance, in steps of it, and says so", () => {
    const first = walk(["104"], null);
    expect(stopOf(first)).toBe("101.92");
    expect(verdictOf(first, "TRAILING_STOP").detail).toContain("no ATR ever known");
    // The implied ATR is half of 2 %; a step is half of that: about 0.52.
    expect(stopOf(walk(["104", "104.5"], null))).toBe("101.92");
    expect(stopOf(walk(["104", "104.6"], null))).toBe("102.508");
  });

  test("off: never activates", () => {
    const rules = {
      ...noPartial(),
      trailing: { ...plainRules().trailing, enabled: false },
      profitMinRatio: ratio("9"),
    };
    const outcome = walk(["120"], "0.8", { rules });
    expect(outcome.state.trailing).toBe(null);
    expect(verdictOf(outcome, "TRAILING_STOP")).toMatchObject({ verdict: "idle", detail: "off", threshold: null });
  });

  test("a trail that is active survives being switched off: it ends with the position (F51)", () => {
    const rules = {
      ...noPartial(),
      trailing: { ...plainRules().trailing, enabled: false },
      profitMinRatio: ratio("9"),
    };
    const before = walk(["104"], "0.8");
    expect(walk(["102.4"], "0.8", { rules, state: before.state }).decision).toMatchObject({ reason: "TRAILING_STOP" });
  });

  test("the decision to sell does not end the trail, so that a refused order is decided again", () => {
    const fired = walk(["104", "102"], "0.8");
    expect(stopOf(fired)).toBe("102.4");
    expect(walk(["101.5"], "0.8", { state: fired.state }).decision).toMatchObject({ reason: "TRAILING_STOP" });
  });

  test("survives a restart through its stored form", () => {
    const before = walk(["104", "104.4"], "0.812345678901234567891");
    const stored: unknown = JSON.parse(JSON.stringify(exitStateToJson(before.state)));
    const read = exitStateFromJson(stored);
    expect(read.ok && exitStateToJson(read.value)).toEqual(stored);
    expect(read.ok && walk(["102"], null, { state: read.value })).toEqual(walk(["102"], null, { state: before.state }));
  });
});

describe("stored exit state", () => {
  const trailing = { high: "104", stop: "102.4", tier: 0 };
  const good = { trailing, lastAtr: "0.8", partialTaken: true };

  test("reads what it wrote, unknown fields aside", () => {
    const read = exitStateFromJson({ ...good, added: 1 });
    expect(read.ok && exitStateToJson(read.value)).toEqual(good);
    const initial = exitStateFromJson(exitStateToJson(initialExitState()));
    expect(initial).toEqual({ ok: true, value: initialExitState() });
  });

  test.each([
    [null, "not an object"],
    ["x", "not an object"],
    [{ ...good, partialTaken: "yes" }, "partialTaken"],
    [{ ...good, lastAtr: 0.8 }, "lastAtr"],
    [{ ...good, lastAtr: "0" }, "lastAtr"],
    [{ ...good, lastAtr: "1e-3" }, "lastAtr"],
    [{ ...good, trailing: undefined }, "trailing is not an object"],
    [{ ...good, trailing: { ...trailing, high: "NaN" } }, "trailing.high"],
    [{ ...good, trailing: { ...trailing, stop: 1 } }, "trailing.stop"],
    [{ ...good, trailing: { ...trailing, stop: "104" } }, "not below"],
    [{ ...good, trailing: { ...trailing, tier: -1 } }, "trailing.tier"],
    [{ ...good, trailing: { ...trailing, tier: 0.5 } }, "trailing.tier"],
    [{ ...good, trailing: { ...trailing, tier: "0" } }, "trailing.tier"],
  ])("refuses %j naming the field (F45)", (json, named) => {
    const read = exitStateFromJson(json);
    expect(!read.ok && read.error).toContain(named);
  });
});
