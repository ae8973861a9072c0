/** Bodies of the HTTP API (`/api/v1`) and of the service-internal calls. */
import { z } from "zod";
import { decimalText, instant, positiveDecimalText, symbolText } from "./primitives.ts";

export const exitVerdictView = z.object({
  rule: z.string(),
  verdict: z.enum(["fired", "armed", "idle", "blocked"]),
  value: z.string().nullable(),
  threshold: z.string().nullable(),
  detail: z.string(),
});

export const positionView = z.object({
  id: z.string(),
  symbol: symbolText,
  size: decimalText,
  entryPrice: decimalText,
  costPrice: decimalText,
  bid: decimalText.nullable(),
  pnl: decimalText.nullable(),
  pnlPct: z.number().nullable(),
  protection: z.object({
    kind: z.enum(["native", "oco", "stop", "emulated", "none"]),
    stop: decimalText.nullable(),
    target: decimalText.nullable(),
  }),
  /** Level of the trailing stop while it is active. */
  trailingStop: decimalText.nullable(),
  exitPlan: z.array(exitVerdictView),
  openedAt: instant,
  trigger: z.string(),
});

export const orderView = z.object({
  clientOrderId: z.string(),
  intentId: z.string(),
  symbol: symbolText,
  side: z.enum(["buy", "sell"]),
  leg: z.enum(["entry", "stop", "target", "exit"]),
  type: z.enum(["market", "limit", "stop"]),
  state: z.string(),
  size: decimalText,
  filledSize: decimalText,
  limitPrice: decimalText.nullable(),
  stopPrice: decimalText.nullable(),
  reason: z.string(),
  createdAt: instant,
  updatedAt: instant,
});

export const intentView = z.object({
  intentId: z.string(),
  type: z.enum(["entry", "exit", "cancel"]),
  symbol: symbolText,
  trigger: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  producer: z.string(),
  decidedAt: instant,
  settledAt: instant.nullable(),
  snapshotId: z.string(),
});

export const tradeView = z.object({
  symbol: symbolText,
  side: z.literal("long"),
  trigger: z.string(),
  exitReason: z.string(),
  entryTime: instant,
  exitTime: instant,
  entryPrice: decimalText,
  exitPrice: decimalText,
  size: decimalText,
  fees: decimalText,
  pnl: decimalText,
  pnlPct: z.number(),
  rMultiple: z.number().nullable(),
  mae: z.number().nullable(),
  mfe: z.number().nullable(),
  holdMs: z.number(),
  synthetic: z.boolean(),
  snapshotId: z.string(),
});

export const accountView = z.object({
  currency: z.string(),
  startingEquity: decimalText,
  cash: decimalText,
  realised: decimalText,
  unrealised: decimalText,
  equity: decimalText,
  at: instant,
});

export const equityPointView = z.object({ at: instant, equity: decimalText });

export const signalView = z.object({
  symbol: symbolText,
  timestamp: z.number(),
  close: z.number(),
  score: z.object({ buy: z.number(), sell: z.number() }),
  /** Scores at which a side acts. */
  target: z.object({ buy: z.number(), sell: z.number() }).optional(),
  votes: z.array(
    z.object({
      component: z.string(),
      side: z.enum(["buy", "sell"]),
      vote: z.number(),
      value: z.number().nullable(),
      threshold: z.number().nullable(),
      weight: z.number(),
    }),
  ),
  action: z.enum(["buy", "sell", "hold"]),
  trigger: z.string().nullable(),
  guards: z.array(z.object({ name: z.string(), verdict: z.string(), detail: z.string() })),
});

/** [open time ms, open, high, low, close, volume], oldest first. */
export const candleRow = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]);

export const TRADING_STATES = ["active", "reducing", "halted"] as const;
export type TradingState = (typeof TRADING_STATES)[number];

export const tradingStateBody = z.object({ state: z.enum(TRADING_STATES), reason: z.string().max(200).optional() });

/** One reason why entries are refused for a while. */
const lockView = z.object({
  /** The gate's check, with the symbol where it is on one: `cooldown:BTC/USDT`. */
  id: z.string(),
  kind: z.string(),
  symbol: symbolText.nullable(),
  reason: z.string(),
  detail: z.string(),
  /** What ends it before its time. */
  remedy: z.string(),
  since: instant.nullable(),
  /** Null when it does not end by itself at a time that can be said. */
  until: instant.nullable(),
  liftable: z.boolean(),
});

export const lockListView = z.array(lockView);

/** A lock an operator lifted. */
export const lockLiftView = z.object({
  kind: z.string(),
  symbol: symbolText.nullable(),
  at: instant,
  by: z.string(),
  note: z.string(),
});

export const statusView = z.object({
  tradingState: z.enum(TRADING_STATES),
  tradingMode: z.enum(["paper", "live"]),
  market: z.object({
    source: z.enum(["recorded", "live", "synthetic"]),
    exchange: z.string(),
    timeframe: z.string(),
    symbols: z.array(symbolText),
    nowMs: z.number(),
  }),
  configHash: z.string(),
  release: z.string(),
});

/** Bars the signal service hands to the paper venue of the order manager; the answer comes when they are fully settled. */
export const marketBars = z.object({
  session: z.string(),
  closeTimeMs: z.int().positive(),
  bars: z
    .array(
      z.object({
        symbol: symbolText,
        openTimeMs: z.int().nonnegative(),
        open: positiveDecimalText,
        high: positiveDecimalText,
        low: positiveDecimalText,
        close: positiveDecimalText,
        volume: decimalText,
      }),
    )
    .max(500),
  /** The recording is over: what is still open is closed at the last bid. */
  last: z.boolean().optional(),
});

export const marketSession = z.object({
  session: z.string().min(1).max(80),
  source: z.enum(["recorded", "live", "synthetic"]),
  exchange: z.string(),
  timeframe: z.string(),
  markets: z.array(
    z.object({
      symbol: symbolText,
      tick: positiveDecimalText,
      step: positiveDecimalText,
      sizeMin: positiveDecimalText,
      notionalMin: decimalText,
      makerFeeRatio: decimalText,
      takerFeeRatio: decimalText,
    }),
  ),
});

/** Newest best prices of a live feed, for the paper venue. */
export const marketQuotes = z.object({
  session: z.string(),
  quotes: z
    .array(
      z.object({ symbol: symbolText, bid: positiveDecimalText, ask: positiveDecimalText, atMs: z.int().positive() }),
    )
    .max(500),
});

/** What the order manager answers once a batch of bars is fully settled. */
export const marketSettled = z.object({
  closeTimeMs: z.number(),
  openPositions: z.number(),
  unsettledIntents: z.number(),
});

/** Progress of a recording at the signal service. */
export const tapeView = z.object({
  state: z.enum(["playing", "done", "failed", "none"]),
  atMs: z.number().nullable(),
  barsDone: z.number(),
  barsTotal: z.number().nullable(),
  error: z.string().optional(),
});

export type MarketQuotes = z.output<typeof marketQuotes>;
export type MarketSettled = z.output<typeof marketSettled>;
export type TapeView = z.output<typeof tapeView>;
export type PositionView = z.output<typeof positionView>;
export type OrderView = z.output<typeof orderView>;
export type IntentView = z.output<typeof intentView>;
export type TradeView = z.output<typeof tradeView>;
export type AccountView = z.output<typeof accountView>;
export type SignalView = z.output<typeof signalView>;
export type LockView = z.output<typeof lockView>;
export type StatusView = z.output<typeof statusView>;
export type MarketBars = z.output<typeof marketBars>;
export type MarketSession = z.output<typeof marketSession>;
