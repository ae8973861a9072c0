/**
 * Two configurations replayed over the same candles. What the market did to one it did to the other, so the two are resampled
 * together, in blocks of one symbol and one UTC day of exit: luck that both share cancels out.
 */
import { invariant } from "../invariant.ts";
import { quote } from "../money/units.ts";
import { bootstrap } from "./bootstrap.ts";
import { computeMetrics, type MetricsOptions } from "./compute-metrics.ts";
import { type MetricDifference, quoteDifference, ratioDifference } from "./difference.ts";
import { percentileInterval } from "./interval.ts";
import {
  type DrawnTotals,
  drawnExpectancy,
  drawnProfitFactor,
  drawnTotals,
  drawnWinRate,
  pnlSample,
} from "./sample.ts";
import type { Trade } from "./trade.ts";
import { utcDay } from "./utc-time.ts";

type Block = { readonly first: DrawnTotals; readonly second: DrawnTotals };

/** Differences of `second` from `first` in win rate, expectancy, profit factor and total P&L. */
export function comparePaired(
  first: readonly Trade[],
  second: readonly Trade[],
  options: Omit<MetricsOptions, "equityCurve" | "period">,
): readonly MetricDifference[] {
  const before = computeMetrics(first, options);
  const after = computeMetrics(second, options);
  const enough = before.enoughTrades && after.enoughTrades;
  const blocks = blocksOf(first, second, options);
  const observed = bootstrap({ count: blocks.length, seed: options.bootstrapSeed }, (drawn) =>
    addBlocks(blocks, drawn),
  );
  const differencesOf = (statistic: (totals: DrawnTotals) => number): readonly number[] =>
    blocks.length < 2 ? [] : observed.map((pair) => statistic(pair.second) - statistic(pair.first));
  const delta = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : b - a);
  return [
    ratioDifference("winRate", {
      delta: delta(before.winRate, after.winRate),
      ci95: percentileInterval(differencesOf(drawnWinRate)),
      enough,
    }),
    quoteDifference("expectancy", {
      delta:
        before.expectancy === null || after.expectancy === null ? null : quote(after.expectancy.sub(before.expectancy)),
      resampled: differencesOf(drawnExpectancy),
      enough,
    }),
    ratioDifference("profitFactor", {
      delta: delta(before.profitFactor, after.profitFactor),
      ci95: percentileInterval(differencesOf(drawnProfitFactor)),
      enough,
    }),
    quoteDifference("totalPnl", {
      delta: quote(countedPnl(second, options).sub(countedPnl(first, options))),
      resampled: differencesOf((totals) => totals.pnl),
      enough,
    }),
  ];
}

type Counting = Pick<MetricsOptions, "includeDust" | "breakevenEpsilon">;

const countedOf = (trades: readonly Trade[], { includeDust }: Counting): readonly Trade[] =>
  includeDust ? trades : trades.filter((trade) => !trade.dust);

const countedPnl = (trades: readonly Trade[], counting: Counting) =>
  countedOf(trades, counting).reduce((sum, trade) => quote(sum.add(trade.pnl)), quote(0));

function blocksOf(first: readonly Trade[], second: readonly Trade[], counting: Counting): readonly Block[] {
  const blocks = new Map<string, { first: Trade[]; second: Trade[] }>();
  for (const run of ["first", "second"] as const) {
    for (const trade of countedOf(run === "first" ? first : second, counting)) {
      const key = JSON.stringify([trade.symbol, utcDay(trade.exitTimeMs)]);
      const block = blocks.get(key) ?? { first: [], second: [] };
      block[run].push(trade);
      blocks.set(key, block);
    }
  }
  return [...blocks.values()].map((block) => ({
    first: totalsOf(block.first, counting),
    second: totalsOf(block.second, counting),
  }));
}

function totalsOf(trades: readonly Trade[], { breakevenEpsilon }: Counting): DrawnTotals {
  const all = Uint32Array.from(trades, (_, index) => index);
  return drawnTotals(pnlSample(trades, breakevenEpsilon), all);
}

function addBlocks(blocks: readonly Block[], drawn: Uint32Array): Block {
  const first = { trades: 0, wins: 0, losses: 0, gains: 0, lost: 0, pnl: 0 };
  const second = { ...first };
  for (const index of drawn) {
    const block = blocks[index];
    invariant(block !== undefined, "only blocks are drawn");
    addTotals(first, block.first);
    addTotals(second, block.second);
  }
  return { first, second };
}

function addTotals(sum: { -readonly [K in keyof DrawnTotals]: number }, more: DrawnTotals): void {
  sum.trades += more.trades;
  sum.wins += more.wins;
  sum.losses += more.losses;
  sum.gains += more.gains;
  sum.lost += more.lost;
  sum.pnl += more.pnl;
}
