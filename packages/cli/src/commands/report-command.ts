/** `report`: what the trades of a period earned, from the database or from a file of fills. */
import { existsSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ResolvedSettings } from "@bottrader/contracts";
import { GROUPINGS, type Grouping, quote, type Result } from "@bottrader/core";
import { type PerformanceReport, performanceReport } from "@bottrader/engine";
import { type CliCommand, type CliFault, type CommandRequest, DONE, fail, type Outcome } from "../cli-command.ts";
import { renderCsv } from "../render/csv.ts";
import { renderHtml } from "../render/html.ts";
import { renderText } from "../render/table.ts";
import { describeReport } from "../report/describe-report.ts";
import { findStartingEquity } from "../report/find-starting-equity.ts";
import { readDatabaseReport } from "../report/read-database-report.ts";
import { readFillsReport } from "../report/read-fills-report.ts";
import type { ReportData, ReportPeriod } from "../report/report-data.ts";
import { findDatabaseUrl } from "../running/find-running-system.ts";
import { readCommandSettings, readRawSettings } from "../settings/read-command-settings.ts";

const FORMATS = ["text", "json", "csv", "html"] as const;
type Format = (typeof FORMATS)[number];

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
  options: [
    { flags: "--since <time>", help: "trades that ended at or after this UTC day or time" },
    { flags: "--until <time>", help: "trades that ended before it" },
    { flags: "--include-dust", help: "count leftovers below the exchange's minimum as trades" },
    { flags: "--by <group>", help: `one of ${GROUPINGS.join(", ")}; may be given several times` },
    { flags: "--fills <file>", help: "report on a file of fills in place of the database" },
    { flags: "--format <format>", help: `one of ${FORMATS.join(", ")} (default: text; --json is json)` },
    { flags: "--out <file>", help: "write there in place of stdout" },
    { flags: "--url <address>", help: "address of the order manager (default: the running system's)" },
  ],
  run: runReport,
};

type ReportRequest = {
  readonly period: ReportPeriod;
  readonly groupings: readonly Grouping[];
  readonly format: Format;
  readonly includeDust: boolean;
  readonly settings: ResolvedSettings;
};

async function runReport(request: CommandRequest): Promise<Outcome> {
  const asked = readReportRequest(request);
  if (!asked.ok) return asked;
  const { settings, period, includeDust, groupings, format } = asked.value;
  const data = await readData(request, asked.value);
  if (!data.ok) return data;
  const report = performanceReport({
    trades: data.value.trades,
    equityCurve: data.value.equityCurve,
    startingEquity: data.value.startingEquity,
    breakevenEpsilon: quote(settings.values.BREAKEVEN_EPSILON),
    includeDust,
    period,
    groupings: groupings.length > 0 ? groupings : format === "json" ? GROUPINGS : USUAL_GROUPINGS,
  });
  return deliver(request, render(asked.value, report, data.value));
}

function readReportRequest(request: CommandRequest): Result<ReportRequest, CliFault> {
  const { options } = request;
  const period = { sinceMs: options.instant("since"), untilMs: options.instant("until") };
  if (period.sinceMs !== null && period.untilMs !== null && period.sinceMs >= period.untilMs) {
    options.fault("--until must be later than --since");
  }
  const groupings = options.choices("by", GROUPINGS);
  const asked = options.choice("format", FORMATS);
  if (options.flag("json") && asked !== null && asked !== "json")
    options.fault(`--json and --format ${asked} contradict`);
  // Read here so that their faults stand with the others
  options.text("fills");
  options.text("out");
  const settings = readCommandSettings(request);
  if (!settings.ok) return settings;
  const format = options.flag("json") ? "json" : (asked ?? "text");
  const includeDust = options.flag("include-dust");
  return { ok: true, value: { period, groupings, format, includeDust, settings: settings.value } };
}

async function readData(
  request: CommandRequest,
  { period, settings }: ReportRequest,
): Promise<Result<ReportData, CliFault>> {
  const { options, context } = request;
  const fills = options.text("fills");
  if (fills !== null) return readFillsReport(context.cwd, fills, period);
  const raw = readRawSettings(request);
  const databaseUrl = findDatabaseUrl(request, raw);
  if (databaseUrl === null) {
    return fail(
      "there is no database to report on: nothing is running here, and neither DATABASE_URL nor --fills is given",
    );
  }
  return readDatabaseReport(databaseUrl, period, await findStartingEquity(request, raw, settings));
}

function render({ format, groupings, settings }: ReportRequest, report: PerformanceReport, data: ReportData): string {
  if (format === "json") {
    const { source, equity, notes } = data;
    return `${JSON.stringify({ ...report, source, equity, notes })}\n`;
  }
  if (format === "csv") return renderCsv(TRADE_COLUMNS, report.trades);
  const sections = describeReport({
    report,
    data,
    groupings: groupings.length > 0 ? groupings : USUAL_GROUPINGS,
    breakevenEpsilon: settings.values.BREAKEVEN_EPSILON,
  });
  return format === "html" ? renderHtml("BotTrader performance report", sections) : renderText(sections);
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
