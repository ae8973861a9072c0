/** The ledger as a whole: its sources, its versions and their reviews. */
import { qty, quote } from "@bottrader/core";
import { expect, test } from "vitest";
import {
  SAMPLE_SYMBOL,
  SAMPLE_TIME_MS,
  sampleAllocation,
  sampleExitOrder,
  sampleFill,
  samplePosition,
  sampleTrade,
  sampleUnmatched,
} from "./sample-records.ts";
import type { StoreBench } from "./store-bench.ts";
import { bookBuy, bookSell } from "./trade-book-cards.ts";

const slice = { symbol: SAMPLE_SYMBOL, allocations: [], unmatched: [] };
const resolution = { sellTradeId: "trade-9", note: "bought elsewhere", by: "operator", atMs: SAMPLE_TIME_MS };

export function ledgerVersionCards(bench: () => StoreBench): void {
  test("TS-70 fills of a symbol and sells from a time are told oldest first", async () => {
    const { trade } = bench();
    await trade.transact(async (tx) => {
      await bookBuy(tx, 2);
      await bookSell(tx, 9);
      await bookBuy(tx, 1);
    });
    const sellMs = sampleFill(9).atMs;
    const read = await trade.transact(async (tx) => ({
      symbols: await tx.filledSymbols(),
      fills: (await tx.fillsOfSymbol(SAMPLE_SYMBOL)).map(({ tradeId }) => tradeId),
      from: (await tx.sellsFrom(SAMPLE_SYMBOL, sellMs)).map(({ tradeId }) => tradeId),
      after: await tx.sellsFrom(SAMPLE_SYMBOL, sellMs + 1),
    }));
    expect(read).toEqual({
      symbols: [SAMPLE_SYMBOL],
      fills: ["trade-1", "trade-2", "trade-9"],
      from: ["trade-9"],
      after: [],
    });
  });

  test("TS-71 a version is written beside the reported one and takes its place as a whole", async () => {
    const { trade } = bench();
    await trade.transact(async (tx) => {
      await bookBuy(tx, 1);
      await bookBuy(tx, 2);
      await bookSell(tx, 9);
      await tx.insertAllocations([sampleAllocation(9, 1)]);
    });
    const reported = await trade.realisedTotal();
    const other = sampleAllocation(9, 2, { costBasis: quote("50"), netProceeds: quote("51"), pnl: quote("1") });
    await trade.transact((tx) => tx.replaceLedger({ ...slice, version: 2, allocations: [other] }));
    expect(await trade.realisedTotal()).toBe(reported);
    await trade.transact(async (tx) => {
      await tx.lockLedger();
      await tx.reportVersion(2);
    });
    expect(await trade.realisedTotal()).toBe("1");
    const read = await trade.transact(async (tx) => ({
      version: await tx.ledgerVersion(),
      totals: await tx.ledgerTotals(2),
      ofOrder: (await tx.allocationsOfOrder(sampleExitOrder(9).clientOrderId)).map(({ buyTradeId }) => buyTradeId),
    }));
    expect(read).toEqual({
      version: 2,
      totals: [{ symbol: SAMPLE_SYMBOL, allocations: 1, unmatched: 0, pnl: quote("1") }],
      ofOrder: ["trade-2"],
    });
  });

  test("TS-72 a version that fails half-way leaves the one before reported", async () => {
    const { trade } = bench();
    const failing = trade.transact(async (tx) => {
      await tx.reportVersion(5);
      throw new Error("half-way");
    });
    await expect(failing).rejects.toThrow("half-way");
    expect(await trade.transact((tx) => tx.ledgerVersion())).toBe(1);
  });

  test("TS-73 a resolved review outlives recomputing while the unmatched size is the same", async () => {
    const { trade } = bench();
    const unmatched = sampleUnmatched(9);
    await trade.transact(async (tx) => {
      await bookSell(tx, 9);
      await tx.insertUnmatched([unmatched]);
    });
    expect(await trade.transact((tx) => tx.resolveUnmatched(resolution))).toBe(true);
    expect(await trade.transact((tx) => tx.resolveUnmatched(resolution))).toBe(false);
    await trade.transact(async (tx) => {
      await tx.replaceLedger({ ...slice, version: 1, unmatched: [unmatched] });
      await tx.replaceLedger({ ...slice, version: 2, unmatched: [unmatched] });
      await tx.reportVersion(2);
    });
    expect(await trade.transact((tx) => tx.resolveUnmatched(resolution))).toBe(false);
    const larger = { ...unmatched, size: qty(unmatched.size.mul(2)) };
    await trade.transact((tx) => tx.replaceLedger({ ...slice, version: 2, unmatched: [larger] }));
    expect(await trade.transact((tx) => tx.resolveUnmatched(resolution))).toBe(true);
  });

  test("TS-74 a trade can be dropped, and its position is found by id, open or not", async () => {
    const { trade } = bench();
    await trade.transact(async (tx) => {
      await bookSell(tx, 1);
      await tx.savePosition(samplePosition(1));
      await tx.saveTrade(sampleTrade(1));
    });
    const { positionId } = samplePosition(1);
    expect(await trade.transact((tx) => tx.position(positionId))).toEqual(samplePosition(1));
    expect(await trade.transact((tx) => tx.tradesOfSymbol(SAMPLE_SYMBOL))).toEqual([sampleTrade(1)]);
    await trade.transact((tx) => tx.dropTrade(sampleTrade(1).clientOrderId));
    expect(await trade.trades({})).toEqual([]);
  });
}
