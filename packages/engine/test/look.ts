/** What a test looks at, as short texts. */
import type { IntentRecord, OrderRecord, PositionRecord, TradeRecord, VenueOrder } from "@bottrader/ports";
import { findUnprotected, readEquity } from "../src/index.ts";
import type { Floor } from "./floor.ts";

export const positionOf = (floor: Floor, symbol = "BTC/USDT"): Promise<PositionRecord | null> =>
  floor.stores.trade.transact((tx) => tx.openPosition(symbol));

const ordersOf = (floor: Floor, intentId: string): Promise<readonly OrderRecord[]> =>
  floor.stores.trade.transact((tx) => tx.ordersOfIntent(intentId));

export const intentOf = (floor: Floor, intentId: string): Promise<IntentRecord | null> =>
  floor.stores.trade.transact((tx) => tx.intent(intentId));

/** `state reason` of an intent. */
export async function fateOf(floor: Floor, intent: { readonly intentId: string }): Promise<string> {
  const record = await intentOf(floor, intent.intentId);
  return record === null ? "none" : `${record.state} ${record.reason ?? ""}`.trim();
}

export const tradesOf = (floor: Floor): Promise<readonly TradeRecord[]> => floor.stores.trade.trades({});

/** Trades as `reason size pnl`. */
export const tradeTexts = async (floor: Floor): Promise<readonly string[]> =>
  (await tradesOf(floor)).map(({ exitReason, size, pnl }) => `${exitReason} ${size.toFixed()} ${pnl.toFixed()}`);

export async function venueOrders(floor: Floor): Promise<readonly VenueOrder[]> {
  const read = await floor.venue.fetchOpenOrders();
  return read.ok ? read.value : [];
}

/** Open orders of the venue as `side type filled/size`, sorted. */
export const openTexts = async (floor: Floor): Promise<readonly string[]> =>
  (await venueOrders(floor))
    .map(({ side, type, filledSize, size }) => `${side} ${type} ${filledSize.toFixed()}/${size.toFixed()}`)
    .toSorted();

/** Orders of an intent as `leg attempt state filled/size`. */
export const orderTexts = async (floor: Floor, intent: { readonly intentId: string }): Promise<readonly string[]> =>
  (await ordersOf(floor, intent.intentId))
    .map((row) => `${row.leg} ${row.attempt} ${row.state} ${row.filledSize.toFixed()}/${row.size.toFixed()}`)
    .toSorted();

export const nakedTexts = async (floor: Floor): Promise<readonly string[]> =>
  (await findUnprotected(floor.desk)).map(({ symbol, uncovered }) => `${symbol} ${uncovered}`);

/** What books and account disagree by; "0" when the books are right. */
export const gapOf = async (floor: Floor): Promise<string> =>
  (await readEquity(floor.desk))?.gap.toFixed() ?? "not measurable";

export async function balanceOf(floor: Floor, currency: string): Promise<string> {
  const read = await floor.venue.fetchBalances();
  const found = read.ok ? read.value.find((balance) => balance.currency === currency) : undefined;
  return found?.total.toFixed() ?? "0";
}
