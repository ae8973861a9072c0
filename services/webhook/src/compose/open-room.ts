/** Opens the trading room of a market session: venue, books, desk, recovery. */
import { feesFor, type MarketSession, type Settings } from "@bottrader/contracts";
import { Decimal, invariant, type Market, price, qty, quote, timeframeMs } from "@bottrader/core";
import {
  createDesk,
  type DeskAnomaly,
  type DeskChange,
  deskRules,
  openEquityBook,
  type Producer,
} from "@bottrader/engine";
import { openPaperVenue } from "@bottrader/exchange-paper";
import { keyedIntentId, type Logger } from "@bottrader/platform";
import type { PaperVenueStore, TradeStore } from "@bottrader/ports";
import type { MarketClock } from "../market/market-clock.ts";
import { createTradingRoom, type TradingRoom } from "../market/trading-room.ts";

export type RoomDeps = {
  readonly settings: Settings;
  readonly trade: TradeStore;
  readonly paper: PaperVenueStore;
  readonly clock: MarketClock;
  readonly producer: Producer;
  readonly log: Logger;
  readonly relay: () => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly changed: (...kinds: readonly DeskChange[]) => void;
  readonly anomaly: (anomaly: DeskAnomaly) => void;
  readonly onSure: () => void;
};

export async function openRoom(deps: RoomDeps, session: MarketSession): Promise<TradingRoom> {
  const { settings, clock } = deps;
  const markets = marketsOf(deps.settings, session);
  const currency = markets[0]?.quote ?? "USD";
  const barMs = timeframeMs(session.timeframe);
  invariant(barMs.ok, `session ${session.session} has no timeframe`);
  clock.follow(session.source === "live" ? "wall" : "tape");
  const newestFillMs = await deps.trade.newestFillAtMs();
  if (newestFillMs !== null) clock.advance(newestFillMs);
  // The curve goes on at its own distances, not with every restart
  const lastBarCloseMs = (await deps.trade.equityLandmarks())?.newest.atMs ?? null;
  const venue = await openPaperVenue({
    store: deps.paper,
    markets,
    startingBalances: { [currency]: settings.PAPER_STARTING_CASH },
    rules: {
      spreadRatio: settings.PAPER_SPREAD_PCT,
      slippageRatio: settings.PAPER_SLIPPAGE_PCT,
      volumeShareMax: settings.PAPER_VOLUME_SHARE,
      fillOnTouch: settings.PAPER_FILL_ON_TOUCH,
    },
    clock,
  });
  const desk = createDesk({
    store: deps.trade,
    exchange: venue,
    clock,
    ids: { intentId: keyedIntentId },
    producer: deps.producer,
    rules: deskRules(settings),
    equity: await openEquityBook(deps.trade, { starting: quote(settings.PAPER_STARTING_CASH), currency }),
    market: {
      synthetic: session.source === "synthetic",
      barMs: barMs.value,
      lastBarCloseMs,
      isReconciled: false,
    },
    changed: deps.changed,
    anomaly: deps.anomaly,
  });
  const equityEveryMs = settings.EQUITY_SAMPLE_MINUTES * 60_000;
  return createTradingRoom({ ...deps, desk, session: session.session, venue, equityEveryMs });
}

/** The session's markets; configured fees win over those the session names. */
function marketsOf(settings: Settings, session: MarketSession): readonly Market[] {
  const fees = feesFor(settings, session.exchange);
  return session.markets.map((market) => {
    const [base = "", quoteCurrency = ""] = market.symbol.split("/");
    return {
      symbol: market.symbol,
      base,
      quote: quoteCurrency,
      tick: price(market.tick),
      step: qty(market.step),
      sizeMin: qty(market.sizeMin),
      notionalMin: quote(market.notionalMin),
      makerFeeRatio: settings.MAKER_FEE_PCT === null ? new Decimal(market.makerFeeRatio) : fees.maker,
      takerFeeRatio: settings.TAKER_FEE_PCT === null ? new Decimal(market.takerFeeRatio) : fees.taker,
    };
  });
}
