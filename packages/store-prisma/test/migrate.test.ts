import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually, usePostgres } from "@bottrader/testkit";
import { Client } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { applyMigrations, readMigrations } from "../src/migrate.ts";

const PRISMA_DIR = fileURLToPath(new URL("../../../prisma", import.meta.url));
const MIGRATIONS_DIR = join(PRISMA_DIR, "migrations");

const postgres = usePostgres();
let dir = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "bottrader-migrations-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const addMigration = (name: string, sql: string): void => {
  mkdirSync(join(dir, name));
  writeFileSync(join(dir, name, "migration.sql"), sql);
};

const KILL_MIGRATION = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
   WHERE application_name = 'bottrader-migrate' AND query LIKE '%pg_sleep%' AND datname = current_database() AND pid <> pg_backend_pid()`;

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

const bookOf = (url: string): ReturnType<typeof query> =>
  query(
    url,
    "SELECT migration_name, finished_at IS NOT NULL AS done, logs, applied_steps_count FROM _prisma_migrations",
  );

test("migrations are applied in the order of their names, once, with the rows Prisma writes", async () => {
  const url = await postgres.empty();
  addMigration("2_add_note", "ALTER TABLE thing ADD COLUMN note text;");
  addMigration(
    "1_init",
    "CREATE TABLE thing (id int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;",
  );
  expect(await applyMigrations(url, dir)).toEqual(["1_init", "2_add_note"]);
  expect(await applyMigrations(url, dir)).toEqual([]);
  expect(await bookOf(url)).toEqual([
    { migration_name: "1_init", done: true, logs: null, applied_steps_count: 1 },
    { migration_name: "2_add_note", done: true, logs: null, applied_steps_count: 1 },
  ]);
});

test("of two starts at once one migrates and the other finds nothing left to do", async () => {
  const url = await postgres.empty();
  addMigration("1_init", "CREATE TABLE thing (id int);");
  const applied = await Promise.all([applyMigrations(url, dir), applyMigrations(url, dir), applyMigrations(url, dir)]);
  expect(applied.flat()).toEqual(["1_init"]);
});

test("an applied migration that was edited stops the start, and nothing newer is applied", async () => {
  const url = await postgres.empty();
  addMigration("1_init", "CREATE TABLE thing (id int);");
  await applyMigrations(url, dir);
  appendFileSync(join(dir, "1_init", "migration.sql"), "-- an afterthought");
  addMigration("2_more", "CREATE TABLE more (id int);");
  await expect(applyMigrations(url, dir)).rejects.toMatchObject({ code: "MIGRATION_EDITED", migration: "1_init" });
  expect(await query(url, "SELECT to_regclass('more') AS more")).toEqual([{ more: null }]);
});

test("a migration that fails leaves nothing of itself, is recorded, and stops every later start until it is resolved", async () => {
  const url = await postgres.empty();
  addMigration("1_init", "CREATE TABLE thing (id int);");
  addMigration("2_broken", "CREATE TABLE half (id int); SELECT no_such_function();");
  await expect(applyMigrations(url, dir)).rejects.toMatchObject({ code: "P3018", migration: "2_broken" });
  expect(await query(url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
  await expect(applyMigrations(url, dir)).rejects.toMatchObject({ code: "P3009", migration: "2_broken" });

  // What `prisma migrate resolve --rolled-back` does
  await query(url, "UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '2_broken'");
  writeFileSync(join(dir, "2_broken", "migration.sql"), "CREATE TABLE half (id int);");
  expect(await applyMigrations(url, dir)).toEqual(["2_broken"]);
});

test("a start that is killed in the middle of a migration leaves nothing, and the next one applies it", async () => {
  const url = await postgres.empty();
  addMigration("1_slow", "CREATE TABLE thing (id int); SELECT pg_sleep(60);");
  const killed = applyMigrations(url, dir).catch((error: unknown) => error);
  await eventually(
    async () => {
      const rows = await query(url, KILL_MIGRATION);
      return rows.length === 1;
    },
    { withinMs: 10_000 },
  );
  expect(await killed).toBeInstanceOf(Error);
  writeFileSync(join(dir, "1_slow", "migration.sql"), "CREATE TABLE thing (id int);");
  expect(await applyMigrations(url, dir)).toEqual(["1_slow"]);
});

test("committed migrations are never edited: their checksums are the ones on record", async () => {
  const recorded = readFileSync(join(PRISMA_DIR, "migrations.sha256"), "utf8").trim().split("\n");
  const migrations = await readMigrations(MIGRATIONS_DIR);
  expect(recorded).toEqual(migrations.map(({ name, checksum }) => `${checksum}  ${name}/migration.sql`));
});

test("every migration of this release applies to an empty database", async () => {
  const url = await postgres.empty();
  cpSync(MIGRATIONS_DIR, dir, { recursive: true });
  expect(await applyMigrations(url, dir)).toHaveLength((await readMigrations(MIGRATIONS_DIR)).length);
});
