/** Two replicas on one database. */
import { SAMPLE_SYMBOL, SAMPLE_TIME_MS, sampleAlert, sampleIntent, sampleIntentId } from "@bottrader/ports/conformance";
import { eventually, usePostgres } from "@bottrader/testkit";
import { Client } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase, SymbolLockLost, SymbolLockTimeout } from "../src/index.ts";
import { openTestDatabase } from "./open-test-database.ts";

const postgres = usePostgres();
let url = "";
let first: Database;
let second: Database;
let errors: Error[] = [];

beforeEach(async () => {
  url = await postgres.fresh();
  errors = [];
  const onError = (error: Error): void => {
    errors.push(error);
  };
  first = await openTestDatabase(url, { onError });
  second = await openTestDatabase(url, { onError, symbolWaitMs: 200 });
});
afterEach(async () => {
  await Promise.all([first.close(), second.close()]);
});

async function killConnections(applicationName: string): Promise<void> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()",
    [applicationName],
  );
  await admin.end();
}

/** Work that stays in its symbol until it is let go. */
function holding(
  database: Database,
  symbol: string,
): { readonly entered: Promise<void>; release(): void; done: Promise<void> } {
  let release = (): void => {};
  let enter = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const entered = new Promise<void>((resolve) => {
    enter = resolve;
  });
  const done = database.trade.withSymbol(symbol, async () => {
    enter();
    await gate;
  });
  return { entered, release: () => release(), done };
}

test("I3 two replicas never work on one symbol at a time", async () => {
  let inside = 0;
  let most = 0;
  const work = (database: Database) => (): Promise<void> =>
    database.trade.withSymbol(SAMPLE_SYMBOL, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await database.trade.transact((tx) => tx.tradingState());
      inside -= 1;
    });
  const patient = await openTestDatabase(url);
  const runs = Array.from({ length: 20 }, (_, index) => work(index % 2 === 0 ? first : patient)());
  await Promise.all(runs);
  await patient.close();
  expect(most).toBe(1);
});

test("a symbol held by another replica does not hold up the other symbols, and waiting for it has an end", async () => {
  const held = holding(first, SAMPLE_SYMBOL);
  await held.entered;
  const refused = second.trade.withSymbol(SAMPLE_SYMBOL, async () => "got in");
  expect(await second.trade.withSymbol("ETH/USDT", async () => "free")).toBe("free");
  await expect(refused).rejects.toBeInstanceOf(SymbolLockTimeout);
  held.release();
  await held.done;
  expect(await second.trade.withSymbol(SAMPLE_SYMBOL, async () => "free again")).toBe("free again");
});

test("a replica that dies lets go of its symbols", async () => {
  const held = holding(first, SAMPLE_SYMBOL);
  await held.entered;
  await killConnections("bottrader-locks");
  expect(await second.trade.withSymbol(SAMPLE_SYMBOL, async () => "got in")).toBe("got in");
  held.release();
  await held.done;
});

test("work whose lock was lost with the connection does not commit, and the next piece of work gets a new connection", async () => {
  const lost = first.trade.withSymbol(SAMPLE_SYMBOL, async () => {
    await killConnections("bottrader-locks");
    await eventually(() => errors.length > 0, { withinMs: 5_000 });
    await first.trade.transact((tx) => tx.insertIntent(sampleIntent(1)));
  });
  await expect(lost).rejects.toBeInstanceOf(SymbolLockLost);
  const after = first.trade.withSymbol(SAMPLE_SYMBOL, () => first.trade.transact((tx) => tx.intent(sampleIntentId(1))));
  expect(await after).toBeNull();
});

test("F43 transactions that deadlock are run again and both take effect", async () => {
  await first.trade.transact(async (tx) => {
    await tx.insertIntent(sampleIntent(1));
    await tx.insertIntent(sampleIntent(2));
  });
  let waiting = 0;
  const bothInside = (): Promise<void> => eventually(() => waiting >= 2, { withinMs: 5_000 });
  const swap = (database: Database, [from, to]: readonly [number, number]): Promise<void> =>
    database.trade.transact(async (tx) => {
      await tx.updateIntent(sampleIntent(from, { record: { by: from } }));
      waiting += 1;
      await bothInside();
      await tx.updateIntent(sampleIntent(to, { record: { by: from } }));
    });
  await Promise.all([swap(first, [1, 2]), swap(second, [2, 1])]);
  const records = await first.trade.transact(async (tx) => [
    await tx.intent(sampleIntentId(1)),
    await tx.intent(sampleIntentId(2)),
  ]);
  const [one, two] = records.map((row) => row?.record["by"]);
  expect(one).toBe(two);
});

test("F43 a connection that breaks in the middle of a transaction rolls it back; the next transaction gets another", async () => {
  const broken = first.trade.transact(async (tx) => {
    await tx.insertIntent(sampleIntent(1));
    await killConnections("bottrader");
    await tx.insertIntent(sampleIntent(2));
  });
  await expect(broken).rejects.toThrow(/terminat|not queryable|closed/i);
  expect(await first.trade.transact((tx) => tx.intent(sampleIntentId(1)))).toBeNull();
});

test("an alert is accepted by one of two replicas that get it at the same moment", async () => {
  const accept = (database: Database, number: number): Promise<boolean> =>
    database.trade.transact(async (tx) => {
      if ((await tx.alertByKey("key", SAMPLE_TIME_MS)) !== null) return false;
      await tx.insertAlert(sampleAlert(number));
      return true;
    });
  const accepted = await Promise.all([accept(first, 1), accept(second, 2), accept(first, 3), accept(second, 4)]);
  expect(accepted.filter(Boolean)).toHaveLength(1);
});

test("health says whether the server answers", async () => {
  expect(await first.health()).toEqual({ ok: true });
  const nowhere = openDatabase("postgresql://nobody@127.0.0.1:1/nothing", { poolMax: 1, onError: () => {} });
  expect(await nowhere.health()).toMatchObject({ ok: false, detail: expect.stringContaining("ECONNREFUSED") });
  await nowhere.close();
});
