import { type Decimal, notional, price, qty, ZERO } from "@bottrader/core";
import { expect } from "vitest";
import type { VenueEvent } from "../exchange.ts";
import { type Desk, type ExchangeCard, idOf, SYMBOL } from "./exchange-card.ts";

/** Buys and sells in parts at three prices. */
async function tradeInParts(desk: Desk): Promise<void> {
  await desk.trade({ symbol: SYMBOL, price: "100" });
  await desk.place({});
  await desk.trade({ symbol: SYMBOL, price: "99.85", sizeMax: "0.4203" });
  await desk.trade({ symbol: SYMBOL, price: "101.35" });
  await desk.place({ clientOrderId: idOf("exit"), side: "sell", size: qty("0.7002") });
  await desk.trade({ symbol: SYMBOL, price: "103.15", sizeMax: "0.0003" });
  await desk.trade({ symbol: SYMBOL, price: "97.95" });
}

/** Fills, balances, restarts and events. */
export const ACCOUNT_CARDS: readonly ExchangeCard[] = [
  {
    id: "EX-40",
    guarantee: "balances change by exactly the fills and their fees, to the last digit",
    run: async (desk) => {
      await tradeInParts(desk);
      let quote: Decimal = ZERO.add("10000");
      let base: Decimal = ZERO;
      for (const fill of await desk.fills()) {
        const sign = fill.side === "buy" ? 1 : -1;
        base = base.add(fill.size.mul(sign));
        quote = quote.sub(notional(fill.price, fill.size).mul(sign));
        if (fill.feeCurrency === "USDT") quote = quote.sub(fill.fee);
        else base = base.sub(fill.fee);
      }
      expect((await desk.balance("BTC")).total.toFixed()).toBe(base.toFixed());
      expect((await desk.balance("USDT")).total.toFixed()).toBe(quote.toFixed());
    },
  },
  {
    id: "EX-41",
    guarantee: "a fee is charged on every fill, at least the market's ratio of its value",
    run: async (desk) => {
      await tradeInParts(desk);
      const market = desk.venue().market(SYMBOL);
      for (const fill of await desk.fills()) {
        const ratio = fill.liquidity === "maker" ? market?.makerFeeRatio : market?.takerFeeRatio;
        expect(ratio && fill.fee.gte(notional(fill.price, fill.size).mul(ratio))).toBe(true);
      }
    },
  },
  {
    id: "EX-42",
    guarantee: "prices, sizes and money have at most 18 decimals and stay on the market's increments",
    run: async (desk) => {
      await tradeInParts(desk);
      for (const fill of await desk.fills()) {
        expect(fill.price.mod("0.05").isZero() && fill.size.mod("0.0003").isZero()).toBe(true);
        expect(fill.fee.decimalPlaces()).toBeLessThanOrEqual(18);
      }
      expect((await desk.balance("USDT")).total.decimalPlaces()).toBeLessThanOrEqual(18);
    },
  },
  {
    id: "EX-43",
    guarantee: "an open buy locks its value with the fee, an open sell its size; both within the total",
    run: async (desk) => {
      await desk.hold("1.2");
      await desk.place({ type: "limit", limitPrice: price("95"), size: qty("3") });
      await desk.place({ type: "limit", limitPrice: price("120"), clientOrderId: idOf("exit"), side: "sell" });
      const [quote, base] = [await desk.balance("USDT"), await desk.balance("BTC")];
      expect(quote.locked.gte("285.285") && quote.locked.lt("286")).toBe(true);
      expect(base.locked).toEqual(qty("1.2"));
      expect(quote.locked.lte(quote.total) && base.locked.lte(base.total)).toBe(true);
    },
  },
  {
    id: "EX-44",
    guarantee: "a buy that takes all the money leaves no debt",
    balances: { USDT: "100.57" },
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      await desk.place({ size: qty("0.9999") });
      await desk.trade({ symbol: SYMBOL, open: "108", high: "110", price: "109" });
      const { total, locked } = await desk.balance("USDT");
      expect(total.gte(0) && locked.isZero()).toBe(true);
      expect((await desk.order(idOf("entry")))?.state).not.toBe("open");
    },
  },
  {
    id: "EX-45",
    guarantee: "fills have stable, distinct trade ids and come oldest first; overlapping reads repeat them (F36)",
    run: async (desk) => {
      await tradeInParts(desk);
      const fills = await desk.fills();
      expect(fills.length).toBe(4);
      expect(new Set(fills.map((fill) => fill.tradeId)).size).toBe(4);
      expect(fills.map((fill) => fill.atMs)).toEqual(fills.map((fill) => fill.atMs).toSorted((a, b) => a - b));
      for (const [index, { atMs }] of fills.entries()) {
        const since = await desk.fills(atMs);
        expect(since).toEqual(fills.filter((fill) => fill.atMs >= atMs));
        expect(since).toEqual(expect.arrayContaining(fills.slice(index)));
      }
      expect(await desk.fills((fills.at(-1)?.atMs ?? 0) + 1)).toEqual([]);
    },
  },
  {
    id: "EX-46",
    guarantee: "a restart changes no order, fill or balance",
    run: async (desk) => {
      await tradeInParts(desk);
      await desk.place({ clientOrderId: idOf("entry", 2), type: "limit", limitPrice: price("90"), size: qty("0.6") });
      const read = async () => [
        await desk.venue().fetchOpenOrders(),
        await desk.order(idOf("exit")),
        await desk.fills(),
        await desk.balance("BTC"),
        await desk.balance("USDT"),
      ];
      const before = await read();
      await desk.restart();
      expect(await read()).toEqual(before);
    },
  },
  {
    id: "EX-47",
    guarantee: "an order placed before a restart fills after it, once",
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      await desk.place({ type: "limit", limitPrice: price("95") });
      await desk.restart();
      await desk.trade({ symbol: SYMBOL, open: "100", low: "94", price: "96" });
      await desk.restart();
      expect((await desk.fills()).map((fill) => fill.clientOrderId)).toEqual([idOf("entry")]);
      expect((await desk.balance("BTC")).total).toEqual(qty("1.2"));
    },
  },
  {
    id: "EX-48",
    guarantee: "events tell fills before the state they lead to (F26), with the ids a read gives",
    run: async (desk) => {
      const events: VenueEvent[] = [];
      desk.venue().onEvent(async (event) => {
        events.push(event);
      });
      await desk.hold("1.2");
      const fills = await desk.fills();
      expect(events.flatMap((event) => (event.kind === "fill" ? event.fill.tradeId : []))).toEqual(
        fills.map((fill) => fill.tradeId),
      );
      const filledAt = events.findIndex((event) => event.kind === "order" && event.order.state === "filled");
      expect(filledAt).toBeGreaterThan(events.findIndex((event) => event.kind === "fill"));
    },
  },
  {
    id: "EX-49",
    guarantee: "a listener may place and cancel orders, and is never called twice at a time",
    run: async (desk) => {
      let running = 0;
      const overlaps: number[] = [];
      desk.venue().onEvent(async (event) => {
        running += 1;
        overlaps.push(running);
        if (event.kind === "fill" && event.fill.side === "buy") {
          await desk.place({ clientOrderId: idOf("exit"), side: "sell", type: "limit", limitPrice: price("120") });
          await desk.cancel(idOf("exit"));
        }
        running -= 1;
      });
      await desk.hold("1.2");
      expect(await desk.order(idOf("exit"))).toMatchObject({ state: "cancelled" });
      expect(Math.max(...overlaps)).toBe(1);
    },
  },
];
