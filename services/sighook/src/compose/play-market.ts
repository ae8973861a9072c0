/** Plays an open market: indicators are warmed up, the order manager is told, what was left is relayed, then bars flow. */
import { type MarketSession, toInstant } from "@bottrader/contracts";
import { type Candle, historyBars, toDecimalText } from "@bottrader/core";
import { relayOutbox } from "@bottrader/engine";
import type { BarBatch, CandleSource } from "@bottrader/ports";
import { describeScoreReach } from "./describe-score-reach.ts";
import type { OpenMarket } from "./open-market.ts";
import type { Resources } from "./open-resources.ts";
import { createQuoteLoop } from "./quote-loop.ts";

/** Resolves when a recording has ended or `signal` says stop. */
export async function playMarket(resources: Resources, market: OpenMarket, signal: AbortSignal): Promise<void> {
  const { config, log, orders, relay, wallMs } = resources;
  const { chosen, cycle, driver, insist, state, rules } = market;
  const { source } = chosen;
  const afterMs = playsAfter(source, state.cursorMs, wallMs());
  const history = new Map<string, Candle[]>();
  let last: BarBatch | null = null;
  // A recording that has ended decides nothing any more: only its last prices are wanted
  for await (const batch of source.history(afterMs, state.finished ? 1 : historyBars(rules))) {
    cycle.warmUp(batch);
    for (const { symbol, candle } of batch.bars) candlesOf(history, symbol).push(candle);
    last = batch;
  }
  log.info(describeScoreReach(rules, history.values()), "score targets against what the score reaches");
  const session = marketSession(config.values.MARKET_SESSION, source);
  await insist("naming the market to the order manager", () => orders.openSession(session));
  log.info({ kind: source.kind, symbols: source.markets.length, from: toInstant(afterMs) }, "market opened");
  // Rows an earlier process committed and could not relay any more; in lockstep the driver settles them in their turn
  if (source.kind === "live") await insist("relaying what was left", () => relayOutbox(relay, wallMs()));
  const quotes = chosen.live === null ? null : createQuoteLoop(resources, { cycle, source, live: chosen.live });
  await quotes?.start();
  try {
    await driver.run({ afterMs, batchesDone: state.batchesDone, last }, signal);
  } finally {
    await quotes?.stop();
  }
}

function candlesOf(history: Map<string, Candle[]>, symbol: string): Candle[] {
  const candles = history.get(symbol) ?? [];
  history.set(symbol, candles);
  return candles;
}

/**
 * Where to go on. What a live market did while the service was away is history: deciding on it now would be trading on old prices.
 * A recording and an invented market stood still meanwhile, the latter on a clock of its own.
 */
export function playsAfter({ kind }: Pick<CandleSource, "kind">, cursorMs: number | null, nowMs: number): number {
  if (kind === "live") return nowMs;
  return cursorMs ?? (kind === "recorded" ? 0 : nowMs);
}

function marketSession(session: string, source: CandleSource): MarketSession {
  return {
    session,
    source: source.kind,
    exchange: source.exchange,
    timeframe: source.timeframe,
    markets: source.markets.map((market) => ({
      symbol: market.symbol,
      tick: toDecimalText(market.tick),
      step: toDecimalText(market.step),
      sizeMin: toDecimalText(market.sizeMin),
      notionalMin: toDecimalText(market.notionalMin),
      makerFeeRatio: toDecimalText(market.makerFeeRatio),
      takerFeeRatio: toDecimalText(market.takerFeeRatio),
    })),
  };
}
