/** What an operator lifted, and the landmarks of equity that count from it. */
import { quote } from "@bottrader/core";
import { expect, test } from "vitest";
import type { LockLiftRecord } from "../records.ts";
import { SAMPLE_SYMBOL, SAMPLE_TIME_MS, sampleEquity } from "./sample-records.ts";
import type { StoreBench } from "./store-bench.ts";

export function lockCards(bench: () => StoreBench): void {
  test("TS-80 of each lock the newest lift is read, whatever their order, with who and why", async () => {
    const { trade } = bench();
    const lift = (fields: Partial<LockLiftRecord>): LockLiftRecord => ({
      kind: "cooldown",
      symbol: SAMPLE_SYMBOL,
      atMs: SAMPLE_TIME_MS,
      by: "operator",
      note: "seen",
      ...fields,
    });
    const newest = [
      lift({ kind: "drawdown", symbol: null, note: "" }),
      lift({ atMs: SAMPLE_TIME_MS + 9 }),
      lift({ symbol: "ETH/USDT" }),
    ];
    expect(await trade.transact((tx) => tx.lockLifts())).toEqual([]);
    for (const row of [...newest.toReversed(), lift({ atMs: SAMPLE_TIME_MS + 5, note: "older" })]) {
      await trade.transact((tx) => tx.insertLockLift(row));
    }
    expect(await trade.transact((tx) => tx.lockLifts())).toEqual(newest);
  });

  test("TS-81 a lift of a transaction that failed never was", async () => {
    const { trade } = bench();
    const failed = trade.transact(async (tx) => {
      await tx.insertLockLift({ kind: "lossStreak", symbol: null, atMs: SAMPLE_TIME_MS, by: "operator", note: "" });
      throw new Error("died");
    });
    await expect(failed).rejects.toThrow("died");
    expect(await trade.transact((tx) => tx.lockLifts())).toEqual([]);
  });

  test("TS-82 the peak counts from the moment that is asked for, which is in it", async () => {
    const { trade } = bench();
    const points = [
      sampleEquity(1, { equity: quote("1200") }),
      sampleEquity(2, { equity: quote("1100") }),
      sampleEquity(3, { equity: quote("1050") }),
    ] as const;
    await trade.transact(async (tx) => {
      for (const point of points) await tx.insertEquity(point);
    });
    const peakSince = async (peakSinceMs: number): Promise<string | undefined> =>
      (await trade.equityLandmarks({ peakSinceMs }))?.peak?.toFixed();
    expect(await peakSince(points[0].atMs)).toBe("1200");
    expect(await peakSince(points[1].atMs)).toBe("1100");
    expect(await peakSince(points[1].atMs + 1)).toBe("1050");
    expect(await peakSince(points[2].atMs + 1)).toBeUndefined();
  });
}
