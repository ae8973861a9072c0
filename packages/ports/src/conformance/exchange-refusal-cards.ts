import { price, qty, ZERO } from "@bottrader/core";
import { expect } from "vitest";
import type { OrderRequest, RefusedCode } from "../exchange.ts";
import { BRACKET, type ExchangeCard, idOf, SYMBOL } from "./exchange-card.ts";

type Refusal = {
  readonly id: ExchangeCard["id"];
  readonly guarantee: string;
  readonly order: Partial<OrderRequest>;
  readonly code: RefusedCode;
};

const limit = (at: string, size = "1.2") => ({ type: "limit", limitPrice: price(at), size: qty(size) }) as const;

const REFUSALS: readonly Refusal[] = [
  { id: "EX-20", guarantee: "a symbol not listed", order: { symbol: "NOT/LISTED" }, code: "SYMBOL_UNKNOWN" },
  { id: "EX-21", guarantee: "a size off the step (F9)", order: { size: qty("1.2001") }, code: "SIZE_OFF_STEP" },
  { id: "EX-22", guarantee: "a price off the tick (F9)", order: limit("95.01"), code: "PRICE_OFF_TICK" },
  { id: "EX-23", guarantee: "a size below the minimum (F10)", order: { size: qty("0.0003") }, code: "SIZE_BELOW_MIN" },
  { id: "EX-24", guarantee: "a value below the minimum (F10)", order: limit("95", "0.09"), code: "SIZE_BELOW_MIN" },
  { id: "EX-25", guarantee: "a buy the money does not cover", order: limit("95", "105.3"), code: "FUNDS_SHORT" },
  {
    id: "EX-26",
    guarantee: "a sell of what is not held (P58, I2)",
    order: { side: "sell", size: qty("0.3") },
    code: "FUNDS_SHORT",
  },
];

const refusalCard = ({ id, guarantee, order, code }: Refusal): ExchangeCard => ({
  id,
  guarantee: `refused with ${code} and without a trace: ${guarantee}`,
  run: async (desk) => {
    await desk.trade({ symbol: SYMBOL, price: "100" });
    expect(await desk.tryPlace(order)).toMatchObject({ phase: "refused", code });
    expect(await desk.openIds()).toEqual([]);
    expect(await desk.order(idOf("entry"))).toBeNull();
    expect((await desk.balance("USDT")).locked).toEqual(ZERO);
  },
});

/** What a venue must not take. */
export const REFUSAL_CARDS: readonly ExchangeCard[] = [
  ...REFUSALS.map(refusalCard),
  {
    id: "EX-27",
    guarantee: "an id in use is refused and the first order is untouched",
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      await desk.place(limit("95"));
      expect(await desk.tryPlace(limit("94"))).toMatchObject({ phase: "refused", code: "DUPLICATE_ID" });
      expect(await desk.order(idOf("entry"))).toMatchObject({ limitPrice: price("95"), state: "open" });
    },
  },
  {
    id: "EX-28",
    guarantee: "the id of an order that has ended is refused too, also after a restart",
    run: async (desk) => {
      await desk.hold("1.2");
      await desk.restart();
      const again = await desk.tryPlace({ clientOrderId: idOf("entry", 9) });
      expect(again).toMatchObject({ phase: "refused", code: "DUPLICATE_ID" });
      expect((await desk.balance("BTC")).total).toEqual(qty("1.2"));
    },
  },
  {
    id: "EX-29",
    guarantee: "held base that a sell has locked cannot be sold a second time (I2)",
    run: async (desk) => {
      await desk.hold("1.2");
      await desk.place({ ...limit("120", "0.9"), clientOrderId: idOf("exit"), side: "sell" });
      const second = await desk.tryPlace({ clientOrderId: idOf("exit", 1), side: "sell", size: qty("0.6") });
      expect(second).toMatchObject({ phase: "refused", code: "FUNDS_SHORT" });
      await desk.place({ clientOrderId: idOf("exit", 2), side: "sell", size: qty("0.3") });
    },
  },
  {
    id: "EX-30",
    needs: "oco",
    guarantee: "a stop at or above the bid is refused as crossed and nothing rests (F15)",
    run: async (desk) => {
      await desk.hold("1.2");
      for (const stop of ["100.05", "100", desk.venue().quote(SYMBOL)?.bid.toFixed() ?? "100"]) {
        expect(await desk.protect({ size: "1.2", stop })).toMatchObject({ phase: "refused", code: "STOP_CROSSED" });
      }
      expect(await desk.openIds()).toEqual([]);
    },
  },
  {
    id: "EX-31",
    needs: "oco",
    guarantee: "a group for more than is held is refused (I2)",
    run: async (desk) => {
      await desk.hold("1.2");
      expect(await desk.protect({ size: "1.5" })).toMatchObject({ phase: "refused", code: "FUNDS_SHORT" });
      expect(await desk.openIds()).toEqual([]);
    },
  },
  {
    id: "EX-32",
    needs: "native",
    guarantee: "a buy whose stop is already crossed, or whose leg's id is in use, is refused whole",
    run: async (desk) => {
      await desk.trade({ symbol: SYMBOL, price: "100" });
      const crossed = { ...BRACKET, stopPrice: price("100") };
      expect(await desk.tryPlace({ attached: crossed })).toMatchObject({ phase: "refused", code: "STOP_CROSSED" });
      const aboveLimit = { ...BRACKET, stopPrice: price("95") };
      const below = await desk.tryPlace({ ...limit("95"), attached: aboveLimit });
      expect(below).toMatchObject({ phase: "refused", code: "STOP_CROSSED" });
      await desk.place({ ...limit("95"), attached: BRACKET });
      const taken = await desk.tryPlace({ clientOrderId: idOf("entry", 1), attached: BRACKET });
      expect(taken).toMatchObject({ phase: "refused", code: "DUPLICATE_ID" });
      expect(await desk.openIds()).toEqual([idOf("entry")]);
    },
  },
];
