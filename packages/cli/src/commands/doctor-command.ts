/** `doctor`: every dependency and every invariant that can be seen from outside. */
import { join } from "node:path";
import { err } from "@bottrader/core";
import { type CliCommand, type CommandRequest, DONE, type Outcome } from "../cli-command.ts";
import { checkBooks } from "../doctor/check-books.ts";
import { checkLocks } from "../doctor/check-locks.ts";
import { checkMigrations } from "../doctor/check-migrations.ts";
import { checkServices } from "../doctor/check-services.ts";
import { broken, type HealthCheck } from "../doctor/health-check.ts";
import { renderText } from "../render/table.ts";
import { findStartingEquity } from "../report/find-starting-equity.ts";
import { findDatabaseUrl, findRunningSystem } from "../running/find-running-system.ts";
import { readCommandSettings, readRawSettings } from "../settings/read-command-settings.ts";

export const doctorCommand: CliCommand = {
  name: "doctor",
  summary: "check every dependency and invariant of the running system",
  options: [{ flags: "--url <address>", help: "address of the order manager (default: the running system's)" }],
  run: examine,
};

async function examine(request: CommandRequest): Promise<Outcome> {
  const { context, options } = request;
  const settings = readCommandSettings(request);
  if (!settings.ok) return settings;
  const raw = readRawSettings(request);
  const system = findRunningSystem(request, raw);
  if (!system.ok) return system;
  const databaseUrl = findDatabaseUrl(request, raw);
  const checks = [
    ...(await checkServices(system.value)),
    await checkLocks(system.value),
    ...(databaseUrl === null
      ? [broken("database", "neither DATABASE_URL nor the running system says where it is")]
      : [
          await checkMigrations(databaseUrl, join(context.root, "prisma", "migrations")),
          ...(await checkBooks({
            databaseUrl,
            starting: await findStartingEquity(request, raw, settings.value),
            nowMs: context.nowMs(),
          })),
        ]),
  ];
  const failed = checks.filter(({ holds }) => !holds);
  const document = { healthy: failed.length === 0, configHash: settings.value.hash, checks };
  await context.stdout.write(options.flag("json") ? `${JSON.stringify(document)}\n` : describe(checks));
  if (failed.length === 0) return DONE;
  return err({ kind: "check", messages: [`${failed.length} of ${checks.length} checks do not hold`] });
}

const describe = (checks: readonly HealthCheck[]): string =>
  renderText([
    {
      title: "Health",
      notes: [],
      table: {
        columns: [{ title: "" }, { title: "check" }, { title: "detail" }],
        rows: checks.map(({ name, holds, detail }) => [holds ? "ok" : "BROKEN", name, detail]),
      },
    },
  ]);
