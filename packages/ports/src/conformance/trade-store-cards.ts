/** Transactions, symbols, alerts and intents of a trade store. */
import { expect, test } from "vitest";
import {
  SAMPLE_SYMBOL,
  SAMPLE_TIME_MS,
  sampleAlert,
  sampleEntryIntent,
  sampleIntent,
  sampleIntentId,
} from "./sample-records.ts";
import type { StoreBench } from "./store-bench.ts";

const WINDOW_MS = 10_000;

export function transactionCards(bench: () => StoreBench): void {
  test("TS-01 a transaction sees its own writes and others see them after the commit only", async () => {
    const { trade } = bench();
    await trade.transact(async (tx) => {
      await tx.insertIntent(sampleIntent(1));
      expect(await tx.intent(sampleIntentId(1))).toEqual(sampleIntent(1));
      expect(await trade.stuckIntents(SAMPLE_TIME_MS + 2)).toEqual([]);
    });
    expect(await trade.stuckIntents(SAMPLE_TIME_MS + 2)).toEqual([sampleIntent(1)]);
  });

  test("TS-02 a transaction that throws leaves nothing behind, whatever it had written", async () => {
    const { trade } = bench();
    const broken = trade.transact(async (tx) => {
      await tx.insertIntent(sampleIntent(1));
      await tx.setTradingState({ state: "halted", sinceMs: SAMPLE_TIME_MS, by: "test", reason: "test" });
      throw new Error("the work failed");
    });
    await expect(broken).rejects.toThrow("the work failed");
    const after = await trade.transact(async (tx) => [
      await tx.intent(sampleIntentId(1)),
      (await tx.tradingState()).state,
    ]);
    expect(after).toEqual([null, "active"]);
  });

  test("TS-03 a transaction returns what its work returns", async () => {
    expect(await bench().trade.transact(async () => 42)).toBe(42);
  });
}

export function symbolCards(bench: () => StoreBench): void {
  test("TS-10 work of one symbol runs one after the other, in the order it was asked for", async () => {
    const { trade } = bench();
    const events: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      events.push(`${name} begins`);
      await trade.transact(async (tx) => tx.tradingState());
      events.push(`${name} ends`);
    };
    await Promise.all(["a", "b", "c"].map((name) => trade.withSymbol(SAMPLE_SYMBOL, work(name))));
    expect(events).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  });

  test("TS-11 work of different symbols does not wait for each other", async () => {
    const { trade } = bench();
    let open = (): void => {};
    const gate = new Promise<string>((resolve) => {
      open = () => resolve("opened");
    });
    const first = trade.withSymbol("BTC/USDT", () => gate);
    await trade.withSymbol("ETH/USDT", async () => open());
    expect(await first).toBe("opened");
  });

  test("TS-12 work that throws frees its symbol and the error reaches the caller", async () => {
    const { trade } = bench();
    const broken = trade.withSymbol(SAMPLE_SYMBOL, () => Promise.reject(new Error("the work failed")));
    await expect(broken).rejects.toThrow("the work failed");
    expect(await trade.withSymbol(SAMPLE_SYMBOL, async () => "next")).toBe("next");
  });
}

export function alertCards(bench: () => StoreBench): void {
  test("TS-20 an alert's key is taken until its window ends, and free from that instant on", async () => {
    const { trade } = bench();
    await trade.transact((tx) => tx.insertAlert(sampleAlert(1)));
    const at = (nowMs: number): Promise<unknown> => trade.transact((tx) => tx.alertByKey("key", nowMs));
    expect(await at(SAMPLE_TIME_MS + WINDOW_MS - 1)).toEqual(sampleAlert(1));
    expect(await at(SAMPLE_TIME_MS + WINDOW_MS)).toBeNull();
    const later = { receivedAtMs: SAMPLE_TIME_MS + WINDOW_MS, dedupUntilMs: SAMPLE_TIME_MS + 2 * WINDOW_MS };
    await trade.transact((tx) => tx.insertAlert(sampleAlert(2, later)));
    expect(await at(SAMPLE_TIME_MS + WINDOW_MS)).toEqual(sampleAlert(2, later));
  });

  test("TS-21 F2 of equal alerts that come at the same moment exactly one is accepted", async () => {
    const { trade } = bench();
    const accept = (number: number): Promise<boolean> =>
      trade.transact(async (tx) => {
        if ((await tx.alertByKey("key", SAMPLE_TIME_MS)) !== null) return false;
        await tx.insertAlert(sampleAlert(number));
        return true;
      });
    const accepted = await Promise.all([1, 2, 3, 4, 5].map(accept));
    expect(accepted.filter(Boolean)).toHaveLength(1);
  });

  test("TS-22 an alert of a transaction that failed does not take its key", async () => {
    const { trade } = bench();
    const broken = trade.transact(async (tx) => {
      await tx.insertAlert(sampleAlert(1));
      throw new Error("the work failed");
    });
    await expect(broken).rejects.toThrow("the work failed");
    expect(await trade.transact((tx) => tx.alertByKey("key", SAMPLE_TIME_MS))).toBeNull();
  });
}

export function intentCards(bench: () => StoreBench): void {
  test("TS-30 an intent delivered again is told apart and changes nothing", async () => {
    const { trade } = bench();
    const insert = (reason: string | null): Promise<boolean> =>
      trade.transact((tx) => tx.insertIntent(sampleIntent(1, { reason })));
    expect(await insert(null)).toBe(true);
    expect(await insert("a repeat")).toBe(false);
    expect(await trade.transact((tx) => tx.intent(sampleIntentId(1)))).toEqual(sampleIntent(1));
  });

  test("TS-31 an intent that is updated keeps everything but what changed", async () => {
    const { trade } = bench();
    const settled = sampleIntent(1, {
      state: "executed",
      reason: "INTENT_EXECUTED",
      settledAtMs: SAMPLE_TIME_MS + 5,
      record: { gate: [{ check: "drawdown", verdict: "pass" }] },
    });
    await trade.transact((tx) => tx.insertIntent(sampleIntent(1)));
    await trade.transact((tx) => tx.updateIntent(settled));
    expect(await trade.transact((tx) => tx.intent(sampleIntentId(1)))).toEqual(settled);
  });

  test("TS-32 live intents are those of the symbol that have not ended, oldest first", async () => {
    const { trade } = bench();
    const other = sampleIntent(4, { intent: sampleEntryIntent(4, { symbol: "ETH/USDT" }) });
    const ended = sampleIntent(2, { state: "expired", reason: "INTENT_EXPIRED", settledAtMs: SAMPLE_TIME_MS });
    await trade.transact(async (tx) => {
      for (const intent of [sampleIntent(3, { state: "working" }), ended, sampleIntent(1), other])
        await tx.insertIntent(intent);
    });
    const live = await trade.transact((tx) => tx.liveIntents(SAMPLE_SYMBOL));
    expect(live.map(({ intent }) => intent.intentId)).toEqual([sampleIntentId(1), sampleIntentId(3)]);
  });

  test("TS-33 stuck intents are those received or planned before the given time, oldest first", async () => {
    const { trade } = bench();
    await trade.transact(async (tx) => {
      await tx.insertIntent(sampleIntent(2, { state: "planned" }));
      await tx.insertIntent(sampleIntent(1));
      await tx.insertIntent(sampleIntent(3));
      await tx.insertIntent(sampleIntent(0, { state: "working" }));
    });
    const stuck = await trade.stuckIntents(SAMPLE_TIME_MS + 3);
    expect(stuck.map(({ intent }) => intent.intentId)).toEqual([sampleIntentId(1), sampleIntentId(2)]);
  });

  test("TS-34 updating an intent that was never stored is a bug and throws", async () => {
    await expect(bench().trade.transact((tx) => tx.updateIntent(sampleIntent(1)))).rejects.toThrow("updated");
  });
}
