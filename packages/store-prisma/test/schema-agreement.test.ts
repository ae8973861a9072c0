/** `schema.prisma`, the migrated database and the code speak of the same tables. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ENTRY_TRIGGERS, INTENT_EXIT_REASONS, TRADING_STATES } from "@bottrader/contracts";
import { INTENT_STATES } from "@bottrader/ports";
import { usePostgres } from "@bottrader/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RecordTable } from "../src/sql/record-table.ts";
import * as paperTables from "../src/tables/paper-tables.ts";
import * as readTables from "../src/tables/read-tables.ts";
import * as signalTables from "../src/tables/signal-tables.ts";
import * as tradeTables from "../src/tables/trade-tables.ts";
import { parsePrismaSchema } from "./parse-prisma-schema.ts";

const SCHEMA_FILE = fileURLToPath(new URL("../../../prisma/schema.prisma", import.meta.url));
const schema = parsePrismaSchema(readFileSync(SCHEMA_FILE, "utf8"));

const postgres = usePostgres();
let client: Client;

beforeAll(async () => {
  client = new Client({ connectionString: postgres.url() });
  await client.connect();
});
afterAll(() => client.end());

const rowsOf = async (text: string): Promise<readonly Record<string, string>[]> =>
  (await client.query<Record<string, string>>(text)).rows;

test("P20 tables and columns are the same on both sides: names, types and whether they may be null", async () => {
  const rows = await rowsOf(`
    SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull::text AS required
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> '_prisma_migrations'`);
  const inDatabase = rows.map(
    ({ table, column, type, required }) =>
      `${table}.${column} ${type} ${required === "true" ? "required" : "optional"}`,
  );
  expect(inDatabase.length).toBeGreaterThan(200);
  expect(inDatabase.toSorted()).toEqual(schema.columns.toSorted());
});

test("primary and unique keys are the same on both sides", async () => {
  const rows = await rowsOf(`
    SELECT c.relname AS table, i.indisprimary::text AS is_primary,
           (SELECT string_agg(a.attname, ',' ORDER BY k.place)
              FROM unnest(i.indkey::int[]) WITH ORDINALITY k (number, place)
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number) AS columns
      FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
     WHERE i.indisunique AND i.indpred IS NULL AND c.relnamespace = 'public'::regnamespace AND c.relname <> '_prisma_migrations'`);
  const inDatabase = rows.map(
    ({ table, is_primary, columns }) => `${table} ${is_primary === "true" ? "primary" : "unique"} ${columns}`,
  );
  expect(inDatabase.toSorted()).toEqual(schema.keys.toSorted());
});

test("foreign keys are the same on both sides", async () => {
  const rows = await rowsOf(`
    SELECT conrelid::regclass::text AS table, confrelid::regclass::text AS target,
           (SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)) AS columns
      FROM pg_constraint WHERE contype = 'f'`);
  expect(rows.map(({ table, columns, target }) => `${table}(${columns}) -> ${target}`).toSorted()).toEqual(
    schema.references.toSorted(),
  );
});

test("P73 enums have the same members in the same order in the schema, the database and the contracts", async () => {
  const rows = await rowsOf(`
    SELECT t.typname AS name, string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) AS labels
      FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.typname`);
  const inDatabase = Object.fromEntries(rows.map(({ name, labels }) => [name, labels]));
  expect(inDatabase).toEqual(schema.enums);
  expect(inDatabase).toMatchObject({
    entry_trigger: ENTRY_TRIGGERS.join(),
    exit_reason: [...INTENT_EXIT_REASONS, "BRACKET_TP", "BRACKET_SL", "EXTERNAL"].join(),
    intent_state: INTENT_STATES.join(),
    trading_mode: TRADING_STATES.join(),
  });
});

test("money is numeric(38,18) and time is timestamptz(3) everywhere", () => {
  const loose = schema.columns.filter(
    (line) => /numeric|timestamp/.test(line) && !/numeric\(38,18\)|timestamp\(3\) with time zone/.test(line),
  );
  expect(loose).toEqual([]);
});

test("every model names the service that writes it", () => {
  expect(schema.models.filter(({ writer }) => !/^Writer: (webhook|sighook)( and sighook)?[,.]/.test(writer))).toEqual(
    [],
  );
});

const recordTables = [tradeTables, signalTables, paperTables, readTables].flatMap((module) =>
  Object.values<unknown>(module).filter(
    (value): value is RecordTable<object> => typeof value === "object" && value !== null && "list" in value,
  ),
);

test.each(recordTables.map((table) => [table.name, table] as const))(
  "P06 P95 every column the code reads of %s exists",
  async (_, table) => {
    await expect(client.query(`SELECT ${table.list} FROM "${table.name}" LIMIT 0`)).resolves.toBeDefined();
  },
);
