import { Client } from "pg";
import { expect, test } from "vitest";
import { usePostgres } from "../src/index.ts";

const postgres = usePostgres();

async function tablesOf(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ tables: string }>(
    "SELECT count(*) AS tables FROM pg_tables WHERE schemaname = 'public'",
  );
  await client.end();
  return Number(rows[0]?.tables);
}

test("a test file gets a migrated database, and others that do not see what it writes", async () => {
  const client = new Client({ connectionString: postgres.url() });
  await client.connect();
  await client.query("INSERT INTO paper_counters VALUES ('seen', 1)");
  const others = new Client({ connectionString: await postgres.fresh() });
  await others.connect();
  const { rows } = await others.query("SELECT * FROM paper_counters");
  await Promise.all([client.end(), others.end()]);
  expect(rows).toEqual([]);
});

test("an empty database has no tables at all", async () => {
  expect(await tablesOf(await postgres.empty())).toBe(0);
  expect(await tablesOf(postgres.url())).toBeGreaterThan(20);
});
