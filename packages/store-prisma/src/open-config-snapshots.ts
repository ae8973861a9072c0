/** The settings every intent, order and trade was decided under, stored under their own hash. */
import type { Sql } from "./sql/sql.ts";

export type ConfigSnapshots = {
  /** Stores the settings unless their hash is known. Intents refer to it, so it is saved before the first of them. */
  save(hash: string, settings: Readonly<Record<string, unknown>>, atMs: number): Promise<void>;
};

export const openConfigSnapshots = (sql: Sql): ConfigSnapshots => ({
  save: async (hash, settings, atMs) => {
    await sql.query(
      "INSERT INTO config_snapshots (hash, settings, first_seen_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
      [hash, JSON.stringify(settings), new Date(atMs).toISOString()],
    );
  },
});
