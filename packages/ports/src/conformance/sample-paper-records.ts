/** Valid records of the paper venue for tests; see `sample-records.ts`. */
import { Decimal, price, qty } from "@bottrader/core";
import type { VenueBalance, VenueFill } from "../exchange.ts";
import type { PaperOrder } from "../paper-venue-store.ts";
import { SAMPLE_SYMBOL, SAMPLE_TIME_MS, sampleFill, sampleOrderId } from "./sample-records.ts";

export const samplePaperOrder = (number: number, fields: Partial<PaperOrder> = {}): PaperOrder => ({
  clientOrderId: sampleOrderId(number),
  venueOrderId: `paper-${number}`,
  symbol: SAMPLE_SYMBOL,
  side: "buy",
  type: "limit",
  size: qty("0.5"),
  filledSize: qty("0"),
  limitPrice: price("100.5"),
  stopPrice: null,
  state: "open",
  createdAtMs: SAMPLE_TIME_MS,
  timeInForce: "gtc",
  placedAtMs: SAMPLE_TIME_MS,
  triggered: false,
  attached: null,
  groupId: null,
  ...fields,
});

export const samplePaperFill = (number: number, fields: Partial<VenueFill> = {}): VenueFill => ({
  ...sampleFill(number),
  ...fields,
});

export const sampleBalance = (currency: string, total: string): VenueBalance => ({
  currency,
  total: new Decimal(total),
  locked: new Decimal(0),
});
