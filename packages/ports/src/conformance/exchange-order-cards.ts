import { price, qty, ZERO } from "@bottrader/core";
import { expect } from "vitest";
import { EXCHANGE_TEST_MARKETS, type ExchangeCard, idOf, SYMBOL } from "./exchange-card.ts";

const buyLimit = (limit: string, size = "1.2") =>
  ({ type: "limit", limitPrice: price(limit), size: qty(size) }) as const;

/** Placing, filling and cancelling single orders. */
export const ORDER_CARDS: readonly ExchangeCard[] = [
  {
    id: "EX-01",
    guarantee: "the id we gave is the id on the wire, and finds the order while it rests and after it ended",
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      const [placed] = await desk.place(buyLimit("95"));
      expect(placed?.clientOrderId).toBe(idOf("entry"));
      expect(await desk.order(idOf("entry"))).toMatchObject({ venueOrderId: placed?.venueOrderId, state: "open" });
      await desk.cancel(idOf("entry"));
      expect(await desk.order(idOf("entry"))).toMatchObject({ venueOrderId: placed?.venueOrderId, state: "cancelled" });
    },
  },
  {
    id: "EX-02",
    guarantee: "an id that was never used, or was used on another symbol, finds nothing (F56)",
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      await desk.place(buyLimit("95"));
      expect(await desk.order(idOf("exit"))).toBeNull();
      expect(await desk.venue().fetchOrder("ETH/USDT", idOf("entry"))).toEqual({ ok: true, value: null });
      expect(await desk.venue().cancelOrder("ETH/USDT", idOf("entry"))).toEqual({ phase: "gone" });
      expect(await desk.openIds()).toEqual([idOf("entry")]);
    },
  },
  {
    id: "EX-03",
    guarantee: "quotes are unknown before the first price, then bid < ask on the tick around it",
    run: async (desk) => {
      expect(desk.venue().quote(SYMBOL)).toBeNull();
      await desk.trade({ symbol: SYMBOL, price: "100" });
      const quote = desk.venue().quote(SYMBOL);
      const market = desk.venue().market(SYMBOL);
      expect(quote?.bid.lt(quote.ask)).toBe(true);
      expect(quote?.bid.lte("100") && quote.ask.gte("100")).toBe(true);
      expect(market && quote?.bid.mod(market.tick).isZero()).toBe(true);
      expect(market && quote?.ask.mod(market.tick).isZero()).toBe(true);
    },
  },
  {
    id: "EX-04",
    guarantee: "markets are listed with their increments, limits and fees; others are null",
    run: async (desk) => {
      const expected = EXCHANGE_TEST_MARKETS.map(({ symbol }) => symbol);
      expect(
        desk
          .venue()
          .markets()
          .map(({ symbol }) => symbol),
      ).toEqual(expect.arrayContaining(expected));
      expect(desk.venue().market(SYMBOL)).toEqual(EXCHANGE_TEST_MARKETS[0]);
      expect(desk.venue().market("NOT/LISTED")).toBeNull();
    },
  },
  {
    id: "EX-05",
    guarantee: "a market buy fills in full as taker, not better than the price, on the tick",
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      await desk.place({});
      await desk.trade({ symbol: SYMBOL, price: "100" });
      expect(await desk.order(idOf("entry"))).toMatchObject({ state: "filled", limitPrice: null });
      const [fill, ...more] = await desk.fills();
      expect(more).toEqual([]);
      expect(fill).toMatchObject({ liquidity: "taker", side: "buy", size: qty("1.2") });
      expect(fill?.price.gte("100") && fill.price.mod("0.05").isZero()).toBe(true);
    },
  },
  {
    id: "EX-06",
    guarantee: "a market sell fills in full, not better than the price",
    run: async (desk) => {
      await desk.hold("1.2");
      await desk.place({ clientOrderId: idOf("exit"), side: "sell" });
      await desk.trade({ symbol: SYMBOL, price: "100" });
      expect(await desk.order(idOf("exit"))).toMatchObject({ state: "filled" });
      expect((await desk.fills()).at(-1)?.price.lte("100")).toBe(true);
      expect((await desk.balance("BTC")).total).toEqual(ZERO);
    },
  },
  {
    id: "EX-07",
    guarantee: "a resting buy limit waits above its price and fills at its price, as maker, when traded through",
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      await desk.place(buyLimit("95"));
      await desk.trade({ symbol: SYMBOL, price: "96" });
      expect(await desk.fills()).toEqual([]);
      await desk.trade({ symbol: SYMBOL, open: "96", low: "94", price: "95.5" });
      expect(await desk.fills()).toMatchObject([{ price: price("95"), liquidity: "maker", size: qty("1.2") }]);
    },
  },
  {
    id: "EX-08",
    guarantee: "a resting sell limit fills at its price or better, never below",
    run: async (desk) => {
      await desk.hold("1.2");
      await desk.place({ ...buyLimit("105"), clientOrderId: idOf("exit"), side: "sell" });
      await desk.trade({ symbol: SYMBOL, price: "104" });
      expect(await desk.order(idOf("exit"))).toMatchObject({ state: "open", filledSize: ZERO });
      await desk.trade({ symbol: SYMBOL, open: "104", high: "106", price: "104" });
      expect((await desk.fills()).at(-1)?.price.gte("105")).toBe(true);
      expect(await desk.order(idOf("exit"))).toMatchObject({ state: "filled" });
    },
  },
  {
    id: "EX-09",
    guarantee: "a partly filled order keeps its rest open, and its filled size is the sum of its fills",
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      await desk.place({});
      await desk.trade({ symbol: SYMBOL, price: "100", sizeMax: "0.3" });
      expect(await desk.order(idOf("entry"))).toMatchObject({ state: "open", filledSize: qty("0.3") });
      await desk.trade({ symbol: SYMBOL, price: "100", sizeMax: "0.6" });
      expect(await desk.order(idOf("entry"))).toMatchObject({ state: "open", filledSize: qty("0.9") });
      await desk.trade({ symbol: SYMBOL, price: "100" });
      expect(await desk.order(idOf("entry"))).toMatchObject({ state: "filled", filledSize: qty("1.2") });
      expect((await desk.fills()).map((fill) => fill.size.toFixed())).toEqual(["0.3", "0.6", "0.3"]);
    },
  },
  {
    id: "EX-10",
    guarantee: "what an immediate-or-cancel order cannot fill at once does not rest",
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      await desk.place({ ...buyLimit("101"), timeInForce: "ioc" });
      await desk.trade({ symbol: SYMBOL, price: "100", sizeMax: "0.3" });
      expect(await desk.openIds()).toEqual([]);
      const order = await desk.order(idOf("entry"));
      expect(["cancelled", "expired"]).toContain(order?.state);
      expect(order?.filledSize).toEqual(qty("0.3"));
      expect((await desk.balance("USDT")).locked).toEqual(ZERO);
    },
  },
  {
    id: "EX-11",
    guarantee: "an immediate-or-cancel limit the market does not reach ends unfilled",
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      await desk.place({ ...buyLimit("99"), timeInForce: "ioc" });
      await desk.trade({ symbol: SYMBOL, price: "100" });
      expect(await desk.openIds()).toEqual([]);
      expect(await desk.fills()).toEqual([]);
    },
  },
  {
    id: "EX-12",
    guarantee: "cancelling frees what the order had locked and nothing fills afterwards",
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      await desk.place(buyLimit("95"));
      const cancelled = await desk.cancel(idOf("entry"));
      expect(cancelled).toMatchObject({ phase: "accepted", order: { state: "cancelled" } });
      await desk.trade({ symbol: SYMBOL, open: "100", low: "80", price: "100" });
      expect(await desk.fills()).toEqual([]);
      expect((await desk.balance("USDT")).locked).toEqual(ZERO);
    },
  },
  {
    id: "EX-13",
    guarantee: "cancelling an order that has ended says gone, and the order says how it ended (F22)",
    run: async (desk) => {
      await desk.hold("1.2");
      expect(await desk.cancel(idOf("entry", 9))).toEqual({ phase: "gone" });
      expect(await desk.order(idOf("entry", 9))).toMatchObject({ state: "filled" });
      expect(await desk.cancel(idOf("exit"))).toEqual({ phase: "gone" });
    },
  },
  {
    id: "EX-14",
    guarantee: "an order cancelled after a partial fill reports what it filled (F26)",
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      await desk.place({});
      await desk.trade({ symbol: SYMBOL, price: "100", sizeMax: "0.3" });
      await desk.cancel(idOf("entry"));
      expect(await desk.order(idOf("entry"))).toMatchObject({ state: "cancelled", filledSize: qty("0.3") });
      expect((await desk.balance("BTC")).total).toEqual(qty("0.3"));
    },
  },
];
