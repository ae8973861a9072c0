/** `allocations`: derives the ledger in the database again from its fills, under a version. */
import { type LedgerDifference, type Recomputation, recomputeAllocations } from "@bottrader/engine";
import type { LedgerTotals } from "@bottrader/ports";
import { openDatabase } from "@bottrader/store-prisma";
import { type CliCommand, type CommandRequest, DONE, fail, type Outcome, refuse } from "../cli-command.ts";
import { renderText, type Section } from "../render/table.ts";
import { findDatabaseUrl } from "../running/find-running-system.ts";
import { readRawSettings } from "../settings/read-command-settings.ts";

const POOL_MAX = 2;
/** The database keeps versions as 32-bit integers. */
const VERSION = /^[1-9]\d{0,8}$/;

export const allocationsCommand: CliCommand = {
  name: "allocations",
  summary: "recompute the ledger in the database from its fills",
  options: [
    { flags: "--version <number>", help: "ledger version to write; a new number keeps the one before" },
    { flags: "--all-symbols", help: "every symbol; the version then becomes the one reports read" },
    { flags: "--symbol <symbol>", help: "one symbol; a version that is not reported stays a draft" },
  ],
  run: runAllocations,
};

async function runAllocations(request: CommandRequest): Promise<Outcome> {
  const { context, options } = request;
  const version = options.required("version");
  const symbol = options.text("symbol");
  if (version !== "" && !VERSION.test(version))
    options.fault(`--version must be a whole number from 1 to 999999999, not "${version}"`);
  if ((symbol !== null) === options.flag("all-symbols")) options.fault("give either --all-symbols or --symbol");
  const raw = readRawSettings(request);
  if (options.faults.length > 0) return refuse(options.faults);
  const url = findDatabaseUrl(request, raw);
  if (url === null) return fail("there is no database: nothing is running here and DATABASE_URL is not given");
  const database = openDatabase(url, { poolMax: POOL_MAX, onError: () => {} });
  try {
    const result = await recomputeAllocations(database.trade, { version: Number(version), symbol });
    const text = options.flag("json") ? `${JSON.stringify(view(result))}\n` : renderText(describe(result));
    await context.stdout.write(text);
    return DONE;
  } catch (error) {
    return fail(`nothing was changed: ${error instanceof Error ? error.message || error.name : String(error)}`);
  } finally {
    await database.close();
  }
}

const totalsView = ({ symbol, allocations, unmatched, pnl }: LedgerTotals): object => ({
  symbol,
  allocations,
  unmatched,
  pnl: pnl.toFixed(),
});

const view = (result: Recomputation): object => ({
  version: result.version,
  reportingBefore: result.reportingBefore,
  reporting: result.isReporting,
  symbols: result.symbols.map(totalsView),
  totalPnlBefore: result.totalBefore.toFixed(),
  totalPnl: result.total.toFixed(),
  differences: result.differences.map(({ symbol, before, after }) => ({
    symbol,
    before: before === null ? null : totalsView(before),
    after: after === null ? null : totalsView(after),
  })),
});

function describe(result: Recomputation): readonly Section[] {
  const { version, reportingBefore, isReporting, symbols, differences } = result;
  return [
    {
      title: `Ledger version ${version}`,
      notes: [
        isReporting
          ? `Reports read this version now (before: ${reportingBefore}).`
          : `A draft: reports read version ${reportingBefore}. Only --all-symbols makes it the reported one.`,
        `Total P&L ${result.total.toFixed()}, reported before ${result.totalBefore.toFixed()}.`,
        differences.length === 0
          ? "What was recomputed is what was reported before."
          : "Different from what was reported, because fills had been booked out of their order or not at all:",
        ...differences.map(differenceText),
      ],
      table: {
        columns: [
          { title: "symbol" },
          { title: "allocations", isNumber: true },
          { title: "unmatched", isNumber: true },
          { title: "realised P&L", isNumber: true },
        ],
        rows: symbols.map(({ symbol, allocations, unmatched, pnl }) => [
          symbol,
          String(allocations),
          String(unmatched),
          pnl.toFixed(),
        ]),
      },
    },
  ];
}

const differenceText = ({ symbol, before, after }: LedgerDifference): string =>
  `${symbol}: ${totalsText(before)} before, ${totalsText(after)} now`;

const totalsText = (totals: LedgerTotals | null): string =>
  totals === null
    ? "nothing"
    : `P&L ${totals.pnl.toFixed()} in ${totals.allocations} allocations, ${totals.unmatched} unmatched`;
