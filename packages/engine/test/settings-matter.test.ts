/** For every setting that decides trades: changing it changes what is traded. A setting that nothing reads would fail here. */
import { SETTING_NAMES, type SettingName, settingsCatalogue } from "@bottrader/contracts";
import { candleSeries } from "@bottrader/testkit";
import { describe, expect, test } from "vitest";
import { MINUTE_MS, START_MS } from "./floor.ts";
import {
  ATR_STOP,
  buyAtHundred,
  buyBothAtHundred,
  LOCKS_OFF,
  playCloses,
  QUIET,
  SIGNAL,
  SLOW_FALL,
  still,
  TIERED,
  TRAILING,
  TWO_SELLS,
  WARM_UP_BARS,
} from "./tapes.ts";
import { type Env, intentTexts, openWired, tradesOf, type Wired } from "./wired-system.ts";

type Play = (env: Env) => Promise<Wired>;

/** What a setting is changed to, and the play in which that shows. */
type Case = readonly [play: Play, base: Env, changed: string];

/** Everything that was traded or wanted: intents and their fates, orders, trades. */
async function outcomeOf(wired: Wired): Promise<readonly string[]> {
  const orders = await wired.floor.stores.trade.transact((tx) =>
    Promise.all(wired.decided.map((intentId) => tx.ordersOfIntent(intentId))),
  );
  return [
    ...(await intentTexts(wired)),
    ...orders
      .flat()
      .map(
        ({ leg, size, limitPrice, stopPrice }) =>
          `${leg} ${size.toFixed()} ${limitPrice?.toFixed()} ${stopPrice?.toFixed()}`,
      ),
    ...(await tradesOf(wired)).map(
      ({ exitReason, exitAtMs, exitPrice, size, pnl }) =>
        `${exitReason} ${exitAtMs} ${exitPrice.toFixed()} ${size.toFixed()} ${pnl.toFixed()}`,
    ),
  ];
}

const RESTLESS: Env = {
  ...QUIET,
  WEIGHT_RATIO: "1.2",
  WEIGHT_TOUCH: "1.5",
  WEIGHT_PATTERN: "2",
  WEIGHT_RSI: "1.5",
  WEIGHT_ROC: "2",
  WEIGHT_MACD: "1.8",
  WEIGHT_SWING: "2.2",
  SCORE_BUY_TARGET: "2",
  SCORE_SELL_TARGET: "2",
  BUY_RATIO: "1.02",
  SELL_RATIO: "1.02",
  RSI_OVERSOLD: "45",
  RSI_OVERBOUGHT: "55",
  ROC_BUY_PCT: "1",
  ROC_SELL_PCT: "1",
  ROC_MOMENTUM_ENABLED: "true",
  ROC_MOMENTUM_BUY_PCT: "1.5",
  ROC_MOMENTUM_SELL_PCT: "1.5",
  STOP_MODE: "atr",
  STOP_MIN_PCT: "0.001",
  TAKE_PROFIT_PCT: "0.03",
  SOFT_STOP_MODE: "atr",
  SOFT_STOP_MIN_PCT: "0.001",
  REGIME_LOW_MULT: "0.8",
  REGIME_HIGH_MULT: "1.2",
  SIGNAL_EXIT_ENABLED: "true",
  SIGNAL_EXIT_CONFIRMATIONS: "1",
  SIGNAL_EXIT_MIN_PROFIT_PCT: "0.0001",
  SIGNAL_EXIT_ATR_MULT: "0",
  SIGNAL_EXIT_MIN_HOLD_MINUTES: "1",
  STOP_GUARD_SYMBOL_COUNT: "0",
  STOP_GUARD_GLOBAL_COUNT: "0",
  MAX_CONSECUTIVE_LOSSES: "0",
  DAILY_LOSS_LIMIT_PCT: "0",
  DRAWDOWN_HALT_PCT: "0",
  DYNAMIC_FILTER_ENABLED: "false",
};

const WALK = candleSeries({ seed: 11, count: 240, startMs: START_MS, moveRatio: 0.02 });

/** A long random walk with every component voting. */
const walk: Play = async (env) => {
  const wired = await openWired(env);
  for (const { open, high, low, close, volume } of WALK) await wired.play([open, high, low, close, volume * 1_000]);
  return wired;
};

const closes =
  (...after: readonly number[]): Play =>
  async (env) => {
    const wired = await openWired(env);
    await buyAtHundred(wired);
    await playCloses(wired, after, 100);
    return wired;
  };

const entered = closes(100);
const named =
  (play: Play, base: Env) =>
  (changed: string): Case => [play, base, changed];
const restless = named(walk, RESTLESS);
const quiet = named(entered, QUIET);

const SIGNAL_CASES: Partial<Record<SettingName, Case>> = {
  BB_PERIOD: restless("8"),
  BB_DEVIATIONS: restless("1.2"),
  MACD_FAST: restless("3"),
  MACD_SLOW: restless("8"),
  MACD_SIGNAL: restless("4"),
  RSI_PERIOD: restless("8"),
  ROC_PERIOD: restless("3"),
  ATR_PERIOD: restless("9"),
  ATR_REGIME_BARS: restless("8"),
  SWING_PERIOD: restless("9"),
  VOLUME_PERIOD: [walk, { ...RESTLESS, VOLUME_CONFIRM_MULT: "1" }, "12"],
  BUY_RATIO: restless("1.06"),
  SELL_RATIO: [walk, { ...RESTLESS, WEIGHT_RATIO: "3" }, "1.2"],
  RSI_OVERSOLD: restless("25"),
  RSI_OVERBOUGHT: [walk, { ...RESTLESS, WEIGHT_RSI: "3" }, "90"],
  ROC_BUY_PCT: restless("0.4"),
  ROC_SELL_PCT: restless("0.4"),
  WEIGHT_RATIO: restless("2"),
  WEIGHT_TOUCH: [walk, { ...RESTLESS, BB_DEVIATIONS: "1.2" }, "0"],
  WEIGHT_PATTERN: restless("0"),
  WEIGHT_RSI: restless("0.2"),
  WEIGHT_ROC: restless("0.2"),
  WEIGHT_MACD: restless("2.4"),
  WEIGHT_SWING: restless("0.2"),
  ROC_MOMENTUM_ENABLED: restless("false"),
  ROC_MOMENTUM_BUY_PCT: restless("9"),
  ROC_MOMENTUM_SELL_PCT: [walk, { ...RESTLESS, SCORE_SELL_TARGET: "10" }, "9"],
  ROC_RSI_MIN: restless("80"),
  ROC_RSI_MAX: restless("60"),
  SCORE_BUY_TARGET: restless("4"),
  SCORE_SELL_TARGET: restless("4"),
  MIN_INDICATORS_REQUIRED: restless("3"),
  FLIP_HYSTERESIS_PCT: restless("0.9"),
  COOLDOWN_BARS: restless("6"),
  VOLUME_CONFIRM_MULT: restless("1.2"),
  TREND_ALIGNMENT_ENABLED: restless("true"),
  TREND_TIMEFRAME: [
    walk,
    { ...RESTLESS, TREND_ALIGNMENT_ENABLED: "true", TREND_TIMEFRAME: "5m", TREND_EMA: "2" },
    "3m",
  ],
  TREND_EMA: [walk, { ...RESTLESS, TREND_ALIGNMENT_ENABLED: "true", TREND_TIMEFRAME: "5m", TREND_EMA: "2" }, "5"],
  ALLOW_BUYS_ON_RED_DAY: quiet("false"),
};

const by = (changes: Env, play: Play = entered) => named(play, { ...QUIET, ...changes });
const after = (...prices: readonly number[]) => named(closes(...prices), QUIET);

/** Both symbols want to enter in the same minute. */
const both: Play = async (env) => {
  const wired = await openWired(env, { bases: ["BTC", "ETH"] });
  await buyBothAtHundred(wired);
  return wired;
};

/** An intent is two minutes on its way. */
const delayed: Play = async (env) => {
  const wired = await openWired(env, { delayMs: 2 * MINUTE_MS });
  await buyAtHundred(wired);
  return wired;
};

const alertedWith =
  (prices: Readonly<Record<string, number>>): Play =>
  async (env) => {
    const wired = await openWired(env);
    await wired.play(still(100));
    await wired.alert({ symbol: "BTCUSDT", action: "buy", ...prices });
    return wired;
  };

/** The market runs away from the entry's limit for two minutes, then comes back. */
const runAway: Play = async (env) => {
  const wired = await openWired(env);
  for (let bar = 0; bar < WARM_UP_BARS; bar += 1) await wired.play(still(97));
  await playCloses(wired, [100], 97);
  for (const at of [101, 101, 99.9]) await wired.play(still(at));
  return wired;
};

/** The limit of a take-profit is jumped over: the next bars are below it. */
const missed: Play = async (env) => {
  const wired = await closes(103.6)(env);
  for (const at of [103.2, 103.2, 103.2]) await wired.play(still(at));
  return wired;
};

const FAR: Env = { MAX_LOSS_PCT: "0.3", HARD_STOP_PCT: "0.4", EMERGENCY_STOP_PCT: "0.45" };

const ENTRY_CASES: Partial<Record<SettingName, Case>> = {
  SIZING_MODE: quiet("percent"),
  ORDER_SIZE_FIXED: quiet("500"),
  ORDER_SIZE_BY_TRIGGER: quiet("score:500"),
  ORDER_SIZE_PCT: by({ SIZING_MODE: "percent" })("0.02"),
  RISK_PER_TRADE: by({ SIZING_MODE: "risk" })("0.01"),
  MAX_POSITION_PCT: quiet("0.01"),
  MAX_TOTAL_EXPOSURE_PCT: by({ MAX_POSITION_PCT: "0.01" }, both)("0.015"),
  STOP_MODE: quiet("atr"),
  STOP_MIN_PCT: by({ STOP_MODE: "atr", ATR_MULTIPLIER_STOP: "0.1" })("0.1"),
  ATR_MULTIPLIER_STOP: by({ STOP_MODE: "atr", STOP_MIN_PCT: "0.001" })("5"),
  STOP_LOSS_PCT: quiet("0.4"),
  STOP_WITHOUT_ATR: by({ STOP_MODE: "atr" }, alertedWith({}))("refuse"),
  TAKE_PROFIT_PCT: quiet("0.95"),
  TP_SL_MIN_RATIO: quiet("3"),
  MIN_NET_RR: by({}, alertedWith({ stopLoss: 95, takeProfit: 101 }))("1"),
  ENTRY_SLIPPAGE_MAX_PCT: quiet("0.01"),
  ENTRY_TIMEOUT_MS: by({}, runAway)("3600000"),
  ENTRY_INTENT_TTL_MS: by({ MAX_QUOTE_AGE_MS: "600000" }, delayed)("600000"),
  EXIT_TIMEOUT_MS: by({ MIN_PROFIT_PCT: "0.035" }, missed)("3600000"),
  EXIT_SLIPPAGE_MAX_PCT: after(97.4, 97.4)("0.02"),
  MAKER_FEE_PCT: by({ ...FAR, STOP_LOSS_PCT: "0.05", TAKE_PROFIT_PCT: "0.05" }, closes(106))("0.001"),
  TAKER_FEE_PCT: quiet("0.01"),
};

/** A stop-loss, two quiet minutes, and a rise that says buy. */
const stoppedOut = closes(97.4, 97.4, 97.4, 97.4, 100, 100);
const unlocked = (changes: Env, play: Play = stoppedOut) => by({ ...LOCKS_OFF, ...changes }, play);
const FILTER: Env = {
  DYNAMIC_FILTER_ENABLED: "true",
  DYNAMIC_FILTER_MIN_TRADES: "1",
  DYNAMIC_FILTER_MIN_WIN_RATE: "0",
  DYNAMIC_FILTER_MIN_AVG_PNL: "-1000",
  DYNAMIC_FILTER_MIN_TOTAL_PNL: "-1000",
};

/** A stop-loss, and a rise that says buy two days later. */
const daysLater: Play = async (env) => {
  const wired = await closes(97.4, 97.4)(env);
  wired.floor.nowMs += 2 * 86_400_000;
  await playCloses(wired, [97.4, 100, 100]);
  return wired;
};

const RISK_CASES: Partial<Record<SettingName, Case>> = {
  ALLOW_PYRAMIDING: after(103, 103)("true"),
  MAX_OPEN_POSITIONS: by({}, both)("1"),
  DAILY_LOSS_LIMIT_PCT: unlocked({})("0.002"),
  DRAWDOWN_HALT_PCT: unlocked({})("0.002"),
  STOP_GUARD_SYMBOL_COUNT: unlocked({})("1"),
  STOP_GUARD_SYMBOL_MINUTES: unlocked({ STOP_GUARD_SYMBOL_COUNT: "1" })("1"),
  STOP_GUARD_GLOBAL_COUNT: unlocked({})("1"),
  STOP_GUARD_GLOBAL_MINUTES: unlocked({ STOP_GUARD_GLOBAL_COUNT: "1" })("1"),
  MAX_CONSECUTIVE_LOSSES: unlocked({})("1"),
  CONSECUTIVE_LOSSES_PAUSE_MINUTES: unlocked({ MAX_CONSECUTIVE_LOSSES: "1" })("1"),
  COOLDOWN_AFTER_STOP_MINUTES: unlocked({})("30"),
  HODL_SYMBOLS: quiet("BTC/USDT"),
  EXCLUDED_SYMBOLS: quiet("BTC/USDT"),
  SPREAD_MAX_PCT: quiet("0.0001"),
  MAX_QUOTE_AGE_MS: by({ ENTRY_INTENT_TTL_MS: "600000" }, delayed)("600000"),
  DYNAMIC_FILTER_ENABLED: unlocked({ DYNAMIC_FILTER_MIN_TRADES: "1" })("true"),
  DYNAMIC_FILTER_LOOKBACK_DAYS: unlocked({ ...FILTER, DYNAMIC_FILTER_MIN_WIN_RATE: "0.2" }, daysLater)("1"),
  DYNAMIC_FILTER_MIN_TRADES: unlocked({ ...FILTER, DYNAMIC_FILTER_MIN_WIN_RATE: "0.2" })("2"),
  DYNAMIC_FILTER_MIN_WIN_RATE: unlocked(FILTER)("0.2"),
  DYNAMIC_FILTER_MIN_AVG_PNL: unlocked(FILTER)("-5"),
  DYNAMIC_FILTER_MIN_TOTAL_PNL: unlocked(FILTER)("-5"),
  DYNAMIC_FILTER_MAX_SPREAD_PCT: unlocked(FILTER)("0.0001"),
};

const signalled = by(SIGNAL, closes(...TWO_SELLS));

const EXIT_CASES: Partial<Record<SettingName, Case>> = {
  EMERGENCY_STOP_PCT: after(84.9, 84.9)("0.2"),
  HARD_STOP_PCT: after(94.9, 94.9)("0.06"),
  SOFT_STOP_MODE: by({ SOFT_STOP_MIN_PCT: "0.001" }, closes(98.5, 98.5))("atr"),
  MAX_LOSS_PCT: after(97.4, 97.4)("0.03"),
  SOFT_STOP_ATR_MULT: by(ATR_STOP, closes(98.5, 98.5))("3"),
  SOFT_STOP_MIN_PCT: by(ATR_STOP, closes(98.5, 98.5))("0.02"),
  FIRST_HOUR_STOP_MULT: by({ FIRST_HOUR_MINUTES: "60", FIRST_HOUR_STOP_MULT: "1" }, closes(97, 97))("1.5"),
  FIRST_HOUR_MINUTES: by({ FIRST_HOUR_STOP_MULT: "1.5" }, closes(97, 97))("60"),
  REGIME_LOW_MULT: by({ ATR_REGIME_BARS: "10" }, closes(...SLOW_FALL))("0.5"),
  REGIME_HIGH_MULT: by({ ATR_REGIME_BARS: "10" }, closes(97))("1.5"),
  MAX_HOLD_MINUTES: after(100, 100, 100, 100)("3"),
  TRAILING_STOP_ENABLED: after(104, 101.9, 101.9)("true"),
  TRAILING_ACTIVATION_PCT: by(TRAILING, closes(104, 101.9, 101.9))("0.05"),
  TRAILING_STOP_ATR_MULT: by(TIERED, closes(104, 101.9, 101.9))("0.5"),
  TRAILING_MIN_DISTANCE_PCT: by({ ...TIERED, TRAILING_STOP_ATR_MULT: "0.1" }, closes(104, 103, 103))("0.015"),
  TRAILING_MAX_DISTANCE_PCT: by(TRAILING, closes(104, 101.9, 101.9))("0.1"),
  TRAILING_STEP_ATR_MULT: by(TRAILING, closes(104, 104.3, 102.1, 102.1))("0.01"),
  TRAILING_TIERS: by(TIERED, closes(104, 107, 106, 106))("0.06:0.5"),
  PARTIAL_TP_PCT: by({ PARTIAL_TP_FRACTION: "0.5" }, closes(103.2, 104, 104))("0.1"),
  PARTIAL_TP_FRACTION: after(103.2, 104, 104)("0.3"),
  MIN_PROFIT_PCT: after(103.6, 104.5)("0.035"),
  SIGNAL_EXIT_ENABLED: signalled("false"),
  SIGNAL_EXIT_MIN_PROFIT_PCT: signalled("0.05"),
  SIGNAL_EXIT_ATR_MULT: signalled("3"),
  SIGNAL_EXIT_CONFIRMATIONS: signalled("3"),
  SIGNAL_EXIT_MIN_HOLD_MINUTES: signalled("30"),
};

const cases = Object.entries({ ...SIGNAL_CASES, ...ENTRY_CASES, ...RISK_CASES, ...EXIT_CASES });

/** Chooses the bars before any rule sees them; the recording's own tests aggregate them. */
const ELSEWHERE: readonly SettingName[] = ["SIGNAL_TIMEFRAME"];

const GROUPS: readonly string[] = ["signal", "entry", "exit", "risk"];

/** Outcomes of what is not changed, by play and settings: most cases share one. */
const known = new Map<string, readonly string[]>();

async function unchanged(play: Play, base: Env): Promise<readonly string[]> {
  const key = `${play.name} ${JSON.stringify(base)}`;
  const outcome = known.get(key) ?? (await outcomeOf(await play(base)));
  if (play === walk) known.set(key, outcome);
  return outcome;
}

describe("changing a setting changes what is traded:", () => {
  test.each(cases)("%s", async (name, [play, base, changed]) => {
    const before = await unchanged(play, base);
    expect(await outcomeOf(await play({ ...base, [name]: changed }))).not.toEqual(before);
  });

  test("every setting that decides trades", () => {
    const deciding = SETTING_NAMES.filter((name) => GROUPS.includes(settingsCatalogue[name].group));
    expect([...cases.map(([name]) => name), ...ELSEWHERE].toSorted()).toEqual(deciding.toSorted());
  });
});
