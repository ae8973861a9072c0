/**
 * Applies `prisma/migrations` when a service or the launcher starts, without Prisma's CLI.
 *
 * Invariants
 * 1. Compatible with `prisma migrate deploy`: same table, same checksums, same advisory lock, so either may be used next.
 * 2. A migration and its row become visible together; a process killed half way leaves nothing behind.
 * 3. A failed migration stops every later start (P3009) until an operator has resolved it.
 * 4. An applied migration whose file was edited stops the start.
 */
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";

export type MigrationFaultCode = "P3009" | "P3018" | "MIGRATION_EDITED";

/** P3009: an earlier migration failed · P3018: this one failed · MIGRATION_EDITED: the file is not the one that was applied. */
export class MigrationError extends Error {
  readonly code: MigrationFaultCode;
  readonly migration: string;

  constructor(code: MigrationFaultCode, migration: string, detail: string) {
    super(`${code}: migration ${migration} ${detail}`);
    this.name = "MigrationError";
    this.code = code;
    this.migration = migration;
  }
}

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };
type AppliedRow = {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
  readonly logs: string | null;
};

/** The key Prisma's engine locks while it migrates. */
const MIGRATION_LOCK_KEY = 72_707_369;

const MIGRATIONS_TABLE = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

/**
 * Brings the database up to the newest migration of `migrationsDir` and returns the names applied now, oldest first.
 * Two callers at once take turns; the second finds nothing left. Throws `MigrationError`, or the driver's error when the
 * database cannot be reached.
 */
export async function applyMigrations(databaseUrl: string, migrationsDir: string): Promise<readonly string[]> {
  const migrations = await readMigrations(migrationsDir);
  const client = new Client({ connectionString: databaseUrl, application_name: "bottrader-migrate" });
  // A connection that breaks also rejects the query in flight; without a listener the process would die of the event.
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK_KEY]);
    await client.query(MIGRATIONS_TABLE);
    const pending = pendingOf(migrations, await appliedRows(client));
    for (const migration of pending) await applyOne(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    // Ending the session releases the advisory lock.
    await client.end();
  }
}

/** Every migration in the folder, oldest first. The checksum is of the file's bytes, as Prisma computes it. */
export async function readMigrations(migrationsDir: string): Promise<readonly Migration[]> {
  const entries = await readdir(migrationsDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const bytes = await readFile(join(migrationsDir, name, "migration.sql"));
      return { name, sql: bytes.toString("utf8"), checksum: createHash("sha256").update(bytes).digest("hex") };
    }),
  );
}

async function appliedRows(client: Client): Promise<ReadonlyMap<string, AppliedRow>> {
  const { rows } = await client.query<AppliedRow>(
    "SELECT migration_name, checksum, finished_at, logs FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at",
  );
  return new Map(rows.map((row) => [row.migration_name, row]));
}

function pendingOf(migrations: readonly Migration[], applied: ReadonlyMap<string, AppliedRow>): readonly Migration[] {
  for (const row of applied.values()) {
    if (row.finished_at === null) throw new MigrationError("P3009", row.migration_name, failedDetail(row.logs));
  }
  for (const { name, checksum } of migrations) {
    const row = applied.get(name);
    if (row !== undefined && row.checksum !== checksum) {
      throw new MigrationError("MIGRATION_EDITED", name, "was edited after it had been applied; add a new one instead");
    }
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

const failedDetail = (logs: string | null): string =>
  `failed earlier; resolve it with "prisma migrate resolve" before starting again. ${logs ?? ""}`.trimEnd();

async function applyOne(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  const row = [randomUUID(), checksum, name];
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      row,
    );
    await client.query("COMMIT");
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    await client.query("ROLLBACK");
    await client.query("INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ($1, $2, $3, $4)", [
      ...row,
      detail,
    ]);
    throw new MigrationError("P3018", name, `failed: ${detail}`);
  }
}
