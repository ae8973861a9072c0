import { price, qty } from "@bottrader/core";
import {
  SAMPLE_SNAPSHOT_ID,
  SAMPLE_TIME_MS,
  sampleExitIntent,
  sampleExitOrder,
  sampleFill,
  sampleIntent,
  sampleOrder,
  samplePosition,
} from "@bottrader/ports/conformance";
import { openDatabase } from "@bottrader/store-prisma";
import { usePostgres } from "@bottrader/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cli } from "./harness.ts";

describe("allocations", () => {
  const postgres = usePostgres();
  let database: ReturnType<typeof openDatabase>;

  beforeAll(async () => {
    database = openDatabase(postgres.url(), { poolMax: 2, onError: () => {} });
    await database.snapshots.save(SAMPLE_SNAPSHOT_ID, {}, SAMPLE_TIME_MS);
    // Bought 0.5 at 100 and sold at 110; the fills are there and nothing has been derived from them
    await database.trade.transact(async (tx) => {
      await tx.insertIntent(sampleIntent(1));
      await tx.insertOrder(sampleOrder(1));
      await tx.insertFill(sampleFill(1, { size: qty("0.5"), price: price("100") }));
      await tx.savePosition(samplePosition(1));
      await tx.insertIntent(sampleIntent(9, { intent: sampleExitIntent(9) }));
      const exit = sampleExitOrder(9, { positionId: samplePosition(1).positionId });
      await tx.insertOrder(exit);
      const sell = { clientOrderId: exit.clientOrderId, side: "sell", size: qty("0.3"), price: price("110") } as const;
      await tx.insertFill(sampleFill(9, sell));
    });
  });
  afterAll(() => database.close());

  const run = (...argv: readonly string[]) =>
    cli(["allocations", ...argv, "--json"], { env: { DATABASE_URL: postgres.url() } });

  test("a new version becomes the reported one with its trades, and again gives the same (P21)", async () => {
    const first = await run("--version", "2", "--all-symbols");
    expect(first).toMatchObject({ code: 0, stderr: "" });
    const told = JSON.parse(first.stdout) as Record<string, unknown>;
    expect(told).toMatchObject({ version: 2, reportingBefore: 1, reporting: true, totalPnlBefore: "0" });
    expect(told["differences"]).toHaveLength(1);
    expect(await database.trade.realisedTotal()).toBe(told["totalPnl"]);
    const trades = await database.trade.trades({});
    expect(trades.map(({ pnl }) => pnl.toFixed())).toEqual([told["totalPnl"]]);
    const lots = await database.trade.transact((tx) => tx.lots(samplePosition(1).symbol));
    expect(lots.map(({ size }) => size.toFixed())).toEqual(["0.2"]);

    const second = JSON.parse((await run("--version", "2", "--all-symbols")).stdout) as Record<string, unknown>;
    expect(second).toMatchObject({ reportingBefore: 2, totalPnl: told["totalPnl"], differences: [] });
    expect(await database.trade.trades({})).toEqual(trades);
  });

  test("a failure leaves the version before reported", async () => {
    const before = await database.trade.transact((tx) => tx.ledgerVersion());
    const store = database.trade.transact(async (tx) => {
      await tx.lockLedger();
      await tx.reportVersion(before + 1);
      throw new Error("the machine died");
    });
    await expect(store).rejects.toThrow("died");
    expect(await database.trade.transact((tx) => tx.ledgerVersion())).toBe(before);
  });

  test("wrong usage is told at once", async () => {
    const both = await run("--version", "x", "--all-symbols", "--symbol", "BTC/USDT");
    expect(both.code).toBe(2);
    expect(both.faults).toEqual([
      '--version must be a whole number from 1 to 999999999, not "x"',
      "give either --all-symbols or --symbol",
    ]);
    expect((await cli(["--version"])).stdout).toBe("1.2.3\n");
  });
});
