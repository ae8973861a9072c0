/**
 * An order manager over stores in memory and the paper venue, on a tape of one-minute bars.
 *
 * `restart` stands for a process that died: everything but the stores is thrown away and opened again.
 */
import { createHash } from "node:crypto";
import {
  Decimal,
  defaultBracketRules,
  defaultRiskRules,
  defaultSizingRules,
  type Market,
  price,
  qty,
  quote,
} from "@bottrader/core";
import { createMemoryPaperStore, openPaperVenue, type PaperBarBatch, type PaperVenue } from "@bottrader/exchange-paper";
import type { Exchange, IdSource, PaperVenueStore, TradeStore } from "@bottrader/ports";
import { createMemoryStores, type MemoryStores } from "@bottrader/replay";
import {
  createDesk,
  type Desk,
  type DeskAnomaly,
  type DeskRules,
  executeIntent,
  findUnprotected,
  openEquityBook,
  type Producer,
  reconcileVenue,
  stepMarket,
} from "../src/index.ts";

export const MINUTE_MS = 60_000;
/** 2024-01-01T00:00:00Z */
export const START_MS = 1_704_067_200_000;
export const CASH = "10000";

const ULID_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Ids of the right shape, made of time and key alone. */
export const ids: IdSource = {
  intentId: (nowMs, key) => {
    const bytes = createHash("sha256").update(`${nowMs}|${key}`).digest().subarray(0, 26);
    return `int_${Array.from(bytes, (byte) => ULID_DIGITS[byte % 32]).join("")}`;
  },
};

export const producer: Producer = { service: "webhook", release: "test", session: "test", snapshotId: "snapshot" };

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

/** An entry buys for 1000, with a stop 2 % and a target 6 % away plus fees. */
export const deskRules = (): DeskRules => ({
  bracket: { ...defaultBracketRules(), stopMode: "fixed" },
  sizing: { ...defaultSizingRules(), mode: "fixed", fixedQuote: quote("1000"), positionMaxRatio: new Decimal("0.5") },
  risk: { ...defaultRiskRules(), cooldownAfterStopMinutes: 0 },
  entrySlippageMaxRatio: new Decimal("0.001"),
  exitSlippageMaxRatio: new Decimal("0.002"),
  entryTimeoutMs: 3 * MINUTE_MS,
  exitTimeoutMs: 2 * MINUTE_MS,
  exitTtlMs: 5 * MINUTE_MS,
  breakevenEpsilon: quote("0"),
});

/** Prices of one bar: [open, high, low, close] and the volume in base. */
export type Ohlcv = readonly [open: number, high: number, low: number, close: number, volume?: number];

export type FloorOptions = {
  readonly markets?: readonly Market[];
  readonly rules?: Partial<DeskRules>;
  /** Stands between the desk and its store, its venue. */
  readonly wrapStore?: (store: TradeStore) => TradeStore;
  readonly wrapVenue?: (venue: PaperVenue) => Exchange;
};

export type Floor = {
  desk: Desk;
  venue: PaperVenue;
  readonly stores: MemoryStores;
  readonly anomalies: DeskAnomaly[];
  nowMs: number;
  /** Plays the next minute at the venue, then steps the desk. A bare list is BTC/USDT. */
  bar(bars: Ohlcv | Readonly<Record<string, Ohlcv>>): Promise<void>;
  /** Delivers a payload as the queue would; the outcome's kind and reason in one text. */
  deliver(payload: { readonly type: string; readonly [field: string]: unknown }): Promise<string>;
  /**
   * Throws the process away and recovers as the service does: reconcile, take the newest bar again, take up the intents that were
   * left in the middle, and let the watchdog look.
   */
  restart(): Promise<void>;
  /** Only opens: what follows is the caller's. */
  reopen(): Promise<void>;
};

export async function openFloor(options: FloorOptions = {}): Promise<Floor> {
  const stores = createMemoryStores(START_MS);
  const paper: PaperVenueStore = createMemoryPaperStore();
  const anomalies: DeskAnomaly[] = [];
  let lastBatch: PaperBarBatch | null = null;
  const floor = {
    stores,
    anomalies,
    nowMs: START_MS,
    reopen: async () => {
      const opened = await openParts({ options, stores, paper, anomalies, clock: { nowMs: () => floor.nowMs } });
      floor.venue = opened.venue;
      floor.desk = opened.desk;
    },
    restart: async () => {
      await floor.reopen();
      await reconcileVenue(floor.desk);
      if (lastBatch !== null) await play(floor, lastBatch);
      for (const { intent } of await stores.trade.stuckIntents(Number.MAX_SAFE_INTEGER)) await floor.deliver(intent);
      if ((await findUnprotected(floor.desk)).length > 0) await reconcileVenue(floor.desk);
    },
    bar: async (bars: Ohlcv | Readonly<Record<string, Ohlcv>>) => {
      const openTimeMs = floor.nowMs;
      floor.nowMs += MINUTE_MS;
      const named = Array.isArray(bars) ? { "BTC/USDT": bars as unknown as Ohlcv } : (bars as Record<string, Ohlcv>);
      const batch = { closeTimeMs: floor.nowMs, bars: Object.entries(named).map(paperBar(openTimeMs)) };
      lastBatch = batch;
      await play(floor, batch);
    },
    deliver: async (payload: { readonly type: string }) => {
      const queue = payload.type === "entry" ? "entry-intents-v1" : "exit-intents-v1";
      const outcome = await executeIntent(floor.desk, queue, payload);
      return outcome.kind === "done" ? "done" : `${outcome.kind}: ${outcome.reason}`;
    },
  } as unknown as Floor;
  await floor.reopen();
  await reconcileVenue(floor.desk);
  return floor;
}

async function play({ venue, desk }: Floor, batch: PaperBarBatch): Promise<void> {
  await venue.onBars(batch);
  await stepMarket(desk, { closeTimeMs: batch.closeTimeMs, ranges: batch.bars, equityEveryMs: MINUTE_MS });
}

type Parts = {
  readonly options: FloorOptions;
  readonly stores: MemoryStores;
  readonly paper: PaperVenueStore;
  readonly anomalies: DeskAnomaly[];
  readonly clock: { nowMs(): number };
};

async function openParts({ options, stores, paper, anomalies, clock }: Parts) {
  const { markets = [market("BTC")], rules, wrapStore = (store) => store, wrapVenue = (venue) => venue } = options;
  const venue = await openPaperVenue({
    store: paper,
    markets,
    startingBalances: { USDT: new Decimal(CASH) },
    rules: {
      spreadRatio: new Decimal("0.0002"),
      slippageRatio: new Decimal("0.0001"),
      volumeShareMax: new Decimal("0.1"),
      fillOnTouch: false,
    },
    clock,
  });
  const store = wrapStore(stores.trade);
  const desk = createDesk({
    store,
    exchange: wrapVenue(venue),
    clock,
    ids,
    producer,
    rules: { ...deskRules(), ...rules },
    equity: await openEquityBook(store, { starting: quote(CASH), currency: "USDT" }),
    market: { synthetic: false, barMs: MINUTE_MS, lastBarCloseMs: null, isReconciled: false },
    changed: () => {},
    anomaly: (found) => anomalies.push(found),
  });
  return { venue, desk };
}

const paperBar =
  (openTimeMs: number) =>
  ([symbol, [open, high, low, close, volume = 1_000_000]]: [string, Ohlcv]) => ({
    symbol,
    openTimeMs,
    open: price(open),
    high: price(high),
    low: price(low),
    close: price(close),
    volume: new Decimal(volume),
  });
