/** What a report was asked for: every fault in the options at once. */
import type { ResolvedSettings } from "@bottrader/contracts";
import { Decimal, GROUPINGS, type Grouping, isDecimalText, ok, type Result } from "@bottrader/core";
import type { CliFault, CliOption, CommandRequest } from "../cli-command.ts";
import type { OptionReader } from "../option-reader.ts";
import { readCommandSettings } from "../settings/read-command-settings.ts";
import type { ReportPeriod } from "./report-data.ts";

const REPORT_FORMATS = ["text", "json", "csv", "html"] as const;
type ReportFormat = (typeof REPORT_FORMATS)[number];

/** With what the report is compared; the difference is always second less first. */
type ComparisonRequest =
  /** The report's own period less this earlier or later one. */
  | { readonly kind: "period"; readonly period: ReportPeriod }
  /** The report's trades entered under one configuration less those entered under another. */
  | { readonly kind: "snapshots"; readonly first: string; readonly second: string };

export type ReportRequest = {
  readonly period: ReportPeriod;
  readonly comparison: ComparisonRequest | null;
  readonly groupings: readonly Grouping[];
  readonly format: ReportFormat;
  readonly includeDust: boolean;
  /** Quote units; null: not said. */
  readonly dustBelow: Decimal | null;
  readonly fillsFile: string | null;
  readonly settings: ResolvedSettings;
};

export const REPORT_OPTIONS: readonly CliOption[] = [
  { flags: "--since <time>", help: "trades that ended at or after this UTC day or time" },
  { flags: "--until <time>", help: "trades that ended before it" },
  { flags: "--compare-since <time>", help: "compare with the period that begins here" },
  { flags: "--compare-until <time>", help: "and ends before this time" },
  { flags: "--compare-snapshot <a,b>", help: "compare trades entered under configuration b with those under a" },
  { flags: "--include-dust", help: "count leftovers below the exchange's minimum as trades" },
  {
    flags: "--dust-below <quote>",
    help: "with --fills: sells worth less are dust (default: 1 USD, USDC, USDT, EUR, GBP)",
  },
  { flags: "--by <group>", help: `one of ${GROUPINGS.join(", ")}; may be given several times` },
  { flags: "--fills <file>", help: "report on a file of fills in place of the database" },
  { flags: "--format <format>", help: `one of ${REPORT_FORMATS.join(", ")} (default: text; --json is json)` },
  { flags: "--out <file>", help: "write there in place of stdout" },
  { flags: "--url <address>", help: "address of the order manager (default: the running system's)" },
];

export function readReportRequest(request: CommandRequest): Result<ReportRequest, CliFault> {
  const { options } = request;
  const period = readPeriod(options, "");
  const groupings = options.choices("by", GROUPINGS);
  const format = readFormat(options);
  const comparison = readComparison(options, period);
  if (comparison !== null && format === "csv") {
    options.fault("--format csv lists trades: a comparison needs text, json or html");
  }
  const asked = {
    period,
    comparison,
    groupings,
    format,
    includeDust: options.flag("include-dust"),
    dustBelow: readDustBelow(options),
    fillsFile: options.text("fills"),
  };
  // Read here so that its fault stands with the others
  options.text("out");
  const settings = readCommandSettings(request);
  return settings.ok ? ok({ ...asked, settings: settings.value }) : settings;
}

function readPeriod(options: OptionReader, prefix: "" | "compare-"): ReportPeriod {
  const period = { sinceMs: options.instant(`${prefix}since`), untilMs: options.instant(`${prefix}until`) };
  if (period.sinceMs !== null && period.untilMs !== null && period.sinceMs >= period.untilMs) {
    options.fault(`--${prefix}until must be later than --${prefix}since`);
  }
  return period;
}

function readComparison(options: OptionReader, period: ReportPeriod): ComparisonRequest | null {
  const other = readPeriod(options, "compare-");
  const snapshots = options.text("compare-snapshot");
  const isPeriod = other.sinceMs !== null || other.untilMs !== null;
  if (snapshots !== null && isPeriod) options.fault("compare either two periods or two snapshots, not both");
  if (snapshots !== null) return readSnapshots(options, snapshots);
  if (!isPeriod) return null;
  // A trade on both sides would be compared with itself
  if (overlap(period, other)) options.fault("the two periods overlap: give --since and --until apart from --compare-*");
  return { kind: "period", period: other };
}

function readSnapshots(options: OptionReader, text: string): ComparisonRequest | null {
  const [first = "", second = "", ...more] = text.split(",").map((hash) => hash.trim());
  const isPair = first !== "" && second !== "" && first !== second && more.length === 0;
  if (!isPair) options.fault(`--compare-snapshot must be two configuration hashes such as a1b2,c3d4, not "${text}"`);
  return isPair ? { kind: "snapshots", first, second } : null;
}

const overlap = (a: ReportPeriod, b: ReportPeriod): boolean => beginsBeforeEnd(a, b) && beginsBeforeEnd(b, a);

const beginsBeforeEnd = ({ sinceMs }: ReportPeriod, { untilMs }: ReportPeriod): boolean =>
  sinceMs === null || untilMs === null || sinceMs < untilMs;

function readFormat(options: OptionReader): ReportFormat {
  const asked = options.choice("format", REPORT_FORMATS);
  if (!options.flag("json")) return asked ?? "text";
  if (asked !== null && asked !== "json") options.fault(`--json and --format ${asked} contradict`);
  return "json";
}

function readDustBelow(options: OptionReader): Decimal | null {
  const text = options.text("dust-below");
  if (text === null) return null;
  if (options.text("fills") === null) {
    options.fault("--dust-below is for --fills: the database knows the exchange's minimum");
  }
  if (isDecimalText(text) && !text.startsWith("-")) return new Decimal(text);
  options.fault(`--dust-below must be an amount such as 1 or 0.0001, not "${text}"`);
  return null;
}
