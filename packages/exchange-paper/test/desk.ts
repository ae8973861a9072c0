/** Short words for orders in tests. */
import { type ClientOrderId, price, qty } from "@bottrader/core";
import type { AttachedBracket, OrderRequest, PlaceOutcome, VenueFill, VenueOrder } from "@bottrader/ports";
import type { PaperVenue } from "../src/index.ts";

export const id = (name: string): ClientOrderId => name as ClientOrderId;

export const bracket = (name: string, stop: string, target: string): AttachedBracket => ({
  stopId: id(`${name}-stop`),
  stopPrice: price(stop),
  targetId: id(`${name}-target`),
  targetPrice: price(target),
});

type OrderText = {
  readonly symbol?: string;
  readonly side?: "buy" | "sell";
  readonly size?: string;
  readonly limit?: string;
  readonly ioc?: boolean;
  readonly attached?: AttachedBracket;
};

/** Places a market order, or a limit when `limit` is given, under the id `name`. */
export function place(venue: PaperVenue, name: string, order: OrderText = {}): Promise<PlaceOutcome> {
  const { symbol = "BTC/USDT", side = "buy", size = "1", limit, ioc = false, attached = null } = order;
  const request: OrderRequest = {
    clientOrderId: id(name),
    symbol,
    side,
    type: limit === undefined ? "market" : "limit",
    size: qty(size),
    limitPrice: limit === undefined ? null : price(limit),
    timeInForce: ioc ? "ioc" : "gtc",
    attached,
  };
  return venue.placeOrder(request);
}

export function oco(venue: PaperVenue, name: string, group: { size: string; stop: string; target: string }) {
  return venue.placeOco({
    symbol: "BTC/USDT",
    size: qty(group.size),
    ...bracket(name, group.stop, group.target),
  });
}

export async function fillsOf(venue: PaperVenue): Promise<readonly VenueFill[]> {
  const read = await venue.fetchFills(0);
  return read.ok ? read.value : [];
}

/** Fills as `id size@price`, oldest first. */
export async function fillTexts(venue: PaperVenue): Promise<readonly string[]> {
  return (await fillsOf(venue)).map((fill) => `${fill.clientOrderId} ${fill.size.toFixed()}@${fill.price.toFixed()}`);
}

export async function openOrdersOf(venue: PaperVenue): Promise<readonly VenueOrder[]> {
  const read = await venue.fetchOpenOrders();
  return read.ok ? read.value : [];
}

/** Open orders as `id filled/size`, in the order of placing. */
export async function openTexts(venue: PaperVenue): Promise<readonly string[]> {
  const texts = (order: VenueOrder) => `${order.clientOrderId} ${order.filledSize.toFixed()}/${order.size.toFixed()}`;
  return (await openOrdersOf(venue)).map(texts);
}

/** Balances as `currency total/locked`. */
export async function balanceTexts(venue: PaperVenue): Promise<readonly string[]> {
  const read = await venue.fetchBalances();
  if (!read.ok) return [];
  return read.value.map(({ currency, total, locked }) => `${currency} ${total.toFixed()}/${locked.toFixed()}`);
}
