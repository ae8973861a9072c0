/**
 * A migrated database that is cloned for each test file: cloning takes a fraction of migrating.
 *
 * The template is named after the migrations' content, so a changed migration makes a new one, and is made once however many
 * workers ask for it at a time.
 */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { applyMigrations, readMigrations } from "@bottrader/store-prisma/migrate";
import { Client } from "pg";
import { uniqueName } from "./test-servers.ts";

const MIGRATIONS_DIR = fileURLToPath(new URL("../../../prisma/migrations", import.meta.url));
/** Any constant: it only keeps two workers from making or cloning the template at once. */
const TEMPLATE_LOCK_KEY = 41_807_233;

/** Clones the template of `serverUrl` (made first if need be) and returns the new database's URL. */
export async function cloneTemplate(serverUrl: string): Promise<string> {
  const database = uniqueName("file");
  await withAdmin(serverUrl, async (admin) => {
    await admin.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK_KEY]);
    const template = await ensureTemplate(admin, serverUrl);
    await admin.query(`CREATE DATABASE "${database}" TEMPLATE "${template}"`);
  });
  return urlOf(serverUrl, database);
}

/** An empty database, for tests of the migrations themselves. */
export async function createEmptyDatabase(serverUrl: string): Promise<string> {
  const database = uniqueName("empty");
  await withAdmin(serverUrl, (admin) => admin.query(`CREATE DATABASE "${database}"`));
  return urlOf(serverUrl, database);
}

export async function dropDatabase(url: string): Promise<void> {
  const database = decodeURIComponent(new URL(url).pathname.slice(1));
  await withAdmin(urlOf(url, "postgres"), (admin) => admin.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`));
}

async function ensureTemplate(admin: Client, serverUrl: string): Promise<string> {
  const migrations = await readMigrations(MIGRATIONS_DIR);
  const content = createHash("sha256").update(migrations.map(({ checksum }) => checksum).join());
  const template = `bt_template_${content.digest("hex").slice(0, 16)}`;
  const { rowCount } = await admin.query("SELECT FROM pg_database WHERE datname = $1 AND datistemplate", [template]);
  if (rowCount === 1) return template;
  // One that is not marked as a template was left half made.
  await admin.query(`DROP DATABASE IF EXISTS "${template}" WITH (FORCE)`);
  await admin.query(`CREATE DATABASE "${template}"`);
  await applyMigrations(urlOf(serverUrl, template), MIGRATIONS_DIR);
  await admin.query(`ALTER DATABASE "${template}" WITH IS_TEMPLATE true`);
  return template;
}

async function withAdmin<T>(serverUrl: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.toString();
}
