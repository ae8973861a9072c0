/** A performance report as sections for people. */
import {
  Decimal,
  type ExitProfile,
  type Grouping,
  type Metrics,
  type MetricsGroup,
  quote,
  type TargetProgress,
} from "@bottrader/core";
import type { PerformanceReport } from "@bottrader/engine";
import { showDuration, showInterval, showNumber, showPercent, showQuote, showTime } from "../render/figures.ts";
import type { Section, Table } from "../render/table.ts";
import type { EquityCheck, ReportData } from "./report-data.ts";

/** Trades listed one by one; the metrics count all of them. */
const TRADES_SHOWN_MAX = 20;
const TRADES_ENOUGH = 30;

export type ReportDescription = {
  readonly report: PerformanceReport;
  readonly data: ReportData;
  /** Groups that are shown; the report may hold more. */
  readonly groupings: readonly Grouping[];
  /** A trade within ± this is neither win nor loss. */
  readonly breakevenEpsilon: Decimal;
};

/** The head first, which says what the report is of. */
export function describeReport(description: ReportDescription): readonly [Section, ...Section[]] {
  const { report, data, groupings } = description;
  return [
    headSection(description),
    { title: "Metrics", notes: [], table: metricsTable(report.metrics) },
    ...groupings.map((by) => groupSection(by, report.groups[by] ?? [])),
    exitSection(report.exits),
    { title: "Targets", notes: ["Each on the metrics of this period."], table: targetTable(report.targets) },
    ...(data.equity === null ? [] : [equitySection(data.equity)]),
    tradesSection(report),
  ];
}

function headSection({ report, data, breakevenEpsilon }: ReportDescription): Section {
  const { since, until } = report.period;
  const { metrics } = report;
  const synthetic = report.trades.filter((trade) => trade.synthetic).length;
  const epsilon = breakevenEpsilon.toFixed();
  const enough = `not enough trades: ${metrics.trades} of the ${TRADES_ENOUGH} below which figures say little; read the intervals`;
  return {
    title: "Performance report",
    notes: [
      `Period ${since ?? "the beginning"} to ${until ?? "now"}, from ${data.source}.`,
      `Everything is net of fees. A win earns more than ${epsilon}, a loss loses more than ${epsilon}, the rest is break-even.`,
      ...(metrics.enoughTrades ? [] : [enough]),
      ...(synthetic === 0
        ? []
        : [`Synthetic trades (made-up prices, or the forced end of a recording): ${synthetic}.`]),
      ...data.notes,
    ],
    table: null,
  };
}

function metricsTable(metrics: Metrics): Table {
  const { ci95 } = metrics;
  return {
    columns: [{ title: "metric" }, { title: "value", isNumber: true }, { title: "95 % interval", isNumber: true }],
    rows: [
      ["trades", String(metrics.trades)],
      ["wins / losses / break-even", `${metrics.wins} / ${metrics.losses} / ${metrics.breakEven}`],
      ["win rate", showPercent(metrics.winRate), showInterval(ci95.winRate, showPercent)],
      ["break-even win rate", showPercent(metrics.breakEvenWinRate)],
      ["average win", showQuote(metrics.avgWin)],
      ["average loss", showQuote(metrics.avgLoss)],
      ["payoff", showNumber(metrics.payoff)],
      ["profit factor", showNumber(metrics.profitFactor), showInterval(ci95.profitFactor, showNumber)],
      ["expectancy", showQuote(metrics.expectancy), showInterval(ci95.expectancy, showQuote)],
      ["total P&L", showQuote(metrics.totalPnl)],
      ["fees", showQuote(metrics.fees)],
      ["max drawdown", showPercent(metrics.maxDrawdown), showInterval(ci95.maxDrawdown, showPercent)],
      ["Sharpe", showNumber(metrics.sharpe)],
      ["Sortino", showNumber(metrics.sortino)],
      ["exposure", showPercent(metrics.exposure)],
      ["median hold", showDuration(metrics.medianHoldMs)],
    ],
  };
}

const groupSection = (by: Grouping, groups: readonly MetricsGroup[]): Section => ({
  title: `By ${by === "exitReason" ? "exit reason" : by}`,
  notes: [],
  table: {
    columns: [
      { title: by === "exitReason" ? "exit reason" : by },
      ...["trades", "win rate", "profit factor", "expectancy", "total P&L"].map((title) => ({ title, isNumber: true })),
    ],
    rows: groups.map(({ key, metrics }) => [
      key,
      `${metrics.trades}${metrics.enoughTrades ? "" : " (few)"}`,
      showPercent(metrics.winRate),
      showNumber(metrics.profitFactor),
      showQuote(metrics.expectancy),
      showQuote(metrics.totalPnl),
    ]),
  },
});

const exitSection = (exits: readonly ExitProfile[]): Section => ({
  title: "Exits",
  notes: [
    "Worst and best price while held, against the entry; slippage is what the exit got less than the price it was decided at.",
  ],
  table: {
    columns: [
      { title: "exit reason" },
      ...[
        "trades",
        "expectancy",
        "MAE mean",
        "MAE worst",
        "MFE mean",
        "MFE best",
        "slippage mean",
        "slippage worst",
      ].map((title) => ({ title, isNumber: true })),
    ],
    rows: exits.map(({ exitReason, trades, expectancy, mae, mfe, slippage }) => [
      exitReason,
      String(trades),
      showQuote(expectancy),
      ...[mae, mfe, slippage].flatMap((ratio) => [showFine(ratio?.mean), showFine(ratio?.largest)]),
    ]),
  },
});

/** Slippage is hundredths of a percent. */
const showFine = (ratio: number | undefined): string => (ratio === undefined ? "n/a" : `${(ratio * 100).toFixed(3)} %`);

const PERCENT_TARGETS: readonly TargetProgress["metric"][] = ["winRate", "maxDrawdown"];

function targetTable(targets: readonly TargetProgress[]): Table {
  const show = (metric: TargetProgress["metric"], value: number | null): string =>
    PERCENT_TARGETS.includes(metric) ? showPercent(value) : showNumber(value);
  return {
    columns: [
      { title: "horizon" },
      { title: "target" },
      { title: "actual", isNumber: true },
      { title: "progress", isNumber: true },
      { title: "met" },
    ],
    rows: targets.map(({ horizon, metric, comparison, target, actual, progress, met }) => [
      horizon,
      `${metric} ${comparison} ${show(metric, target)}`,
      show(metric, actual),
      showPercent(progress),
      met === null ? "n/a" : met ? "yes" : "no",
    ]),
  };
}

function equitySection(equity: EquityCheck): Section {
  const sum = `${equity.startingEquity.toFixed()} + ${equity.realised.toFixed()} + ${equity.unrealised.toFixed()}`;
  return {
    title: "Equity check",
    notes: [
      `At ${equity.at}: starting (${equity.startingEquitySource}) + realised + unrealised = ${sum}, equity ${equity.equity.toFixed()} of which cash ${equity.cash.toFixed()}.`,
      equity.holds
        ? "It holds to the last digit."
        : `IT DOES NOT HOLD: the difference is ${equity.difference.toFixed()}.`,
    ],
    table: null,
  };
}

function tradesSection({ trades }: PerformanceReport): Section {
  const shown = trades.slice(-TRADES_SHOWN_MAX);
  const hidden = trades.length - shown.length;
  return {
    title: "Trades",
    notes: [
      ...(trades.length === 0 ? ["None in the period."] : []),
      ...(hidden === 0 ? [] : [`The newest ${shown.length} of ${trades.length}; --format csv or json has all.`]),
    ],
    table:
      shown.length === 0
        ? null
        : {
            columns: [
              ...["exit (UTC)", "symbol", "trigger", "exit reason"].map((title) => ({ title })),
              ...["size", "entry", "exit", "P&L", "P&L %", "hold"].map((title) => ({ title, isNumber: true })),
            ],
            rows: shown.map((trade) => [
              showTime(trade.exitTime),
              trade.symbol,
              trade.trigger,
              trade.exitReason,
              trade.size,
              showPrice(trade.entryPrice),
              showPrice(trade.exitPrice),
              showQuote(quote(trade.pnl)),
              showPercent(trade.pnlPct),
              showDuration(trade.holdMs),
            ]),
          },
  };
}

/** Mean prices have up to 18 places; eight significant digits tell them apart. */
const showPrice = (text: string): string => new Decimal(text).toSignificantDigits(8).toFixed();
