import { clientOrderId, Decimal, price, qty } from "@bottrader/core";
import { createLogger } from "@bottrader/platform";
import type { FillRecord } from "@bottrader/ports";
import { describe, expect, test } from "vitest";
import { checkLedger } from "../src/compose/check-ledger.ts";
import { NOW_MS } from "./server-under-test.ts";

const INTENT_ID = "int_01KBCHQJ00EXAMPLEEXAMPLE00";

const fill = (part: { side: "buy" | "sell"; at: string; fee: string; minute: number }): FillRecord => ({
  tradeId: `t${part.minute}`,
  clientOrderId: clientOrderId(INTENT_ID, part.side === "buy" ? "entry" : "exit", 1),
  symbol: "BTC/USDT",
  side: part.side,
  price: price(part.at),
  size: qty("2"),
  fee: new Decimal(part.fee),
  feeCurrency: "USDT",
  liquidity: "taker",
  atMs: NOW_MS + part.minute * 60_000,
});

// Bought for 2 × 100 + 0.2, sold for 2 × 110 − 0.22: 19.58 gained
const fills = [
  fill({ side: "buy", at: "100", fee: "0.2", minute: 0 }),
  fill({ side: "sell", at: "110", fee: "0.22", minute: 1 }),
];

async function check(booked: string) {
  const lines: string[] = [];
  const log = createLogger({ service: "webhook", level: "info", stream: { write: (line) => void lines.push(line) } });
  const trade = { fills: async () => fills, realisedTotal: async () => booked };
  return { result: await checkLedger({ trade } as unknown as Parameters<typeof checkLedger>[0], log), lines };
}

describe("P17, P18: the ledger booked fill by fill and the one recomputed from all fills", () => {
  test("are equal to the last digit", async () => {
    const { result, lines } = await check("19.58");
    expect(result).toEqual({ isEqual: true, booked: "19.58", recomputed: "19.58" });
    expect(lines).toEqual([]);
  });

  test("or the difference is an error in the log", async () => {
    const { result, lines } = await check("19.580000000000000001");
    expect(result.isEqual).toBe(false);
    expect(lines.join("")).toContain("differs");
  });
});
