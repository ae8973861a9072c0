/** A paper venue on a tape of one-minute bars, for tests. */
import { Decimal, type Market, price, qty, quote } from "@bottrader/core";
import type { PaperVenueStore } from "@bottrader/ports";
import {
  createMemoryPaperStore,
  openPaperVenue,
  type PaperBarBatch,
  type PaperRules,
  type PaperVenue,
} from "../src/index.ts";

const MINUTE_MS = 60_000;

const FRICTIONLESS: PaperRules = {
  spreadRatio: new Decimal(0),
  slippageRatio: new Decimal(0),
  volumeShareMax: new Decimal("0.1"),
  fillOnTouch: false,
};

export const market = (base: string, fields: Partial<Market> = {}): Market => ({
  symbol: `${base}/USDT`,
  base,
  quote: "USDT",
  tick: price("0.01"),
  step: qty("0.001"),
  sizeMin: qty("0.001"),
  notionalMin: quote("1"),
  makerFeeRatio: new Decimal("0.001"),
  takerFeeRatio: new Decimal("0.002"),
  ...fields,
});

/** Prices of one bar: [open, high, low, close] and the volume in base. */
export type Ohlcv = readonly [open: string, high: string, low: string, close: string, volume?: string];

export type Tape = {
  venue: PaperVenue;
  readonly store: PaperVenueStore;
  nowMs: number;
  /** Plays the next minute; a symbol left out has no bar. */
  bar(bars: Readonly<Record<string, Ohlcv>>): Promise<void>;
  /** Opens the venue again from its store and delivers the newest bar of each symbol once more, as a feed does then. */
  reopen(): Promise<void>;
};

export async function openTape(options: {
  readonly markets?: readonly Market[];
  readonly balances?: Readonly<Record<string, string>>;
  readonly rules?: Partial<PaperRules>;
  readonly store?: PaperVenueStore;
}): Promise<Tape> {
  const { markets = [market("BTC")], balances = { USDT: "10000" }, store = createMemoryPaperStore() } = options;
  const rules = { ...FRICTIONLESS, ...options.rules };
  const startingBalances = Object.fromEntries(
    Object.entries(balances).map(([name, text]) => [name, new Decimal(text)]),
  );
  const open = () => openPaperVenue({ store, markets, startingBalances, rules, clock: { nowMs: () => tape.nowMs } });
  const newest = new Map<string, PaperBarBatch>();
  const tape: Omit<Tape, "venue"> & { venue: PaperVenue | null } = {
    venue: null,
    store,
    nowMs: 1_600_000_020_000,
    bar: async (bars) => {
      const openTimeMs = tape.nowMs;
      tape.nowMs += MINUTE_MS;
      const batch: PaperBarBatch = {
        closeTimeMs: tape.nowMs,
        bars: Object.entries(bars).map(([symbol, [o, h, l, c, volume = "1000000"]]) => ({
          symbol,
          openTimeMs,
          open: price(o),
          high: price(h),
          low: price(l),
          close: price(c),
          volume: new Decimal(volume),
        })),
      };
      for (const bar of batch.bars) newest.set(bar.symbol, { ...batch, bars: [bar] });
      await tape.venue?.onBars(batch);
    },
    reopen: async () => {
      tape.venue = await open();
      for (const batch of newest.values()) await tape.venue.onBars(batch);
    },
  };
  tape.venue = await open();
  return tape as Tape;
}
