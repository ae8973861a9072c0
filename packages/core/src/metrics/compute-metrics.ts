/**
 * The performance of a list of trades. Formulas: trading-rules, section 6.
 *
 * Invariants
 * 1. What cannot be computed is null, never zero.
 * 2. `totalPnl` and `fees` cover all trades, dust too, so that they equal the ledger's totals (P18); every count, mean and ratio
 *    leaves dust out unless `includeDust`.
 * 3. The same trades and options give the same numbers, intervals included.
 */
import { type Quote, quote } from "../money/units.ts";
import { bootstrap } from "./bootstrap.ts";
import { dailyReturns, type EquityPoint, equityFromTrades, maxDrawdown } from "./equity.ts";
import { exposureOf, medianHoldMs, type Period } from "./hold-time.ts";
import {
  type Interval,
  percentileInterval,
  type QuoteInterval,
  quoteInterval,
  quoteMean,
  wilsonInterval,
} from "./interval.ts";
import { drawnDrawdown, drawnExpectancy, drawnProfitFactor, drawnTotals, pnlSample } from "./sample.ts";
import { sharpeRatio, sortinoRatio } from "./sharpe.ts";
import { profitFactorOf, tallyTrades, winRateOf } from "./tally.ts";
import type { Trade } from "./trade.ts";

/** Fewer trades than this say nothing. */
export const TRADES_ENOUGH = 30;

export type MetricsOptions = {
  /** Equity before the first trade. Null: not known, so drawdown, Sharpe and Sortino are null. */
  readonly startingEquity: Quote | null;
  /** By time. Without it the curve is drawn from the realised P&L of the trades. */
  readonly equityCurve?: readonly EquityPoint[];
  /** P&L within ± this is break-even. */
  readonly breakevenEpsilon: Quote;
  readonly bootstrapSeed: number;
  readonly includeDust: boolean;
  /** The period reported on; without it, from the first entry to the last exit. */
  readonly period?: Period;
};

export type Metrics = {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly breakEven: number;
  readonly winRate: number | null;
  readonly avgWin: Quote | null;
  /** Below zero. */
  readonly avgLoss: Quote | null;
  /** Average win over the size of the average loss. */
  readonly payoff: number | null;
  readonly profitFactor: number | null;
  /** Mean P&L of a trade. */
  readonly expectancy: Quote | null;
  readonly totalPnl: Quote;
  readonly fees: Quote;
  /** Fraction of the running peak, within [0, 1]. */
  readonly maxDrawdown: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  /** Fraction of the period with a position open. */
  readonly exposure: number | null;
  readonly medianHoldMs: number | null;
  /** The win rate at which this payoff neither wins nor loses. */
  readonly breakEvenWinRate: number | null;
  readonly ci95: {
    readonly winRate: Interval | null;
    readonly expectancy: QuoteInterval | null;
    readonly profitFactor: Interval | null;
    /** Of drawdowns of the closed trades in other orders and mixtures. */
    readonly maxDrawdown: Interval | null;
  };
  readonly enoughTrades: boolean;
};

/** Metrics of `trades`, all quoted in one currency. Throws when the equity curve is impossible (`maxDrawdown`). */
export function computeMetrics(trades: readonly Trade[], options: MetricsOptions): Metrics {
  const counted = options.includeDust ? trades : trades.filter((trade) => !trade.dust);
  const tally = tallyTrades(counted, options.breakevenEpsilon);
  const { wins, losses, breakEven } = tally;
  const profitFactor = profitFactorOf(tally);
  const avgWin = wins === 0 ? null : quoteMean(tally.gains, wins);
  const avgLoss = losses === 0 ? null : quoteMean(tally.lost.neg(), losses);
  const payoff = avgWin === null || avgLoss === null ? null : avgWin.div(avgLoss.neg()).toNumber();
  const resampled = resampledIntervals(counted, options);
  return {
    trades: counted.length,
    wins,
    losses,
    breakEven,
    winRate: winRateOf(tally),
    avgWin,
    avgLoss,
    payoff,
    profitFactor,
    expectancy: counted.length === 0 ? null : quoteMean(tally.pnl, counted.length),
    totalPnl: trades.reduce((sum, trade) => quote(sum.add(trade.pnl)), quote(0)),
    fees: trades.reduce((sum, trade) => quote(sum.add(trade.fees)), quote(0)),
    ...curveMetrics(trades, options),
    exposure: exposureOf(counted, options.period),
    medianHoldMs: medianHoldMs(counted),
    breakEvenWinRate: payoff === null ? null : 1 / (1 + payoff),
    ci95: {
      winRate: wilsonInterval(wins, wins + losses),
      expectancy: resampled.expectancy,
      profitFactor: profitFactor === null ? null : resampled.profitFactor,
      maxDrawdown: resampled.maxDrawdown,
    },
    enoughTrades: counted.length >= TRADES_ENOUGH,
  };
}

function curveMetrics(trades: readonly Trade[], { startingEquity, equityCurve }: MetricsOptions) {
  if (startingEquity === null) return { maxDrawdown: null, sharpe: null, sortino: null };
  const curve = equityCurve ?? equityFromTrades(startingEquity, trades);
  const returns = dailyReturns(startingEquity, curve);
  return {
    maxDrawdown: maxDrawdown(startingEquity, curve),
    sharpe: sharpeRatio(returns),
    sortino: sortinoRatio(returns),
  };
}

type Resampled = Pick<Metrics["ci95"], "expectancy" | "profitFactor" | "maxDrawdown">;

function resampledIntervals(trades: readonly Trade[], options: MetricsOptions): Resampled {
  // One trade resampled is always itself: an interval of no width that would claim certainty.
  if (trades.length < 2) return { expectancy: null, profitFactor: null, maxDrawdown: null };
  const sample = pnlSample(trades, options.breakevenEpsilon);
  const startingEquity = options.startingEquity?.toNumber() ?? null;
  const observed = bootstrap({ count: trades.length, seed: options.bootstrapSeed }, (drawn) => {
    const totals = drawnTotals(sample, drawn);
    return {
      expectancy: drawnExpectancy(totals),
      profitFactor: drawnProfitFactor(totals),
      drawdown: startingEquity === null ? Number.NaN : drawnDrawdown(sample, drawn, startingEquity),
    };
  });
  return {
    expectancy: quoteInterval(observed.map((one) => one.expectancy)),
    profitFactor: percentileInterval(observed.map((one) => one.profitFactor)),
    maxDrawdown: percentileInterval(observed.map((one) => one.drawdown)),
  };
}
