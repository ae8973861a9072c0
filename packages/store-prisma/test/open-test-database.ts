import { SAMPLE_SNAPSHOT_ID, SAMPLE_TIME_MS } from "@bottrader/ports/conformance";
import { type Database, type DatabaseOptions, openDatabase } from "../src/index.ts";

/** A database that knows the samples' snapshot. A connection that breaks unasked fails the test. */
export async function openTestDatabase(url: string, options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = openDatabase(url, {
    poolMax: 4,
    onError: (error) => {
      throw error;
    },
    ...options,
  });
  await database.snapshots.save(SAMPLE_SNAPSHOT_ID, { sample: true }, SAMPLE_TIME_MS);
  return database;
}
