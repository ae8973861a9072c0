/** Whether the database has every migration of this release, as it stands in the files, and no failed one. Changes nothing. */
import { readMigrations } from "@bottrader/store-prisma/migrate";
import { Client } from "pg";
import { broken, type HealthCheck, holds } from "./health-check.ts";

const NAME = "migrations";
const CONNECT_TIMEOUT_MS = 5_000;

type AppliedRow = { readonly migration_name: string; readonly checksum: string; readonly finished_at: Date | null };

export async function checkMigrations(databaseUrl: string, migrationsDir: string): Promise<HealthCheck> {
  try {
    const [expected, applied] = await Promise.all([readMigrations(migrationsDir), readApplied(databaseUrl)]);
    const rows = new Map(applied.map((row) => [row.migration_name, row]));
    const failed = applied.filter((row) => row.finished_at === null).map((row) => `${row.migration_name} failed`);
    const missing = expected.filter(({ name }) => !rows.has(name)).map(({ name }) => `${name} is not applied`);
    const edited = expected
      .filter(({ name, checksum }) => (rows.get(name)?.checksum ?? checksum) !== checksum)
      .map(({ name }) => `${name} is not the file that was applied`);
    const faults = [...failed, ...missing, ...edited];
    if (faults.length > 0) return broken(NAME, faults.join("; "));
    return holds(NAME, `${expected.length} of ${expected.length} applied`);
  } catch (error) {
    return broken(NAME, error instanceof Error ? error.message : String(error));
  }
}

async function readApplied(databaseUrl: string): Promise<readonly AppliedRow[]> {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: "bottrader-doctor",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A connection that breaks also rejects the query in flight
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<AppliedRow>(
      "SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name",
    );
    return rows;
  } finally {
    await client.end();
  }
}
