/**
 * The order manager at work in one market session: venue, desk, recovery, and the steps the market takes.
 *
 * Invariants
 * 1. Nothing is executed before the books have been reconciled with the venue.
 * 2. A step that failed half-way marks the room as unsure; the next step reconciles before it does anything else.
 */
import type { MarketBars, MarketQuotes, MarketSettled } from "@bottrader/contracts";
import { Decimal, type Price, price, type QuoteTick } from "@bottrader/core";
import {
  type BarRange,
  type Desk,
  executeIntent,
  reconcileVenue,
  recordEquity,
  requestExits,
  setTradingState,
  stepMarket,
} from "@bottrader/engine";
import type { Logger } from "@bottrader/platform";
import type { MarketClock } from "./market-clock.ts";

/** A venue that lives on the prices it is told. */
type SimulatedVenue = {
  onBars(batch: { closeTimeMs: number; bars: readonly SimulatedBar[] }): Promise<void>;
  onQuote(tick: QuoteTick): Promise<void>;
  endSession(): Promise<void>;
};
type SimulatedBar = BarRange & {
  readonly openTimeMs: number;
  readonly open: Price;
  readonly close: Price;
  readonly volume: Decimal;
};

export type TradingRoom = {
  readonly desk: Desk;
  readonly session: string;
  /** Reconciles and takes up what was left in the middle. */
  recover(): Promise<void>;
  bars(batch: MarketBars): Promise<MarketSettled>;
  quotes(batch: MarketQuotes): Promise<void>;
};

export type TradingRoomParts = {
  readonly desk: Desk;
  readonly session: string;
  readonly venue: SimulatedVenue;
  readonly clock: MarketClock;
  readonly equityEveryMs: number;
  readonly log: Logger;
  /** Hands waiting intents to the queue. */
  readonly relay: () => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
  /** The room has been recovered and has prices: intents may be executed. */
  readonly onSure: () => void;
};

/** Later than any intent: the end of the year 9999. */
const EVER_MS = 253_402_300_799_000;

/** How long the end of a recording may take to sell what is open. */
const CLOSING_MS = 60_000;
const CLOSING_POLL_MS = 20;

export function createTradingRoom(parts: TradingRoomParts): TradingRoom {
  const { desk, venue, log } = parts;
  let isUnsure = true;

  const reconcile = async (): Promise<void> => {
    const result = await reconcileVenue(desk);
    if (!result.isReconciled) throw new Error("books and venue could not be reconciled");
    if (result.fillsBooked + result.ordersResolved + result.foreignOrders.length > 0) log.info(result, "reconciled");
  };

  /** Takes up what an earlier process left between the order's row and the venue's answer. Needs prices. */
  const resume = async (): Promise<void> => {
    for (const { intent } of await desk.store.stuckIntents(EVER_MS)) {
      await executeIntent(desk, intent.type === "entry" ? "entry-intents-v1" : "exit-intents-v1", intent);
    }
  };

  /** Runs one step of the market; whatever it throws leaves the room unsure, so that the next step recovers around itself. */
  const sure = async <T>(step: () => Promise<T>): Promise<T> => {
    const wasUnsure = isUnsure;
    isUnsure = true;
    if (wasUnsure) await reconcile();
    const result = await step();
    if (wasUnsure) {
      await resume();
      // Now there are prices: what could not be protected without them is protected
      await reconcile();
    }
    isUnsure = false;
    parts.onSure();
    return result;
  };

  const settled = async (closeTimeMs: number): Promise<MarketSettled> => {
    const open = await desk.store.transact((tx) => tx.openPositions());
    const stuck = await desk.store.stuckIntents(EVER_MS);
    return { closeTimeMs, openPositions: open.length, unsettledIntents: stuck.length };
  };

  return {
    desk,
    session: parts.session,
    recover: async () => {
      await reconcile();
      await resume();
    },
    bars: (batch) =>
      sure(async () => {
        // An intent counts as settled a moment before its step is over; the market waits for the whole of it
        await desk.pump.idle();
        parts.clock.advance(batch.closeTimeMs);
        const bars = venueBars(batch);
        await venue.onBars({ closeTimeMs: batch.closeTimeMs, bars });
        await stepMarket(desk, { closeTimeMs: batch.closeTimeMs, ranges: bars, equityEveryMs: parts.equityEveryMs });
        if (batch.last === true) await closeBooks(parts);
        return settled(batch.closeTimeMs);
      }),
    quotes: (batch) =>
      sure(async () => {
        for (const tick of batch.quotes) {
          await venue.onQuote({ symbol: tick.symbol, bid: price(tick.bid), ask: price(tick.ask), atMs: tick.atMs });
        }
      }),
  };
}

const venueBars = ({ bars }: MarketBars) =>
  bars.map((bar) => ({
    symbol: bar.symbol,
    openTimeMs: bar.openTimeMs,
    open: price(bar.open),
    high: price(bar.high),
    low: price(bar.low),
    close: price(bar.close),
    volume: new Decimal(bar.volume),
  }));

/** The end of a recording: entries are taken back, positions sold at the last bid, the last point of the curve drawn. */
async function closeBooks(parts: TradingRoomParts): Promise<void> {
  const { desk } = parts;
  await parts.venue.endSession();
  const before = await desk.store.transact((tx) => tx.tradingState());
  await setTradingState(desk, { state: "reducing", by: "recording", reason: "the recording has ended" });
  await requestExits(desk, { reason: "LIQUIDATION", symbol: null, by: "end-of-recording" });
  await parts.relay();
  for (let waitedMs = 0; ; waitedMs += CLOSING_POLL_MS) {
    const open = await desk.store.transact((tx) => tx.openPositions());
    const stuck = await desk.store.stuckIntents(EVER_MS);
    if (open.length === 0 && stuck.length === 0) break;
    if (waitedMs >= CLOSING_MS) throw new Error(`${open.length} positions are still open at the end of the recording`);
    await parts.sleep(CLOSING_POLL_MS);
  }
  // Put back as it was, not resumed: the operator has not looked at what was lost
  await desk.store.transact((tx) => tx.setTradingState(before));
  desk.changed("status");
  await recordEquity(desk);
}
