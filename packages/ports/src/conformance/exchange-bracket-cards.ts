import { price, qty, ZERO } from "@bottrader/core";
import { expect } from "vitest";
import { BRACKET, type Desk, type ExchangeCard, idOf, SYMBOL } from "./exchange-card.ts";

const STOP = idOf("stop");
const TARGET = idOf("target");
const buyAt95 = { type: "limit", limitPrice: price("95"), attached: BRACKET } as const;

const boughtUnder = async (desk: Desk, sizeMax: string): Promise<void> => {
  await desk.trade({ symbol: SYMBOL, price: "100" });
  await desk.place(buyAt95);
  await desk.trade({ symbol: SYMBOL, open: "96", low: "94", price: "95.5", sizeMax });
};

const soldTotal = async (desk: Desk): Promise<string> => {
  const sells = (await desk.fills()).filter((fill) => fill.side === "sell");
  return sells.reduce((sum, fill) => sum.add(fill.size), ZERO).toFixed();
};

/** Stops and targets as groups, by themselves and attached to a buy. */
export const BRACKET_CARDS: readonly ExchangeCard[] = [
  {
    id: "EX-60",
    needs: "oco",
    guarantee: "a group rests a stop and a target under our ids and locks the base once (I2)",
    run: async (desk) => {
      await desk.hold("1.2");
      expect(await desk.protect({ size: "1.2" })).toMatchObject({ phase: "accepted" });
      expect(await desk.order(STOP)).toMatchObject({
        type: "stop",
        stopPrice: price("90"),
        size: qty("1.2"),
        state: "open",
      });
      expect(await desk.order(TARGET)).toMatchObject({ limitPrice: price("110"), size: qty("1.2"), state: "open" });
      expect((await desk.balance("BTC")).locked).toEqual(qty("1.2"));
    },
  },
  {
    id: "EX-61",
    needs: "oco",
    guarantee: "the stop sells once at its price or worse, and the target dies with it",
    run: async (desk) => {
      await desk.hold("1.2");
      await desk.protect({ size: "1.2" });
      await desk.trade({ symbol: SYMBOL, open: "95", low: "89", high: "112", price: "111" });
      expect(await desk.order(STOP)).toMatchObject({ state: "filled" });
      expect((await desk.order(TARGET))?.state).toBe("cancelled");
      expect((await desk.fills()).at(-1)?.price.lte("90")).toBe(true);
      expect(await soldTotal(desk)).toBe("1.2");
    },
  },
  {
    id: "EX-62",
    needs: "oco",
    guarantee: "the target sells at its price, and no stop is left without a position (F24)",
    run: async (desk) => {
      await desk.hold("1.2");
      await desk.protect({ size: "1.2" });
      await desk.trade({ symbol: SYMBOL, open: "100", high: "111", price: "108" });
      expect(await desk.order(TARGET)).toMatchObject({ state: "filled" });
      expect((await desk.order(STOP))?.state).toBe("cancelled");
      await desk.trade({ symbol: SYMBOL, open: "100", low: "80", price: "85" });
      expect(await soldTotal(desk)).toBe("1.2");
      expect(await desk.openIds()).toEqual([]);
    },
  },
  {
    id: "EX-63",
    needs: "oco",
    guarantee: "a gap through the stop sells at the gap, not at the stop",
    run: async (desk) => {
      await desk.hold("1.2");
      await desk.protect({ size: "1.2" });
      await desk.trade({ symbol: SYMBOL, open: "80", low: "79", high: "95", price: "94" });
      expect((await desk.fills()).at(-1)?.price.lte("80")).toBe(true);
    },
  },
  {
    id: "EX-64",
    needs: "oco",
    guarantee: "cancelling one leg ends the group and frees the base (F21)",
    run: async (desk) => {
      await desk.hold("1.2");
      await desk.protect({ size: "1.2" });
      expect(await desk.cancel(TARGET)).toMatchObject({ phase: "accepted" });
      expect((await desk.order(STOP))?.state).toBe("cancelled");
      expect((await desk.balance("BTC")).locked).toEqual(ZERO);
      expect(await desk.protect({ size: "1.2", stop: "95", attempt: 1 })).toMatchObject({ phase: "accepted" });
    },
  },
  {
    id: "EX-65",
    needs: "oco",
    guarantee: "a partial fill of the target never leaves legs that together sell more than is held (F19, I2)",
    run: async (desk) => {
      await desk.hold("1.2");
      await desk.protect({ size: "1.2" });
      await desk.trade({ symbol: SYMBOL, open: "100", high: "111", price: "108", sizeMax: "0.3" });
      const stop = await desk.order(STOP);
      expect(stop?.state !== "open" || stop.size.sub(stop.filledSize).lte("0.9")).toBe(true);
      await desk.trade({ symbol: SYMBOL, open: "95", low: "85", price: "86" });
      expect((await desk.balance("BTC")).total.gte(0)).toBe(true);
    },
  },
  {
    id: "EX-66",
    needs: "oco",
    guarantee: "a group placed before a restart sells after it (F14)",
    run: async (desk) => {
      await desk.hold("1.2");
      await desk.protect({ size: "1.2" });
      await desk.restart();
      await desk.trade({ symbol: SYMBOL, open: "95", low: "85", price: "86" });
      expect(await desk.order(STOP)).toMatchObject({ state: "filled" });
      expect((await desk.balance("BTC")).total).toEqual(ZERO);
      expect(await desk.openIds()).toEqual([]);
    },
  },
  {
    id: "EX-67",
    needs: "native",
    guarantee: "an attached bracket rests nothing before its buy has filled, and all of it after",
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      await desk.place(buyAt95);
      expect(await desk.openIds()).toEqual([idOf("entry")]);
      await desk.trade({ symbol: SYMBOL, open: "96", low: "94", price: "95.5" });
      expect((await desk.openIds()).toSorted()).toEqual([STOP, TARGET].toSorted());
      expect(await desk.order(STOP)).toMatchObject({ side: "sell", size: qty("1.2"), stopPrice: price("90") });
      expect(await desk.order(TARGET)).toMatchObject({ side: "sell", size: qty("1.2"), limitPrice: price("110") });
    },
  },
  {
    id: "EX-68",
    needs: "native",
    guarantee: "a partly filled buy is protected for what has filled, and the legs grow with it (F12)",
    run: async (desk) => {
      await boughtUnder(desk, "0.3");
      for (const leg of [STOP, TARGET])
        expect(await desk.order(leg)).toMatchObject({ size: qty("0.3"), state: "open" });
      await desk.trade({ symbol: SYMBOL, open: "96", low: "94", price: "95.5", sizeMax: "0.6" });
      for (const leg of [STOP, TARGET])
        expect(await desk.order(leg)).toMatchObject({ size: qty("0.9"), state: "open" });
      expect((await desk.balance("BTC")).locked).toEqual(qty("0.9"));
    },
  },
  {
    id: "EX-69",
    needs: "native",
    guarantee: "cancelling the rest of a buy keeps the legs of the part that filled (F12)",
    run: async (desk) => {
      await boughtUnder(desk, "0.3");
      await desk.cancel(idOf("entry"));
      expect((await desk.openIds()).toSorted()).toEqual([STOP, TARGET].toSorted());
      expect(await desk.order(STOP)).toMatchObject({ size: qty("0.3"), state: "open" });
      expect((await desk.balance("USDT")).locked).toEqual(ZERO);
    },
  },
  {
    id: "EX-70",
    needs: "native",
    guarantee: "once a leg has sold, its buy buys no more: the position ends at zero (F13)",
    run: async (desk) => {
      await boughtUnder(desk, "0.3");
      await desk.trade({ symbol: SYMBOL, open: "89", low: "88", price: "89" });
      await desk.trade({ symbol: SYMBOL, open: "89", low: "88", price: "89" });
      expect((await desk.balance("BTC")).total).toEqual(ZERO);
      expect(await desk.openIds()).toEqual([]);
    },
  },
  {
    id: "EX-71",
    needs: "native",
    guarantee: "cancelling a leg of a partly filled buy cancels the buy's rest: nothing is bought unprotected (I1)",
    run: async (desk) => {
      await boughtUnder(desk, "0.3");
      await desk.cancel(STOP);
      expect(await desk.openIds()).toEqual([]);
      expect(await desk.order(idOf("entry"))).toMatchObject({ state: "cancelled", filledSize: qty("0.3") });
    },
  },
  {
    id: "EX-72",
    needs: "native",
    guarantee: "a bracket bought before a restart protects after it (F14)",
    run: async (desk) => {
      await boughtUnder(desk, "1.2");
      await desk.restart();
      await desk.trade({ symbol: SYMBOL, open: "91", low: "88", price: "89" });
      expect(await desk.order(STOP)).toMatchObject({ state: "filled", filledSize: qty("1.2") });
      expect(await soldTotal(desk)).toBe("1.2");
      expect(await desk.openIds()).toEqual([]);
    },
  },
];
