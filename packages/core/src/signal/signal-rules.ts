/** Everything the signal engine is configured with. One default source: `defaultSignalRules`. */
import type { MacdPeriods } from "../indicators/macd.ts";

/** The components that vote. `pattern` is the W-bottom on the buy side and the M-top on the sell side. */
export const SIGNAL_COMPONENTS = ["ratio", "touch", "pattern", "rsi", "roc", "macd", "swing"] as const;
export type SignalComponent = (typeof SIGNAL_COMPONENTS)[number];

/** Periods are bars of `barMs`; RSI and ROC thresholds are points, ROC over `rocPeriod` bars; other ratios are fractions. */
export type SignalRules = {
  readonly barMs: number;
  readonly bb: { readonly period: number; readonly deviations: number };
  readonly macd: MacdPeriods;
  readonly rsiPeriod: number;
  readonly rocPeriod: number;
  readonly atrPeriod: number;
  /** Bars in which the present ATR ratio is ranked, for the volatility regime. */
  readonly atrRegimeBars: number;
  readonly swingPeriod: number;
  readonly volumePeriod: number;
  /** Upper band over lower band, above 1. */
  readonly buyRatio: number;
  readonly sellRatio: number;
  readonly rsiOversold: number;
  readonly rsiOverbought: number;
  readonly rocBuyPct: number;
  /** A positive magnitude: 1 votes to sell below −1. */
  readonly rocSellPct: number;
  readonly weights: Readonly<Record<SignalComponent, number>>;
  readonly momentum: {
    readonly enabled: boolean;
    readonly buyPct: number;
    /** A positive magnitude: 5 sells at −5 and below. */
    readonly sellPct: number;
    /** Bounds of RSI for a momentum buy; a momentum sell uses them mirrored about 50. */
    readonly rsiMin: number;
    readonly rsiMax: number;
  };
  readonly buyTarget: number;
  readonly sellTarget: number;
  /** Components that must have voted for a score to count. */
  readonly indicatorsMin: number;
  /** 0.1 asks 10 % more of a signal against the side of the last action. */
  readonly flipHysteresis: number;
  /** Bars that stay silent after an action. */
  readonly cooldownBars: number;
  /** 0 is off. */
  readonly volumeConfirmMult: number;
  readonly trend: { readonly enabled: boolean; readonly timeframeMs: number; readonly emaPeriod: number };
  readonly allowBuysOnRedDay: boolean;
};

const HOUR_MS = 3_600_000;

/** The rules in force when nothing is configured, for bars of `barMs` milliseconds. */
export function defaultSignalRules(barMs: number): SignalRules {
  return {
    barMs,
    bb: { period: 20, deviations: 2 },
    macd: { fast: 12, slow: 26, signal: 9 },
    rsiPeriod: 14,
    rocPeriod: 5,
    atrPeriod: 14,
    atrRegimeBars: 288,
    swingPeriod: 20,
    volumePeriod: 20,
    buyRatio: 1.05,
    sellRatio: 1.05,
    rsiOversold: 30,
    rsiOverbought: 70,
    rocBuyPct: 2,
    rocSellPct: 1,
    weights: { ratio: 1.2, touch: 1.5, pattern: 2, rsi: 1.5, roc: 2, macd: 1.8, swing: 2.2 },
    momentum: { enabled: true, buyPct: 5, sellPct: 5, rsiMin: 50, rsiMax: 90 },
    buyTarget: 5.5,
    sellTarget: 5.5,
    indicatorsMin: 2,
    flipHysteresis: 0.1,
    cooldownBars: 7,
    volumeConfirmMult: 1,
    // A trend is never read on a timeframe finer than the bars it is built from.
    trend: { enabled: true, timeframeMs: HOUR_MS % barMs === 0 ? HOUR_MS : barMs, emaPeriod: 50 },
    allowBuysOnRedDay: true,
  };
}
