/** A comparison as a section for people. */
import type { MetricDifference, Metrics, Quote } from "@bottrader/core";
import { showInterval, showNumber, showPercent, showQuote } from "../render/figures.ts";
import type { Section } from "../render/table.ts";
import type { TradesComparison } from "./compare-trades.ts";

export function describeComparison({ first, second, differences }: TradesComparison): Section {
  const few = [first, second].filter(({ metrics }) => !metrics.enoughTrades);
  const distinct = differences.filter(({ distinguishable }) => distinguishable).length;
  return {
    title: "Comparison",
    notes: [
      `First: ${first.label}, ${first.metrics.trades} trades. Second: ${second.label}, ${second.metrics.trades} trades.`,
      "A difference is second less first. It is distinguishable from chance when 0 lies outside its interval and both sides have enough trades.",
      ...(few.length === 0 ? [] : [`not enough trades: ${few.map(({ label }) => label).join(" and ")}`]),
      `Distinguishable from chance: ${distinct} of ${differences.length}.`,
    ],
    table: {
      columns: [
        { title: "metric" },
        ...["first", "second", "difference", "95 % interval"].map((title) => ({ title, isNumber: true })),
        { title: "distinguishable" },
      ],
      rows: differences.map((difference) => [
        NAMES[difference.metric],
        showMetric(first.metrics, difference.metric),
        showMetric(second.metrics, difference.metric),
        ...showDifference(difference),
        difference.distinguishable ? "yes" : "no",
      ]),
    },
  };
}

const NAMES: Readonly<Record<MetricDifference["metric"], string>> = {
  winRate: "win rate",
  expectancy: "expectancy",
  profitFactor: "profit factor",
  maxDrawdown: "max drawdown",
  totalPnl: "total P&L",
};

function showMetric(metrics: Metrics, metric: MetricDifference["metric"]): string {
  if (metric === "expectancy" || metric === "totalPnl") return showQuote(metrics[metric]);
  return metric === "profitFactor" ? showNumber(metrics.profitFactor) : showPercent(metrics[metric]);
}

function showDifference({ metric, delta, ci95 }: MetricDifference): readonly [delta: string, interval: string] {
  const showRatio = metric === "profitFactor" ? showNumber : showPercent;
  const show = (value: Quote | number): string => (typeof value === "number" ? showRatio(value) : showQuote(value));
  return [delta === null ? showQuote(null) : show(delta), showInterval<Quote | number>(ci95, show)];
}
