import { reachableScore } from "./reachable-score.ts";
import { isExactScore } from "./score-table.ts";
import { SIGNAL_COMPONENTS, type SignalRules } from "./signal-rules.ts";

/** Longest period in bars: windows are held in memory and rebuilt once a period. */
const PERIOD_MAX = 1_000;
const REGIME_BARS_MAX = 100_000;
const COOLDOWN_BARS_MAX = 100_000;
/** Scores stay far below the whole numbers a float can count. */
const SCORE_MAX = 1_000;
const DAY_MS = 86_400_000;

/** A field by its path, with its value. */
type Field = readonly [path: string, value: number];

/** Every fault of `rules`, one sentence each, naming the field by its path. Empty when they may be traded on. */
export function validateSignalRules(rules: SignalRules): readonly string[] {
  const faults = [...periodFaults(rules), ...thresholdFaults(rules), ...scoreFaults(rules), ...guardFaults(rules)];
  // What is reachable is only worth asking of weights, targets and periods that make sense by themselves.
  return faults.length > 0 ? faults : reachabilityFaults(rules);
}

function periodFaults(rules: SignalRules): string[] {
  const { bb, macd, trend } = rules;
  return [
    ...wholeFaults(["barMs", rules.barMs], 1, Number.MAX_SAFE_INTEGER),
    ...wholeFaults(["bb.period", bb.period], 2, PERIOD_MAX),
    ...wholeFaults(["macd.fast", macd.fast], 1, PERIOD_MAX),
    ...wholeFaults(["macd.slow", macd.slow], 2, PERIOD_MAX),
    ...wholeFaults(["macd.signal", macd.signal], 1, PERIOD_MAX),
    ...wholeFaults(["rsiPeriod", rules.rsiPeriod], 1, PERIOD_MAX),
    ...wholeFaults(["rocPeriod", rules.rocPeriod], 1, PERIOD_MAX),
    ...wholeFaults(["atrPeriod", rules.atrPeriod], 1, PERIOD_MAX),
    ...wholeFaults(["atrRegimeBars", rules.atrRegimeBars], 2, REGIME_BARS_MAX),
    ...wholeFaults(["swingPeriod", rules.swingPeriod], 1, PERIOD_MAX),
    ...wholeFaults(["volumePeriod", rules.volumePeriod], 1, PERIOD_MAX),
    ...wholeFaults(["trend.emaPeriod", trend.emaPeriod], 1, PERIOD_MAX),
    ...wholeFaults(["trend.timeframeMs", trend.timeframeMs], 1, Number.MAX_SAFE_INTEGER),
    ...unless(macd.fast < macd.slow, `macd.fast ${macd.fast} must be below macd.slow ${macd.slow}`),
  ];
}

function thresholdFaults(rules: SignalRules): string[] {
  const { bb, momentum } = rules;
  const magnitudes: readonly Field[] = [
    ["bb.deviations", bb.deviations],
    ["rocBuyPct", rules.rocBuyPct],
    ["rocSellPct", rules.rocSellPct],
    ["momentum.buyPct", momentum.buyPct],
    ["momentum.sellPct", momentum.sellPct],
  ];
  const ratios: readonly Field[] = [
    ["buyRatio", rules.buyRatio],
    ["sellRatio", rules.sellRatio],
  ];
  return [
    ...magnitudes.flatMap(([path, value]) =>
      unless(isBetween(value, 0, 1_000) && value > 0, `${path} ${value} must be a positive magnitude of at most 1000`),
    ),
    ...ratios.flatMap(([path, value]) =>
      unless(
        isBetween(value, 1, 1_000) && value > 1,
        `${path} ${value} must be above 1: a market that stands still has a ratio of 1`,
      ),
    ),
    ...unless(
      isBetween(rules.rsiOversold, 0, rules.rsiOverbought) &&
        rules.rsiOverbought <= 100 &&
        rules.rsiOversold < rules.rsiOverbought,
      `rsiOversold ${rules.rsiOversold} must be below rsiOverbought ${rules.rsiOverbought}, both within 0 to 100`,
    ),
    ...unless(
      isBetween(momentum.rsiMin, 0, momentum.rsiMax) && momentum.rsiMax <= 100,
      `momentum.rsiMin ${momentum.rsiMin} must not be above momentum.rsiMax ${momentum.rsiMax}, both within 0 to 100`,
    ),
  ];
}

function scoreFaults(rules: SignalRules): string[] {
  const weights = SIGNAL_COMPONENTS.map((name): Field => [`weights.${name}`, rules.weights[name]]);
  const targets: readonly Field[] = [
    ["buyTarget", rules.buyTarget],
    ["sellTarget", rules.sellTarget],
  ];
  return [
    ...[...weights, ...targets].flatMap(([path, value]) =>
      unless(
        isBetween(value, 0, SCORE_MAX) && isExactScore(value),
        `${path} ${value} must be within 0 to ${SCORE_MAX} with at most six decimals`,
      ),
    ),
    ...targets.flatMap(([path, value]) => unless(value !== 0, `${path} 0 would act on every bar`)),
    ...wholeFaults(["indicatorsMin", rules.indicatorsMin], 0, SIGNAL_COMPONENTS.length),
  ];
}

function guardFaults(rules: SignalRules): string[] {
  const { barMs, trend } = rules;
  return [
    ...unless(
      isBetween(rules.flipHysteresis, 0, 10),
      `flipHysteresis ${rules.flipHysteresis} must be a fraction within 0 to 10`,
    ),
    ...wholeFaults(["cooldownBars", rules.cooldownBars], 0, COOLDOWN_BARS_MAX),
    ...unless(
      isBetween(rules.volumeConfirmMult, 0, 1_000),
      `volumeConfirmMult ${rules.volumeConfirmMult} must be within 0 to 1000`,
    ),
    ...unless(
      !trend.enabled || trend.timeframeMs % barMs === 0,
      `trend.timeframeMs ${trend.timeframeMs} must be a multiple of barMs ${barMs}`,
    ),
    ...unless(
      rules.allowBuysOnRedDay || barMs <= DAY_MS,
      `allowBuysOnRedDay false would block every buy: bars of ${barMs} ms cannot tell the change over 24 hours`,
    ),
  ];
}

function reachabilityFaults(rules: SignalRules): string[] {
  const reachable = reachableScore(rules);
  return (["buy", "sell"] as const).flatMap((side) => {
    const target = side === "buy" ? rules.buyTarget : rules.sellTarget;
    const flip = target * (1 + rules.flipHysteresis);
    const most = reachable[side];
    if (target > most)
      return [`${side}Target ${target} is above ${most}, the largest ${side} score these weights can reach`];
    return unless(
      flip <= most,
      `${side}Target ${target} raised by flipHysteresis ${rules.flipHysteresis} is above ${most}, the largest ${side} score these weights can reach: after the opposite action it could never follow`,
    );
  });
}

function wholeFaults([path, value]: Field, min: number, max: number): string[] {
  return unless(
    Number.isInteger(value) && isBetween(value, min, max),
    `${path} ${value} must be a whole number within ${min} to ${max}`,
  );
}

/** False for NaN on any side. */
function isBetween(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}

function unless(holds: boolean, fault: string): string[] {
  return holds ? [] : [fault];
}
