import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "@bottrader/contracts";
import { quote } from "@bottrader/core";
import { ALL_GROUPINGS, performanceReport, tradeOf } from "@bottrader/engine";
import type { Logger } from "@bottrader/platform";
import type { Database } from "@bottrader/store-prisma";

const DAY_MS = 86_400_000;

/** Writes the report of the 24 hours before the newest fill to `REPORTS_DIR`; without the setting there is nothing to write. */
export async function writeDailyReport(deps: { settings: Settings; database: Database; log: Logger }): Promise<void> {
  const { settings, database, log } = deps;
  const untilMs = await database.trade.newestFillAtMs();
  if (settings.REPORTS_DIR === null || untilMs === null) return;
  const sinceMs = untilMs - DAY_MS;
  const report = performanceReport({
    trades: (await database.trade.trades({ sinceMs })).map(tradeOf),
    equityCurve: null,
    startingEquity: quote(settings.PAPER_STARTING_CASH),
    breakevenEpsilon: quote(settings.BREAKEVEN_EPSILON),
    includeDust: false,
    period: { sinceMs, untilMs },
    groupings: ALL_GROUPINGS,
  });
  await mkdir(settings.REPORTS_DIR, { recursive: true });
  const file = join(settings.REPORTS_DIR, `report-${new Date(untilMs).toISOString().slice(0, 10)}.json`);
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  log.info({ file, trades: report.metrics.trades }, "daily report written");
}
