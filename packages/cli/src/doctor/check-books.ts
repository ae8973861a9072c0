/** The invariants that can be seen in the database. */
import type { StoreCounts } from "@bottrader/ports";
import { type Database, openDatabase } from "@bottrader/store-prisma";
import { checkEquity, type StartingEquity } from "../report/check-equity.ts";
import { broken, type HealthCheck, holds } from "./health-check.ts";

const POOL_MAX = 2;
/** The outbox relays every second and looks for lost rows every five. */
const LOST_AFTER_MS = 60_000;
const LOST_MAX = 100;

export type BooksToCheck = {
  readonly databaseUrl: string;
  readonly starting: StartingEquity | null;
  readonly nowMs: number;
};

export async function checkBooks({ databaseUrl, starting, nowMs }: BooksToCheck): Promise<readonly HealthCheck[]> {
  const database = openDatabase(databaseUrl, { poolMax: POOL_MAX, onError: () => {} });
  try {
    const health = await database.health();
    if (!health.ok) return [broken("database", health.detail || "does not answer")];
    return [holds("database", "answers"), ...(await checkInvariants(database, starting, nowMs))];
  } catch (error) {
    return [broken("database", error instanceof Error ? error.message : String(error))];
  } finally {
    await database.close();
  }
}

async function checkInvariants(
  database: Database,
  starting: StartingEquity | null,
  nowMs: number,
): Promise<readonly HealthCheck[]> {
  const [counts, landmarks, lostAlerts, lostSignals] = await Promise.all([
    database.reads.counts(),
    database.trade.equityLandmarks(),
    database.outbox.alerts.lost(nowMs - LOST_AFTER_MS, LOST_MAX),
    database.outbox.signals.lost(nowMs - LOST_AFTER_MS, LOST_MAX),
  ]);
  return [
    ...countChecks(counts),
    none(
      "intents delivered",
      lostAlerts.length + lostSignals.length,
      "intents left the outbox a minute ago and never arrived",
    ),
    equityCheck(starting?.now ?? landmarks?.newest ?? null, starting),
  ];
}

const countChecks = (counts: StoreCounts): readonly HealthCheck[] => [
  none(
    "positions protected (I1)",
    counts.positionsUnprotected,
    `of ${counts.positionsOpen} open positions have no stop`,
  ),
  none("orders resolved", counts.ordersUnresolved, `of ${counts.ordersWorking} working orders have an unknown outcome`),
  none("sells matched (P25)", counts.unmatchedOpen, "sells found no buy and wait for review"),
];

const none = (name: string, count: number, meaning: string): HealthCheck =>
  count === 0 ? holds(name, "all") : broken(name, `${count} ${meaning}`);

type EquityRow = Parameters<typeof checkEquity>[0];

function equityCheck(newest: EquityRow | null, starting: StartingEquity | null): HealthCheck {
  const name = "equity identity (I6)";
  if (newest === null) return holds(name, "no point of the equity curve yet");
  if (starting === null)
    return broken(name, "nobody knows what the account began with: the order manager does not answer");
  const { holds: isEqual, difference, equity, at } = checkEquity(newest, starting);
  if (isEqual)
    return holds(name, `${equity.toFixed()} at ${at} = starting (${starting.source}) + realised + unrealised`);
  return broken(
    name,
    `equity at ${at} differs from starting (${starting.source}) + realised + unrealised by ${difference.toFixed()}`,
  );
}
