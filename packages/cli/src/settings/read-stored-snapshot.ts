/** One configuration as the running system stored it, with the first intent that was decided under it. Reads only. */
import { ok, type Result } from "@bottrader/core";
import { openDatabase } from "@bottrader/store-prisma";
import { type CliFault, fail } from "../cli-command.ts";

export type StoredSettings = {
  readonly hash: string;
  readonly firstSeenAtMs: number;
  readonly settings: Readonly<Record<string, string>>;
};

const PREFIX = /^[0-9a-f]{4,16}$/;

/** Finds it by its hash or at least four digits of it. Faults: no or several such, or a database that cannot be read. */
export async function readStoredSnapshot(databaseUrl: string, hash: string): Promise<Result<StoredSettings, CliFault>> {
  if (!PREFIX.test(hash)) return fail(`--snapshot: a hash has 16 hex digits, of which 4 may do; "${hash}" is none`);
  const database = openDatabase(databaseUrl, { poolMax: 1, onError: () => {} });
  try {
    const [found, ...more] = await database.snapshots.find(hash);
    if (found === undefined) return fail(`--snapshot: the database has no configuration ${hash}`);
    if (more.length > 0) {
      return fail(`--snapshot: ${hash} begins several: ${[found, ...more].map((one) => one.hash).join(", ")}`);
    }
    const settings = Object.entries(found.settings).map(([name, value]): [string, string] => [name, String(value)]);
    return ok({ ...found, settings: Object.fromEntries(settings) });
  } catch (error) {
    return fail(`--snapshot: the database cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await database.close();
  }
}
