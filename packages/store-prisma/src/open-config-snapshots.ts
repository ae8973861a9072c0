/** The settings every intent, order and trade was decided under, stored under their own hash. */
import type { Sql } from "./sql/sql.ts";

export type ConfigSnapshots = {
  /** Stores the settings unless their hash is known. Intents refer to it, so it is saved before the first of them. */
  save(hash: string, settings: Readonly<Record<string, unknown>>, atMs: number): Promise<void>;
  /** The stored settings of every snapshot whose hash begins with `prefix`, newest first, at most ten. */
  find(prefix: string): Promise<readonly StoredSnapshot[]>;
};

type StoredSnapshot = {
  readonly hash: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly firstSeenAtMs: number;
};

const FIND = `
  SELECT hash, settings, (extract(epoch FROM first_seen_at) * 1000)::bigint AS at_ms
    FROM config_snapshots WHERE starts_with(hash, $1)
   ORDER BY first_seen_at DESC, hash LIMIT 10`;

export const openConfigSnapshots = (sql: Sql): ConfigSnapshots => ({
  save: async (hash, settings, atMs) => {
    await sql.query(
      "INSERT INTO config_snapshots (hash, settings, first_seen_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
      [hash, JSON.stringify(settings), new Date(atMs).toISOString()],
    );
  },
  find: async (prefix) => {
    const { rows } = await sql.query(FIND, [prefix]);
    return rows.map(({ hash, settings, at_ms: atMs }) => ({
      hash: String(hash),
      settings: settings as StoredSnapshot["settings"],
      firstSeenAtMs: Number(atMs),
    }));
  },
});
