/**
 * Valid records for tests: every maker fills in what the test does not care about. Ids are made of a number, so that two makers
 * given the same number speak of the same thing.
 */
import type { EntryIntent, ExitIntent } from "@bottrader/contracts";
import { clientOrderId, Decimal, price, qty, quote } from "@bottrader/core";
import type {
  AlertRecord,
  AllocationRecord,
  EquityRecord,
  FillRecord,
  IntentRecord,
  LotRecord,
  OrderRecord,
  PositionRecord,
  TradeRecord,
  UnmatchedRecord,
} from "../records.ts";
import type { EvaluationRow } from "../signal-store.ts";

/** The configuration snapshot every sample refers to. */
export const SAMPLE_SNAPSHOT_ID = "snapshot-of-the-samples";
export const SAMPLE_SYMBOL = "BTC/USDT";
/** 2024-01-01T00:00:00Z */
export const SAMPLE_TIME_MS = 1_704_067_200_000;

export const sampleIntentId = (number: number): string => `int_${String(number).padStart(26, "0")}`;
export const sampleOrderId = (number: number): OrderRecord["clientOrderId"] =>
  clientOrderId(sampleIntentId(number), "entry", 1);

const instantAt = (ms: number): string => new Date(ms).toISOString();

const envelope = (
  number: number,
): Pick<EntryIntent, "v" | "intentId" | "correlationId" | "causationId" | "producer"> => ({
  v: 1,
  intentId: sampleIntentId(number),
  correlationId: `cause-${number}`,
  causationId: `cause-${number}`,
  producer: { service: "sighook", release: "test" },
});

export const sampleEntryIntent = (number: number, fields: Partial<EntryIntent> = {}): EntryIntent => ({
  ...envelope(number),
  decidedAt: instantAt(SAMPLE_TIME_MS),
  expiresAt: instantAt(SAMPLE_TIME_MS + 60_000),
  symbol: SAMPLE_SYMBOL,
  snapshotId: SAMPLE_SNAPSHOT_ID,
  type: "entry",
  side: "buy",
  trigger: "score",
  budget: { kind: "default" },
  atrRatio: "0.01",
  referencePrice: "100",
  barClosedAt: instantAt(SAMPLE_TIME_MS),
  ...fields,
});

export const sampleExitIntent = (number: number, fields: Partial<ExitIntent> = {}): ExitIntent => ({
  ...envelope(number),
  decidedAt: instantAt(SAMPLE_TIME_MS),
  expiresAt: instantAt(SAMPLE_TIME_MS + 60_000),
  symbol: SAMPLE_SYMBOL,
  snapshotId: SAMPLE_SNAPSHOT_ID,
  type: "exit",
  side: "sell",
  reason: "HARD_STOP",
  urgency: "market",
  positionId: null,
  budget: { kind: "all" },
  pnl: "-0.05",
  rawPnl: "-0.048",
  referencePrice: "95",
  ...fields,
});

export const sampleIntent = (number: number, fields: Partial<IntentRecord> = {}): IntentRecord => ({
  intent: sampleEntryIntent(number),
  state: "received",
  reason: null,
  receivedAtMs: SAMPLE_TIME_MS + number,
  settledAtMs: null,
  record: { note: "as received" },
  ...fields,
});

export const sampleAlert = (number: number, fields: Partial<AlertRecord> = {}): AlertRecord => ({
  alertId: `alert-${number}`,
  source: "tradingview",
  receivedAtMs: SAMPLE_TIME_MS,
  dedupKey: "key",
  dedupUntilMs: SAMPLE_TIME_MS + 10_000,
  symbol: SAMPLE_SYMBOL,
  action: "buy",
  intentId: sampleIntentId(number),
  ...fields,
});

/** An entry order of the intent with the same number. */
export const sampleOrder = (number: number, fields: Partial<OrderRecord> = {}): OrderRecord => ({
  clientOrderId: sampleOrderId(number),
  intentId: sampleIntentId(number),
  positionId: null,
  symbol: SAMPLE_SYMBOL,
  side: "buy",
  leg: "entry",
  attempt: 1,
  type: "limit",
  size: qty("0.5"),
  filledSize: qty("0"),
  limitPrice: price("100.5"),
  stopPrice: null,
  state: "planned",
  venueOrderId: null,
  trigger: "score",
  exitReason: null,
  urgency: null,
  snapshotId: SAMPLE_SNAPSHOT_ID,
  createdAtMs: SAMPLE_TIME_MS + number,
  updatedAtMs: SAMPLE_TIME_MS + number,
  ...fields,
});

/** A market order that sells, of the intent with the same number. */
export const sampleExitOrder = (number: number, fields: Partial<OrderRecord> = {}): OrderRecord =>
  sampleOrder(number, {
    clientOrderId: clientOrderId(sampleIntentId(number), "exit", 1),
    side: "sell",
    leg: "exit",
    type: "market",
    limitPrice: null,
    exitReason: "HARD_STOP",
    urgency: "market",
    ...fields,
  });

/** A fill of the entry order with the same number. */
export const sampleFill = (number: number, fields: Partial<FillRecord> = {}): FillRecord => ({
  tradeId: `trade-${number}`,
  clientOrderId: sampleOrderId(number),
  symbol: SAMPLE_SYMBOL,
  side: "buy",
  price: price("100.25"),
  size: qty("0.5"),
  fee: new Decimal("0.050125"),
  feeCurrency: "USDT",
  liquidity: "taker",
  atMs: SAMPLE_TIME_MS + number,
  ...fields,
});

export const samplePosition = (number: number, fields: Partial<PositionRecord> = {}): PositionRecord => ({
  positionId: `position-${number}`,
  symbol: SAMPLE_SYMBOL,
  state: "open",
  size: qty("0.5"),
  cost: quote("50.175125"),
  entryPrice: price("100.25"),
  openedAtMs: SAMPLE_TIME_MS,
  closedAtMs: null,
  trigger: "score",
  entryIntentId: sampleIntentId(number),
  snapshotId: SAMPLE_SNAPSHOT_ID,
  version: 1,
  protection: "oco",
  stop: price("98"),
  target: price("105"),
  plannedStop: price("98"),
  lowSeen: null,
  highSeen: null,
  exitReason: null,
  ...fields,
});

/** What is left of the fill with the same number. */
export const sampleLot = (number: number, fields: Partial<LotRecord> = {}): LotRecord => ({
  buyTradeId: `trade-${number}`,
  buyOrderId: sampleOrderId(number),
  symbol: SAMPLE_SYMBOL,
  buyTimeMs: SAMPLE_TIME_MS + number,
  price: price("100.25"),
  sizeBought: qty("0.5"),
  feeBought: quote("0.050125"),
  size: qty("0.5"),
  costBasis: quote("50.175125"),
  fees: quote("0.050125"),
  feesComplete: true,
  ...fields,
});

/** The sell fill numbered `sell` took all of the buy fill numbered `buy`. */
export const sampleAllocation = (
  sell: number,
  buy: number,
  fields: Partial<AllocationRecord> = {},
): AllocationRecord => ({
  version: 1,
  sellTradeId: `trade-${sell}`,
  sellOrderId: clientOrderId(sampleIntentId(sell), "exit", 1),
  buyTradeId: `trade-${buy}`,
  buyOrderId: sampleOrderId(buy),
  symbol: SAMPLE_SYMBOL,
  size: qty("0.5"),
  buyPrice: price("100.25"),
  sellPrice: price("110"),
  costBasis: quote("50.175125"),
  proceeds: quote("55"),
  netProceeds: quote("54.945"),
  fees: quote("0.105125"),
  pnl: quote("4.769875"),
  buyTimeMs: SAMPLE_TIME_MS + buy,
  sellTimeMs: SAMPLE_TIME_MS + sell,
  feesComplete: true,
  ...fields,
});

export const sampleUnmatched = (sell: number, fields: Partial<UnmatchedRecord> = {}): UnmatchedRecord => ({
  version: 1,
  sellTradeId: `trade-${sell}`,
  sellOrderId: clientOrderId(sampleIntentId(sell), "exit", 1),
  symbol: SAMPLE_SYMBOL,
  size: qty("0.1"),
  proceeds: quote("11"),
  fees: quote("0.011"),
  sellTimeMs: SAMPLE_TIME_MS + sell,
  feesComplete: true,
  ...fields,
});

/** The trade of the exit order with the same number. */
export const sampleTrade = (number: number, fields: Partial<TradeRecord> = {}): TradeRecord => ({
  clientOrderId: clientOrderId(sampleIntentId(number), "exit", 1),
  positionId: `position-${number}`,
  symbol: SAMPLE_SYMBOL,
  trigger: "score",
  exitReason: "HARD_STOP",
  entryAtMs: SAMPLE_TIME_MS,
  exitAtMs: SAMPLE_TIME_MS + number,
  entryPrice: price("100.25"),
  exitPrice: price("110"),
  size: qty("0.5"),
  fees: quote("0.105125"),
  pnl: quote("4.769875"),
  costBasis: quote("50.175125"),
  rMultiple: 2.25,
  mae: -0.01,
  mfe: 0.1,
  synthetic: false,
  snapshotId: SAMPLE_SNAPSHOT_ID,
  ...fields,
});

export const sampleEquity = (number: number, fields: Partial<EquityRecord> = {}): EquityRecord => ({
  atMs: SAMPLE_TIME_MS + number * 60_000,
  cash: quote("900"),
  realised: quote("4.769875"),
  unrealised: quote("-1.5"),
  equity: quote(1000 + number),
  ...fields,
});

export const sampleEvaluation = (number: number, fields: Partial<EvaluationRow> = {}): EvaluationRow => ({
  symbol: SAMPLE_SYMBOL,
  timeframe: "1m",
  openTimeMs: SAMPLE_TIME_MS + number * 60_000,
  open: 100.1,
  high: 101.7,
  low: 99.3,
  close: 100.9,
  volume: 12.345678,
  buyScore: 1.2,
  sellScore: 0,
  action: "hold",
  trigger: null,
  record: { votes: [{ component: "ratio", vote: 1 }] },
  ...fields,
});
