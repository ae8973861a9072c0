/** Orders, fills, positions and the ledger of a trade store. */
import { qty, quote } from "@bottrader/core";
import { expect, test } from "vitest";
import type { TradeTx } from "../trade-store.ts";
import {
  SAMPLE_SYMBOL,
  SAMPLE_TIME_MS,
  sampleAllocation,
  sampleEquity,
  sampleExitIntent,
  sampleExitOrder,
  sampleFill,
  sampleIntent,
  sampleIntentId,
  sampleLot,
  sampleOrder,
  samplePosition,
  sampleTrade,
  sampleUnmatched,
} from "./sample-records.ts";
import type { StoreBench } from "./store-bench.ts";

/** In the words of Postgres and of the stores in memory. */
const REPEATED = /duplicate key|inserted once/;

/** An entry order with its intent and one fill. */
export async function bookBuy(tx: TradeTx, number: number): Promise<void> {
  await tx.insertIntent(sampleIntent(number));
  await tx.insertOrder(sampleOrder(number));
  await tx.insertFill(sampleFill(number));
}

/** An exit order with its intent and one fill. */
export async function bookSell(tx: TradeTx, number: number): Promise<void> {
  await tx.insertIntent(sampleIntent(number, { intent: sampleExitIntent(number) }));
  await tx.insertOrder(sampleExitOrder(number));
  await tx.insertFill(sampleFill(number, { clientOrderId: sampleExitOrder(number).clientOrderId, side: "sell" }));
}

export function orderCards(bench: () => StoreBench): void {
  test("TS-40 an order is read as it was written, every field", async () => {
    const { trade } = bench();
    const order = sampleExitOrder(1, {
      type: "stop",
      stopPrice: sampleOrder(1).limitPrice,
      positionId: "position-1",
      filledSize: qty("0.123456789012345678"),
      state: "partially_filled",
      venueOrderId: "venue-1",
    });
    await trade.transact(async (tx) => {
      await tx.insertIntent(sampleIntent(1));
      await tx.insertOrder(order);
    });
    expect(await trade.transact((tx) => tx.order(order.clientOrderId))).toEqual(order);
  });

  test("TS-41 the same order twice is refused: one client order id is one order (I4)", async () => {
    const { trade } = bench();
    await trade.transact((tx) => bookBuy(tx, 1));
    await expect(trade.transact((tx) => tx.insertOrder(sampleOrder(1)))).rejects.toThrow(REPEATED);
  });

  test("TS-42 working orders are those that are or may be at the venue, of one symbol or of all", async () => {
    const { trade } = bench();
    await trade.transact(async (tx) => {
      for (const number of [1, 2, 3, 4]) await tx.insertIntent(sampleIntent(number));
      await tx.insertOrder(sampleOrder(1, { state: "unknown" }));
      await tx.insertOrder(sampleOrder(2, { state: "filled" }));
      await tx.insertOrder(sampleOrder(3));
      await tx.insertOrder(sampleOrder(4, { symbol: "ETH/USDT", state: "resting" }));
    });
    await trade.transact((tx) => tx.updateOrder(sampleOrder(3, { state: "cancelled" }), "cancelled"));
    const working = await trade.transact((tx) =>
      Promise.all([tx.workingOrders(SAMPLE_SYMBOL), tx.workingOrders(null)]),
    );
    expect(working.map((orders) => orders.map(({ intentId }) => intentId))).toEqual([
      [sampleIntentId(1)],
      [sampleIntentId(1), sampleIntentId(4)],
    ]);
  });

  test("TS-43 orders of an intent are those it led to, oldest first", async () => {
    const { trade } = bench();
    const stop = sampleExitOrder(1, { leg: "stop", createdAtMs: SAMPLE_TIME_MS });
    await trade.transact(async (tx) => {
      await bookBuy(tx, 1);
      await tx.insertOrder(stop);
    });
    expect(await trade.transact((tx) => tx.ordersOfIntent(sampleIntentId(1)))).toEqual([stop, sampleOrder(1)]);
  });

  test("TS-44 F36 P37 a fill reported again is told apart and booked once", async () => {
    const { trade } = bench();
    await trade.transact((tx) => bookBuy(tx, 1));
    expect(await trade.transact((tx) => tx.insertFill(sampleFill(1, { size: qty("9") })))).toBe(false);
    expect(await trade.transact((tx) => tx.fillsOfOrder(sampleOrder(1).clientOrderId))).toEqual([sampleFill(1)]);
    expect(await trade.newestFillAtMs()).toBe(SAMPLE_TIME_MS + 1);
  });

  test("TS-45 updating an order that was never stored is a bug and throws", async () => {
    await expect(bench().trade.transact((tx) => tx.updateOrder(sampleOrder(1), "filled"))).rejects.toThrow("updated");
  });
}

export function positionCards(bench: () => StoreBench): void {
  test("TS-50 a symbol has at most one open position; a closed one makes room for the next", async () => {
    const { trade } = bench();
    const closed = samplePosition(1, {
      state: "closed",
      size: qty("0"),
      closedAtMs: SAMPLE_TIME_MS,
      exitReason: "HARD_STOP",
    });
    await trade.transact(async (tx) => {
      await tx.insertIntent(sampleIntent(1));
      await tx.insertIntent(sampleIntent(2));
      await tx.savePosition(samplePosition(1));
    });
    await expect(trade.transact((tx) => tx.savePosition(samplePosition(2)))).rejects.toThrow(/one.open/);
    await trade.transact(async (tx) => {
      await tx.savePosition(closed);
      await tx.savePosition(samplePosition(2));
    });
    expect(await trade.transact((tx) => tx.openPosition(SAMPLE_SYMBOL))).toEqual(samplePosition(2));
    expect(await trade.transact((tx) => tx.openPositions())).toEqual([samplePosition(2)]);
  });

  test("TS-51 saving lots replaces the symbol's lots, and theirs come back oldest first", async () => {
    const { trade } = bench();
    await trade.transact(async (tx) => {
      for (const number of [1, 2, 3]) await bookBuy(tx, number);
      await tx.saveLots(SAMPLE_SYMBOL, [sampleLot(2), sampleLot(1)]);
    });
    expect(await trade.transact((tx) => tx.lots(SAMPLE_SYMBOL))).toEqual([sampleLot(1), sampleLot(2)]);
    const reduced = sampleLot(2, { size: qty("0.000000000000000001") });
    await trade.transact((tx) => tx.saveLots(SAMPLE_SYMBOL, [reduced, sampleLot(3)]));
    expect(await trade.transact((tx) => tx.lots(SAMPLE_SYMBOL))).toEqual([reduced, sampleLot(3)]);
    await trade.transact((tx) => tx.saveLots(SAMPLE_SYMBOL, []));
    expect(await trade.transact((tx) => tx.lots(SAMPLE_SYMBOL))).toEqual([]);
  });
}

export function ledgerCards(bench: () => StoreBench): void {
  test("TS-60 the realised total is the sum of the allocations to the last digit (I6)", async () => {
    const { trade } = bench();
    expect(await trade.realisedTotal()).toBe("0");
    await trade.transact(async (tx) => {
      for (const number of [1, 2]) await bookBuy(tx, number);
      await bookSell(tx, 9);
      const version = await tx.ledgerVersion();
      const tiny = { costBasis: quote("50.175125000000000001"), pnl: quote("4.769874999999999999") };
      await tx.insertAllocations([sampleAllocation(9, 1, { version }), sampleAllocation(9, 2, { version, ...tiny })]);
    });
    expect(await trade.realisedTotal()).toBe("9.539749999999999999");
    const ofOrder = await trade.transact((tx) => tx.allocationsOfOrder(sampleExitOrder(9).clientOrderId));
    expect(ofOrder.map(({ buyTradeId }) => buyTradeId)).toEqual(["trade-1", "trade-2"]);
  });

  test("TS-61 P23 the same piece of a sell cannot be allocated twice in one version", async () => {
    const { trade } = bench();
    await trade.transact(async (tx) => {
      await bookBuy(tx, 1);
      await bookSell(tx, 9);
      await tx.insertAllocations([sampleAllocation(9, 1)]);
      await tx.insertUnmatched([sampleUnmatched(9)]);
    });
    await expect(trade.transact((tx) => tx.insertAllocations([sampleAllocation(9, 1)]))).rejects.toThrow(REPEATED);
    await expect(trade.transact((tx) => tx.insertUnmatched([sampleUnmatched(9)]))).rejects.toThrow(REPEATED);
  });

  test("TS-62 the trade of an exit order is replaced as its fills come in, and trades come oldest first", async () => {
    const { trade } = bench();
    await trade.transact(async (tx) => {
      for (const number of [1, 2]) {
        await bookSell(tx, number);
        await tx.savePosition(samplePosition(number, { symbol: `S${number}/USDT` }));
      }
      await tx.saveTrade(sampleTrade(2));
      await tx.saveTrade(sampleTrade(1, { size: qty("0.1") }));
    });
    await trade.transact((tx) => tx.saveTrade(sampleTrade(1)));
    expect(await trade.trades({})).toEqual([sampleTrade(1), sampleTrade(2)]);
    expect(await trade.trades({ limit: 1 })).toEqual([sampleTrade(2)]);
    expect(await trade.trades({ sinceMs: SAMPLE_TIME_MS + 2 })).toEqual([sampleTrade(2)]);
    expect(await trade.trades({ untilMs: SAMPLE_TIME_MS + 1, symbol: SAMPLE_SYMBOL })).toEqual([sampleTrade(1)]);
    expect((await trade.fills({ limit: 5 })).map(({ tradeId }) => tradeId)).toEqual(["trade-1", "trade-2"]);
  });

  test("TS-63 the equity curve has one point for each instant and knows its landmarks", async () => {
    const { trade } = bench();
    expect(await trade.equityLandmarks()).toBeNull();
    const DAY_MS = 86_400_000;
    const points = [
      sampleEquity(1, { equity: quote("1200") }),
      sampleEquity(2, { equity: quote("1100") }),
      sampleEquity(3, { atMs: SAMPLE_TIME_MS + DAY_MS, equity: quote("1150") }),
    ] as const;
    await trade.transact(async (tx) => {
      for (const point of points) await tx.insertEquity(point);
      await tx.insertEquity(points[1]);
    });
    expect(await trade.equityCurve({})).toEqual(points);
    expect(await trade.equityCurve({ untilMs: points[1].atMs, limit: 1 })).toEqual([points[1]]);
    expect(await trade.equityLandmarks()).toEqual({ newest: points[2], peak: quote("1200"), dayStart: quote("1100") });
  });

  test("TS-64 the trading state and the exclusions are what was set last", async () => {
    const { trade } = bench();
    const halted = { state: "halted", sinceMs: SAMPLE_TIME_MS, by: "operator", reason: "test" } as const;
    const exclusion = { symbol: SAMPLE_SYMBOL, reason: "win rate", sinceMs: SAMPLE_TIME_MS };
    await trade.transact(async (tx) => {
      await tx.setTradingState(halted);
      await tx.saveExclusions([
        { ...exclusion, symbol: "ETH/USDT" },
        { ...exclusion, reason: "old" },
      ]);
      await tx.saveExclusions([exclusion]);
    });
    expect(await trade.transact((tx) => tx.tradingState())).toEqual(halted);
    expect(await trade.transact((tx) => tx.exclusions())).toEqual([exclusion]);
  });

  test("TS-65 a bracket decision may be recorded again after a crash", async () => {
    const { trade } = bench();
    const record = (): Promise<void> =>
      trade.transact((tx) => tx.saveBracketDecision(sampleIntentId(1), SAMPLE_SYMBOL, SAMPLE_TIME_MS, { stop: "98" }));
    await trade.transact((tx) => tx.insertIntent(sampleIntent(1)));
    await record();
    await expect(record()).resolves.toBeUndefined();
  });
}
