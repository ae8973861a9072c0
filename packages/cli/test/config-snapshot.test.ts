import { join } from "node:path";
import { resolveSettings, snapshotSettings } from "@bottrader/contracts";
import { openDatabase } from "@bottrader/store-prisma";
import { usePostgres } from "@bottrader/testkit";
import { expect, test } from "vitest";
import { cli, folder, REPOSITORY } from "./harness.ts";

const postgres = usePostgres();
const FIRST_SEEN_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A database in which the system ran under these settings, and their hash. */
async function ranUnder(given: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) {
  const resolved = resolveSettings(
    new Map(Object.entries(given).map(([name, value]) => [name, { value, source: "environment" }])),
  );
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  const { hash, values } = resolved.value;
  const url = await postgres.fresh();
  const database = openDatabase(url, { poolMax: 1, onError: () => {} });
  await database.snapshots.save(hash, { ...snapshotSettings(values), ...more }, FIRST_SEEN_MS);
  await database.close();
  return { hash, env: { DATABASE_URL: url } };
}

test("an operator goes back to an earlier configuration by its hash (P85)", async () => {
  const { hash, env } = await ranUnder({
    HARD_STOP_PCT: "0.06",
    TRAILING_TIERS: "none",
    EXCLUDED_SYMBOLS: "QNT/USD,ABC/USD",
  });
  const run = await cli(["config", "--snapshot", hash.slice(0, 6)], { env });
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(run.stdout).toContain(`# Configuration ${hash}, first used 2026-01-02T03:04:05.000Z.`);
  expect(run.stdout).toContain("\nHARD_STOP_PCT=0.06\n");
  const cwd = folder({ "back.env": run.stdout });
  const back = await cli(["config", "--json", "--env", "back.env"], { cwd, root: REPOSITORY });
  expect(JSON.parse(back.stdout)).toMatchObject({ valid: true, hash });
});

test("a configuration of another release says that it is another one here", async () => {
  const { hash, env } = await ranUnder({}, { HARD_STOP_PCT: "0.07", OLD_STOP_PCT: "0.1" });
  const run = await cli(["config", "--snapshot", hash, "--json"], { env });
  const { settings, caveats } = JSON.parse(run.stdout) as { settings: Record<string, string>; caveats: string[] };
  expect(settings).toMatchObject({ HARD_STOP_PCT: "0.07", OLD_STOP_PCT: "0.1" });
  expect(caveats[0]).toMatch(/^of these settings this release makes configuration [0-9a-f]{16}/);
  expect(caveats[1]).toBe("this release does not have OLD_STOP_PCT");
  expect(run.stderr).toContain("warning: this release does not have OLD_STOP_PCT");
});

test("a setting that may not be used any more is named", async () => {
  const { hash, env } = await ranUnder({}, { SIZING_MODE: "all-in" });
  const run = await cli(["config", "--snapshot", hash], { env });
  expect(run.code).toBe(0);
  expect(run.stderr).toContain("warning: this release refuses SIZING_MODE must be one of fixed, percent, risk");
});

test("a hash that is not there, is not one, or cannot be looked up is a fault", async () => {
  const { env } = await ranUnder({});
  const faults = async (argv: readonly string[], options: { env?: Readonly<Record<string, string>> } = { env }) => {
    const run = await cli(["config", ...argv], { cwd: folder(), ...options });
    return [run.code, run.faults[0]];
  };
  expect(await faults(["--snapshot", "0000"])).toEqual([1, "--snapshot: the database has no configuration 0000"]);
  expect(await faults(["--snapshot", "%"])).toEqual([
    1,
    '--snapshot: a hash has 16 hex digits, of which 4 may do; "%" is none',
  ]);
  expect(await faults(["--snapshot", "0000"], {})).toEqual([
    1,
    "--snapshot: nothing is running here and DATABASE_URL is not given",
  ]);
  expect((await faults(["--snapshot", "0000", "--check"]))[0]).toBe(2);
  const dead = { env: { DATABASE_URL: "postgres://me:open-sesame@127.0.0.1:9/nowhere" } };
  const [code, message] = await faults(["--snapshot", "0000"], dead);
  expect(code).toBe(1);
  expect(message).not.toContain("open-sesame");
});

test("two configurations that begin alike are told apart", async () => {
  const { env } = await ranUnder({});
  const database = openDatabase(env.DATABASE_URL, { poolMax: 1, onError: () => {} });
  for (const hash of ["abcd000000000000", "abcd111111111111"]) await database.snapshots.save(hash, {}, FIRST_SEEN_MS);
  await database.close();
  const run = await cli(["config", "--snapshot", "abcd"], { env, cwd: join(REPOSITORY, "packages") });
  expect(run.faults).toEqual(["--snapshot: abcd begins several: abcd000000000000, abcd111111111111"]);
});
