/** `report`: what the trades of a period earned, from the database or from a file of fills. */
import { existsSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { GROUPINGS, type Grouping, type MetricsOptions, ok, quote, type Result } from "@bottrader/core";
import { BOOTSTRAP_SEED, type PerformanceReport, performanceReport } from "@bottrader/engine";
import { type CliCommand, type CliFault, type CommandRequest, DONE, fail, type Outcome } from "../cli-command.ts";
import { renderCsv } from "../render/csv.ts";
import { renderHtml } from "../render/html.ts";
import { renderText } from "../render/table.ts";
import { compareTrades, periodLabel, snapshotSide, type TradesComparison } from "../report/compare-trades.ts";
import { describeComparison } from "../report/describe-comparison.ts";
import { describeReport } from "../report/describe-report.ts";
import { findStartingEquity } from "../report/find-starting-equity.ts";
import { readDatabaseReport } from "../report/read-database-report.ts";
import { readFillsReport } from "../report/read-fills-report.ts";
import { REPORT_OPTIONS, type ReportRequest, readReportRequest } from "../report/read-report-request.ts";
import type { ReportData, ReportPeriod } from "../report/report-data.ts";
import { findDatabaseUrl } from "../running/find-running-system.ts";
import { readRawSettings } from "../settings/read-command-settings.ts";

/** Shown to people who did not ask for a grouping. */
const USUAL_GROUPINGS: readonly Grouping[] = ["symbol", "trigger", "exitReason"];

const TRADE_COLUMNS = [
  "symbol",
  "side",
  "trigger",
  "exitReason",
  "entryTime",
  "exitTime",
  "entryPrice",
  "exitPrice",
  "size",
  "fees",
  "pnl",
  "pnlPct",
  "rMultiple",
  "mae",
  "mfe",
  "holdMs",
  "synthetic",
  "snapshotId",
] as const;

export const reportCommand: CliCommand = {
  name: "report",
  summary: "performance of the closed trades, with intervals, groups and targets",
  options: REPORT_OPTIONS,
  run: runReport,
};

async function runReport(request: CommandRequest): Promise<Outcome> {
  const read = readReportRequest(request);
  if (!read.ok) return read;
  const asked = read.value;
  const data = await readData(request, asked, asked.period);
  if (!data.ok) return data;
  const comparison = await compare(request, asked, data.value);
  if (!comparison.ok) return comparison;
  const { groupings, format } = asked;
  const report = performanceReport({
    trades: data.value.trades,
    equityCurve: data.value.equityCurve,
    startingEquity: data.value.startingEquity,
    breakevenEpsilon: quote(asked.settings.values.BREAKEVEN_EPSILON),
    includeDust: asked.includeDust,
    period: asked.period,
    groupings: groupings.length > 0 ? groupings : format === "json" ? GROUPINGS : USUAL_GROUPINGS,
  });
  return deliver(request, render(asked, { report, data: data.value, comparison: comparison.value }));
}

async function readData(
  request: CommandRequest,
  { settings, fillsFile, dustBelow }: ReportRequest,
  period: ReportPeriod,
): Promise<Result<ReportData, CliFault>> {
  const { cwd } = request.context;
  if (fillsFile !== null) return readFillsReport({ cwd, file: fillsFile, period, dustBelow });
  const raw = readRawSettings(request);
  const databaseUrl = findDatabaseUrl(request, raw);
  if (databaseUrl === null) {
    return fail(
      "there is no database to report on: nothing is running here, and neither DATABASE_URL nor --fills is given",
    );
  }
  return readDatabaseReport(databaseUrl, period, await findStartingEquity(request, raw, settings));
}

async function compare(
  request: CommandRequest,
  asked: ReportRequest,
  data: ReportData,
): Promise<Result<TradesComparison | null, CliFault>> {
  const { comparison } = asked;
  if (comparison === null) return ok(null);
  const options: MetricsOptions = {
    startingEquity: data.startingEquity,
    breakevenEpsilon: quote(asked.settings.values.BREAKEVEN_EPSILON),
    bootstrapSeed: BOOTSTRAP_SEED,
    includeDust: asked.includeDust,
  };
  if (comparison.kind === "snapshots") {
    const first = snapshotSide(data.trades, comparison.first);
    if (!first.ok) return first;
    const second = snapshotSide(data.trades, comparison.second);
    return second.ok ? ok(compareTrades(first.value, second.value, options)) : second;
  }
  const other = await readData(request, asked, comparison.period);
  if (!other.ok) return other;
  const first = { label: periodLabel(comparison.period), trades: other.value.trades };
  return ok(compareTrades(first, { label: periodLabel(asked.period), trades: data.trades }, options));
}

type Findings = {
  readonly report: PerformanceReport;
  readonly data: ReportData;
  readonly comparison: TradesComparison | null;
};

function render({ format, groupings, settings }: ReportRequest, { report, data, comparison }: Findings): string {
  if (format === "json") {
    const { source, equity, notes } = data;
    return `${JSON.stringify({ ...report, ...(comparison === null ? {} : { comparison }), source, equity, notes })}\n`;
  }
  if (format === "csv") return renderCsv(TRADE_COLUMNS, report.trades);
  const [head, ...sections] = describeReport({
    report,
    data,
    groupings: groupings.length > 0 ? groupings : USUAL_GROUPINGS,
    breakevenEpsilon: settings.values.BREAKEVEN_EPSILON,
  });
  const all = [head, ...(comparison === null ? [] : [describeComparison(comparison)]), ...sections];
  return format === "html" ? renderHtml("BotTrader performance report", all) : renderText(all);
}

async function deliver({ context, options }: CommandRequest, text: string): Promise<Outcome> {
  const out = options.text("out");
  if (out === null) {
    await context.stdout.write(text);
    return DONE;
  }
  const path = resolve(context.cwd, out);
  try {
    writeFileSync(path, text);
  } catch (error) {
    return fail(`--out: ${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  // A report that is not where it was meant to be has been missed for weeks before (P03)
  if (!existsSync(path) || statSync(path).size !== Buffer.byteLength(text))
    return fail(`--out: ${path} was not written whole`);
  await context.stderr.write(`written to ${path}\n`);
  return DONE;
}
