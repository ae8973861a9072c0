import { Client } from "pg";

const CONNECT_TIMEOUT_MS = 5_000;
const NO_SUCH_DATABASE = "3D000";
// Another process made it in the same moment
const MADE_MEANWHILE = new Set(["42P04", "23505"]);

/** Creates the database that a Postgres URL names, when it does not exist. Throws what the server answers otherwise. */
export async function ensureDatabase(url: string): Promise<void> {
  const missing = await tryToConnect(url);
  if (missing === undefined) return;
  if (sqlState(missing) !== NO_SUCH_DATABASE) throw missing;
  const maintenance = new URL(url);
  const database = decodeURIComponent(maintenance.pathname.slice(1));
  maintenance.pathname = "/postgres";
  const client = new Client({ connectionString: maintenance.href, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect();
  try {
    await client.query(`create database "${database.replaceAll('"', '""')}"`);
  } catch (error) {
    if (!MADE_MEANWHILE.has(sqlState(error) ?? "")) throw error;
  } finally {
    await client.end();
  }
}

/** Undefined when a query is answered, else what stood in the way. */
export async function tryToConnect(url: string): Promise<unknown> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // A server that dies now raises this beside the rejected call, and unheard it would end the process
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return undefined;
  } catch (error) {
    return error ?? new Error("unknown failure");
  } finally {
    await client.end().catch(() => undefined);
  }
}

function sqlState(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
