/** The report's data from the database of the running system. Reads only. */
import { ok, type Price, type Result, slippageOf, type Trade } from "@bottrader/core";
import { tradeOf } from "@bottrader/engine";
import type { EquityRecord, TradeRecord } from "@bottrader/ports";
import { type Database, openDatabase } from "@bottrader/store-prisma";
import { type CliFault, fail } from "../cli-command.ts";
import { checkEquity, type StartingEquity } from "./check-equity.ts";
import type { ReportData, ReportPeriod } from "./report-data.ts";

/** The most the store hands out at once. */
const ROWS_MAX = 100_000;
const POOL_MAX = 2;

/** Faults: the database cannot be reached, or is not one of ours. */
export async function readDatabaseReport(
  databaseUrl: string,
  period: ReportPeriod,
  starting: StartingEquity | null,
): Promise<Result<ReportData, CliFault>> {
  const name = nameOf(databaseUrl);
  const database = openDatabase(databaseUrl, { poolMax: POOL_MAX, onError: () => {} });
  try {
    return ok({ source: `database ${name}`, ...(await readAll(database, period, starting)) });
  } catch (error) {
    return fail(`the database ${name} cannot be read: ${error instanceof Error ? reasonOf(error) : String(error)}`);
  } finally {
    await database.close();
  }
}

async function readAll(
  { trade: store, exitPrices }: Database,
  period: ReportPeriod,
  starting: StartingEquity | null,
): Promise<Omit<ReportData, "source">> {
  const window = windowOf(period);
  const [records, decided, points, landmarks, before] = await Promise.all([
    store.trades(window),
    exitPrices.decided(window),
    store.equityCurve(window),
    store.equityLandmarks(),
    period.sinceMs === null ? [] : store.equityCurve({ untilMs: period.sinceMs - 1, limit: 1 }),
  ]);
  const startingEquity = before[0]?.equity ?? starting?.amount ?? null;
  const newest = starting?.now ?? landmarks?.newest ?? null;
  const notes = [...cutNotes("trades", records.length), ...cutNotes("points of the equity curve", points.length)];
  return {
    trades: records.map((record) => withSlippage(record, decided.get(record.clientOrderId))),
    equityCurve: curveOf(points, period, starting),
    startingEquity,
    equity: newest === null || starting === null ? null : checkEquity(newest, starting),
    notes,
  };
}

const withSlippage = (record: TradeRecord, decidedAt: Price | undefined): Trade => ({
  ...tradeOf(record),
  slippage: decidedAt === undefined ? null : slippageOf(decidedAt, record.exitPrice),
});

/** The store's window includes both ends, ours does not include the last. */
const windowOf = ({ sinceMs, untilMs }: ReportPeriod): { sinceMs?: number; untilMs?: number } => ({
  ...(sinceMs === null ? {} : { sinceMs }),
  ...(untilMs === null ? {} : { untilMs: untilMs - 1 }),
});

/** Points are an hour apart, so what the account is worth now belongs to the curve. Without any, it is drawn from the trades. */
function curveOf(
  points: readonly EquityRecord[],
  { untilMs }: ReportPeriod,
  starting: StartingEquity | null,
): readonly EquityRecord[] | null {
  const now = untilMs === null ? (starting?.now ?? null) : null;
  const isNewer = now !== null && now.atMs > (points.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY);
  const curve = isNewer ? [...points, now] : points;
  return curve.length === 0 ? null : curve;
}

const cutNotes = (what: string, count: number): readonly string[] =>
  count < ROWS_MAX
    ? []
    : [`Only the newest ${ROWS_MAX.toLocaleString("en")} ${what} of the period are counted: narrow it.`];

/** Without user and password. */
function nameOf(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return "in DATABASE_URL";
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}

/** Where a host has several addresses the driver gives an error without a message, and a code. */
const reasonOf = (error: Error): string =>
  error.message === "" && "code" in error ? String(error.code) : error.message;
