/** On a live feed prices move between bars: they go to the paper venue, and open positions are looked at. */
import { type Price, toDecimalText } from "@bottrader/core";
import { relayOutbox, type SignalCycle } from "@bottrader/engine";
import type { LiveCandles } from "@bottrader/exchange-ccxt";
import { createLoop, type Loop } from "@bottrader/platform";
import type { CandleSource } from "@bottrader/ports";
import type { Resources } from "./open-resources.ts";

const QUOTES_EVERY_MS = 2_000;

type QuotedMarket = {
  readonly cycle: SignalCycle;
  readonly source: CandleSource;
  readonly live: LiveCandles;
};

export function createQuoteLoop(resources: Resources, { cycle, source, live }: QuotedMarket): Loop {
  const { config, log, database, orders, relay, wallMs } = resources;
  const session = config.values.MARKET_SESSION;
  const symbols = source.markets.map(({ symbol }) => symbol);
  return createLoop({
    name: "quotes",
    everyMs: QUOTES_EVERY_MS,
    work: async () => {
      const read = await live.fetchQuotes(symbols);
      if (!read.ok) return;
      const quotes = read.value.map(({ symbol, bid, ask, atMs }) => ({
        symbol,
        bid: toDecimalText(bid),
        ask: toDecimalText(ask),
        atMs,
      }));
      await orders.quotes({ session, quotes });
      const positions = await database.signal.openPositions();
      if (positions.length === 0) return;
      const bids = new Map<string, Price>(read.value.map(({ symbol, bid }) => [symbol, bid]));
      const nowMs = wallMs();
      const looked = cycle.watch({ bids, positions, nowMs });
      const { cursorMs, batchesDone } = await database.signal.load(session);
      const stored = { session, cursorMs: cursorMs ?? nowMs, batchesDone, evaluations: [], signalStates: {} };
      await database.signal.commit({ ...stored, ...looked });
      if (looked.outbox.length > 0) await relayOutbox(relay, nowMs);
    },
    onError: (error) => log.warn({ err: error }, "quotes"),
  });
}
