/** Each entry trigger, guard and refusal, from settings and candles to the record of the intent. */
import { type BRACKET_FAULT_HELP, RISK_REASON_HELP } from "@bottrader/core";
import { describe, expect, test } from "vitest";
import { setTradingState } from "../src/index.ts";
import { MINUTE_MS } from "./floor.ts";
import { entry } from "./intents.ts";
import { ANSWER_LOST, faultyVenue } from "./pass-through.ts";
import {
  buyAtHundred,
  buyBothAtHundred,
  LOCKS_OFF,
  MOMENTUM,
  playCloses,
  QUIET,
  still,
  WARM_UP_BARS,
} from "./tapes.ts";
import {
  decidedIntents,
  type Env,
  intentTexts,
  lastCandidate,
  openWired,
  tradesOf,
  type Wired,
} from "./wired-system.ts";

const EXECUTED = "executed INTENT_EXECUTED";

async function bought(env: Env): Promise<Wired> {
  const wired = await openWired({ ...QUIET, ...env });
  await buyAtHundred(wired);
  return wired;
}

async function bothBought(env: Env): Promise<Wired> {
  const wired = await openWired({ ...QUIET, ...env }, { bases: ["BTC", "ETH"] });
  await buyBothAtHundred(wired);
  return wired;
}

const triggersOf = async (wired: Wired): Promise<readonly string[]> =>
  (await wired.floor.stores.signal.openPositions()).map(({ trigger }) => trigger);

describe("an entry is triggered by", () => {
  test("the score", async () => {
    const wired = await bought({});
    expect(await intentTexts(wired)).toEqual([`entry score: ${EXECUTED}`]);
    expect(await triggersOf(wired)).toEqual(["score"]);
  });

  test("ROC momentum, with a score that reaches nothing", async () => {
    const wired = await openWired({ ...QUIET, ...MOMENTUM });
    for (let bar = 0; bar < 2 * WARM_UP_BARS; bar += 1) await wired.play(still(95));
    await playCloses(wired, [100, 100], 95);
    expect(await intentTexts(wired)).toEqual([`entry roc_momentum: ${EXECUTED}`]);
    expect(await triggersOf(wired)).toEqual(["roc_momentum"]);
  });

  test("a webhook", async () => {
    const wired = await openWired(QUIET);
    await wired.play(still(100));
    await wired.alert({ symbol: "BTCUSDT", action: "buy" });
    await wired.play(still(100));
    expect(await intentTexts(wired)).toEqual([`entry webhook: ${EXECUTED}`]);
    expect(await triggersOf(wired)).toEqual(["webhook"]);
  });

  test("an operator's own intent", async () => {
    const wired = await openWired(QUIET);
    await wired.play(still(100));
    await wired.floor.deliver(entry(wired.floor, { trigger: "manual" }));
    await wired.play(still(100));
    expect(await triggersOf(wired)).toEqual(["manual"]);
  });
});

describe("a buy is held back by the guard", () => {
  const verdictOf = (wired: Wired, guard: string): string | undefined =>
    lastCandidate(wired)?.guards.find(({ name }) => name === guard)?.verdict;

  test.each<readonly [guard: string, env: Env]>([
    ["volume", { VOLUME_CONFIRM_MULT: "1.5" }],
    // No bar of the higher timeframe has been averaged yet
    ["trend", { TREND_ALIGNMENT_ENABLED: "true", TREND_TIMEFRAME: "5m", TREND_EMA: "2" }],
    // A change over 24 hours is not known after twelve minutes
    ["red_day", { ALLOW_BUYS_ON_RED_DAY: "false" }],
  ])("%s", async (guard, env) => {
    const wired = await bought(env);
    expect(await intentTexts(wired)).toEqual([]);
    expect(verdictOf(wired, guard)).toBe("block");
  });

  test("cooldown", async () => {
    const wired = await bought({ COOLDOWN_BARS: "3" });
    await playCloses(wired, [103], 100);
    expect(await intentTexts(wired)).toHaveLength(1);
    expect(verdictOf(wired, "cooldown")).toBe("block");
  });

  test("flip hysteresis", async () => {
    const wired = await bought({ FLIP_HYSTERESIS_PCT: "0.1", WEIGHT_RATIO: "1", BUY_RATIO: "9", SELL_RATIO: "9" });
    // A sell scores 2 as well, and needs 2.2 against the buy before it
    await playCloses(wired, [98.5], 100);
    expect(lastCandidate(wired)?.candidate).toBe("sell");
    expect(verdictOf(wired, "flip_hysteresis")).toBe("block");
  });
});

/** A stop-loss, then another rise that says buy. */
async function stoppedOut(env: Env): Promise<Wired> {
  const wired = await bought({ ...LOCKS_OFF, ...env });
  await playCloses(wired, [97.4, 97.4, 100], 100);
  return wired;
}

const SLOW: Env = { ENTRY_INTENT_TTL_MS: "600000", MAX_QUOTE_AGE_MS: "600000" };

/** Reason → how the system comes to refuse an entry for it. */
const REFUSALS: Readonly<Record<string, () => Promise<Wired>>> = {
  STATE_HALTED: () => inState("halted"),
  STATE_REDUCING: () => inState("reducing"),
  STATE_UNRECONCILED: async () => {
    const wired = await openWired(QUIET);
    wired.floor.desk.market.isReconciled = false;
    await buyAtHundred(wired);
    return wired;
  },
  STATE_ORDER_UNRESOLVED: async () => {
    const { faults, wrapVenue } = faultyVenue();
    const wired = await openWired({ ...QUIET, ENTRY_TIMEOUT_MS: "3600000" }, { wrapVenue });
    faults.placeOrder = async () => ANSWER_LOST;
    faults.fetchOrder = async () => ({ ok: false, detail: "venue down" });
    await buyAtHundred(wired);
    await playCloses(wired, [103], 100);
    return wired;
  },
  RISK_POSITION_EXISTS: async () => {
    const wired = await bought({});
    await playCloses(wired, [103], 100);
    return wired;
  },
  RISK_ENTRY_WORKING: async () => {
    const wired = await openWired({ ...QUIET, ENTRY_TIMEOUT_MS: "3600000" });
    for (let bar = 0; bar < WARM_UP_BARS; bar += 1) await wired.play(still(97));
    await playCloses(wired, [100], 97);
    // The market runs away from the first entry's limit
    await wired.play([103, 103, 103, 103]);
    return wired;
  },
  RISK_POSITIONS_MAX: () => bothBought({ MAX_OPEN_POSITIONS: "1" }),
  RISK_DAILY_LOSS: () => stoppedOut({ DAILY_LOSS_LIMIT_PCT: "0.002" }),
  RISK_DRAWDOWN: () => stoppedOut({ DRAWDOWN_HALT_PCT: "0.002" }),
  RISK_STOPS_SYMBOL: () => stoppedOut({ STOP_GUARD_SYMBOL_COUNT: "1" }),
  RISK_STOPS_GLOBAL: () => stoppedOut({ STOP_GUARD_GLOBAL_COUNT: "1" }),
  RISK_LOSS_STREAK: () => stoppedOut({ MAX_CONSECUTIVE_LOSSES: "1" }),
  RISK_COOLDOWN: () => stoppedOut({ COOLDOWN_AFTER_STOP_MINUTES: "30" }),
  RISK_FILTERED: () => stoppedOut({ DYNAMIC_FILTER_ENABLED: "true", DYNAMIC_FILTER_MIN_TRADES: "1" }),
  RISK_HODL: () => bought({ HODL_SYMBOLS: "BTC/USDT" }),
  RISK_EXCLUDED: () => bought({ EXCLUDED_SYMBOLS: "BTC/USDT" }),
  RISK_SPREAD: () => bought({ SPREAD_MAX_PCT: "0.0001" }),
  RISK_QUOTE_STALE: () => late(MINUTE_MS, { ...SLOW, MAX_QUOTE_AGE_MS: "10000" }),
  RISK_BAR_STALE: () => late(3 * MINUTE_MS, SLOW),
};

async function inState(state: "halted" | "reducing"): Promise<Wired> {
  const wired = await openWired(QUIET);
  await setTradingState(wired.floor.desk, { state, by: "operator", reason: "test" });
  await buyAtHundred(wired);
  return wired;
}

async function late(delayMs: number, env: Env): Promise<Wired> {
  const wired = await openWired({ ...QUIET, ...env }, { delayMs });
  await buyAtHundred(wired);
  return wired;
}

type Gate = readonly { readonly check: string; readonly verdict: string; readonly reason?: string }[];

describe("the risk gate refuses an entry, and the record says why:", () => {
  test.each(Object.entries(REFUSALS))("%s", async (reason, refused) => {
    const [newest] = (await decidedIntents(await refused())).filter(({ state }) => state === "rejected").slice(-1);
    expect(newest?.reason).toBe(reason);
    const gate = newest?.record["gate"] as Gate;
    expect(gate.filter(({ verdict }) => verdict === "block").map((verdict) => verdict.reason)).toContain(reason);
  });

  test("every reason it knows", () => {
    expect(Object.keys(REFUSALS).toSorted()).toEqual(Object.keys(RISK_REASON_HELP).toSorted());
  });

  test("and without its locks the same entry is made", async () => {
    expect((await intentTexts(await stoppedOut({}))).at(-1)).toBe("entry score: working");
  });
});

describe("an entry ends before the gate", () => {
  test("when its intent is too old", async () => {
    const wired = await late(2 * MINUTE_MS, { ENTRY_INTENT_TTL_MS: "60000" });
    expect(await intentTexts(wired)).toEqual(["entry score: expired INTENT_EXPIRED"]);
  });

  test.each<readonly [code: keyof typeof BRACKET_FAULT_HELP, env: Env, prices: Readonly<Record<string, number>>]>([
    // It risks 5 to win 1
    ["BRACKET_REWARD_RISK_LOW", { MIN_NET_RR: "1" }, { stopLoss: 95, takeProfit: 101 }],
    // An alert knows no ATR
    ["BRACKET_ATR_MISSING", { STOP_MODE: "atr", STOP_WITHOUT_ATR: "refuse" }, {}],
  ])("when no bracket can be planned: %s", async (code, env, prices) => {
    const wired = await openWired({ ...QUIET, ...env });
    await wired.play(still(100));
    await wired.alert({ symbol: "BTCUSDT", action: "buy", ...prices });
    const [intent] = await decidedIntents(wired);
    expect(intent).toMatchObject({ reason: "BRACKET_REFUSED", record: { bracket: { code } } });
  });

  test("when its amount is below the venue's minimum", async () => {
    const [intent] = await decidedIntents(await bought({ ORDER_SIZE_FIXED: "0.5" }));
    expect(intent).toMatchObject({ reason: "SIZE_REFUSED", record: { size: { code: "SIZE_BELOW_MIN" } } });
  });

  test("when it finds no seller in time", async () => {
    const wired = await openWired({ ...QUIET, ENTRY_TIMEOUT_MS: "60000" });
    for (let bar = 0; bar < WARM_UP_BARS; bar += 1) await wired.play(still(97));
    await playCloses(wired, [100], 97);
    await wired.play([101, 101.1, 100.9, 101]);
    await wired.play([101, 101.1, 100.9, 101]);
    expect((await intentTexts(wired))[0]).toContain("ENTRY_UNFILLED");
  });
});

describe("an entry is sized", () => {
  const spent = async (env: Env): Promise<string> => {
    const [position] = await (await bought(env)).floor.stores.signal.openPositions();
    return position?.size.toFixed() ?? "none";
  };

  // Equity 10000; the entry may pay 0.2 % above an ask of 100.01, which is 100.21
  test.each<readonly [what: string, env: Env, size: string]>([
    ["by a fixed amount: 1000 / 100.21", {}, "9.979"],
    ["by the amount of its trigger: 500 / 100.21", { ORDER_SIZE_BY_TRIGGER: "score:500" }, "4.989"],
    ["by a share of equity: 200 / 100.21", { SIZING_MODE: "percent", ORDER_SIZE_PCT: "0.02" }, "1.995"],
    [
      "by the loss at its stop: 50 / (100.21 − 90)",
      { SIZING_MODE: "risk", RISK_PER_TRADE: "0.005", STOP_LOSS_PCT: "0.1" },
      "4.897",
    ],
    ["and capped by MAX_POSITION_PCT: 100 / 100.21", { MAX_POSITION_PCT: "0.01" }, "0.997"],
  ])("%s", async (_, env, size) => {
    expect(await spent(env)).toBe(size);
  });

  test("and capped by MAX_TOTAL_EXPOSURE_PCT: what the first entry left of 150", async () => {
    const wired = await bothBought({ MAX_POSITION_PCT: "0.01", MAX_TOTAL_EXPOSURE_PCT: "0.015" });
    const positions = await wired.floor.stores.signal.openPositions();
    expect(positions.map(({ size }) => size.toFixed())).toEqual(["0.997", "0.499"]);
  });
});

test("an entry that is refused leaves no order and no trade", async () => {
  const wired = await bought({ EXCLUDED_SYMBOLS: "BTC/USDT" });
  expect(await wired.floor.stores.trade.transact((tx) => tx.workingOrders(null))).toEqual([]);
  expect(await tradesOf(wired)).toEqual([]);
});
