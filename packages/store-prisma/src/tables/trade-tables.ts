/** Tables of the order manager as the records of the ports. */
import { type Intent, toMs } from "@bottrader/contracts";
import type {
  AlertRecord,
  AllocationRecord,
  EquityRecord,
  ExclusionRecord,
  FillRecord,
  IntentRecord,
  LockLiftRecord,
  LotRecord,
  OrderRecord,
  PositionRecord,
  TradeRecord,
  TradingStateRecord,
  UnmatchedRecord,
} from "@bottrader/ports";
import type * as Model from "../generated/client.ts";
import { columnsOf } from "../sql/column.ts";
import { recordTable } from "../sql/record-table.ts";

const alert = columnsOf<Model.Alert>();
export const alerts = recordTable<AlertRecord>("alerts", ["alertId"], {
  alertId: alert.text("alertId"),
  source: alert.text("source"),
  receivedAtMs: alert.instant("receivedAt"),
  dedupKey: alert.text("dedupKey"),
  dedupUntilMs: alert.instant("dedupUntil"),
  symbol: alert.text("symbol"),
  action: alert.text("action"),
  intentId: alert.text("intentId"),
});

/** An intent record with the fields that queries filter by beside its documents. */
export type IntentRow = Omit<IntentRecord, "intent"> & {
  readonly intentId: string;
  readonly type: Intent["type"];
  readonly symbol: string;
  readonly trigger: Model.EntryTrigger | null;
  readonly exitReason: Model.ExitReason | null;
  readonly positionId: string | null;
  readonly producer: string;
  readonly snapshotId: string;
  readonly decidedAtMs: number;
  readonly expiresAtMs: number;
  readonly payload: Intent;
};

const intent = columnsOf<Model.Intent>();
export const intents = recordTable<IntentRow>("intents", ["intentId"], {
  intentId: intent.text("intentId"),
  type: intent.text("type"),
  symbol: intent.text("symbol"),
  trigger: intent.text("trigger"),
  exitReason: intent.text("exitReason"),
  positionId: intent.text("positionId"),
  state: intent.text("state"),
  reason: intent.text("reason"),
  producer: intent.text("producer"),
  snapshotId: intent.text("snapshotId"),
  decidedAtMs: intent.instant("decidedAt"),
  expiresAtMs: intent.instant("expiresAt"),
  receivedAtMs: intent.instant("receivedAt"),
  settledAtMs: intent.instantOrNull("settledAt"),
  payload: intent.json("payload"),
  record: intent.json("record"),
});

export const toIntentRow = ({ intent: payload, ...rest }: IntentRecord): IntentRow => ({
  ...rest,
  intentId: payload.intentId,
  type: payload.type,
  symbol: payload.symbol,
  trigger: payload.type === "entry" ? payload.trigger : null,
  exitReason: payload.type === "exit" ? payload.reason : null,
  positionId: payload.type === "exit" ? payload.positionId : null,
  producer: payload.producer.service,
  snapshotId: payload.snapshotId,
  decidedAtMs: toMs(payload.decidedAt),
  expiresAtMs: toMs(payload.expiresAt),
  payload,
});

export const toIntentRecord = (row: IntentRow): IntentRecord => ({
  intent: row.payload,
  state: row.state,
  reason: row.reason,
  receivedAtMs: row.receivedAtMs,
  settledAtMs: row.settledAtMs,
  record: row.record,
});

const order = columnsOf<Model.Order>();
export const orders = recordTable<OrderRecord>("orders", ["clientOrderId"], {
  clientOrderId: order.text("clientOrderId"),
  intentId: order.text("intentId"),
  positionId: order.text("positionId"),
  symbol: order.text("symbol"),
  side: order.text("side"),
  leg: order.text("leg"),
  attempt: order.number("attempt"),
  type: order.text("type"),
  size: order.exact("size"),
  filledSize: order.exact("filledSize"),
  limitPrice: order.exactOrNull("limitPrice"),
  stopPrice: order.exactOrNull("stopPrice"),
  state: order.text("state"),
  venueOrderId: order.text("venueOrderId"),
  trigger: order.text("trigger"),
  exitReason: order.text("exitReason"),
  urgency: order.text("urgency"),
  snapshotId: order.text("snapshotId"),
  createdAtMs: order.instant("createdAt"),
  updatedAtMs: order.instant("updatedAt"),
});

const fill = columnsOf<Model.Fill>();
export const fills = recordTable<FillRecord>("fills", ["tradeId"], {
  tradeId: fill.text("tradeId"),
  clientOrderId: fill.text("clientOrderId"),
  symbol: fill.text("symbol"),
  side: fill.text("side"),
  price: fill.exact("price"),
  size: fill.exact("size"),
  fee: fill.exact("fee"),
  feeCurrency: fill.text("feeCurrency"),
  liquidity: fill.text("liquidity"),
  atMs: fill.instant("at"),
});

const position = columnsOf<Model.Position>();
export const positionColumns = {
  positionId: position.text("positionId"),
  symbol: position.text("symbol"),
  state: position.text("state"),
  size: position.exact("size"),
  cost: position.exact("cost"),
  entryPrice: position.mean("entryPrice"),
  openedAtMs: position.instant("openedAt"),
  closedAtMs: position.instantOrNull("closedAt"),
  trigger: position.text("trigger"),
  entryIntentId: position.text("entryIntentId"),
  snapshotId: position.text("snapshotId"),
  version: position.number("version"),
  protection: position.text("protection"),
  stop: position.exactOrNull("stop"),
  target: position.exactOrNull("target"),
  plannedStop: position.exactOrNull("plannedStop"),
  lowSeen: position.exactOrNull("lowSeen"),
  highSeen: position.exactOrNull("highSeen"),
  exitReason: position.text("exitReason"),
} as const satisfies ReturnType<typeof recordTable<PositionRecord>>["columns"];
export const positions = recordTable<PositionRecord>("positions", ["positionId"], positionColumns);

const lot = columnsOf<Model.Lot>();
export const lots = recordTable<LotRecord>("lots", ["buyTradeId"], {
  buyTradeId: lot.text("buyTradeId"),
  buyOrderId: lot.text("buyOrderId"),
  symbol: lot.text("symbol"),
  buyTimeMs: lot.instant("buyTime"),
  price: lot.exact("price"),
  sizeBought: lot.exact("sizeBought"),
  feeBought: lot.exact("feeBought"),
  size: lot.exact("size"),
  costBasis: lot.exact("costBasis"),
  fees: lot.exact("fees"),
  feesComplete: lot.flag("feesComplete"),
});

const allocation = columnsOf<Model.Allocation>();
export const allocations = recordTable<AllocationRecord>("allocations", ["version", "sellTradeId", "buyTradeId"], {
  version: allocation.number("version"),
  sellTradeId: allocation.text("sellTradeId"),
  sellOrderId: allocation.text("sellOrderId"),
  buyTradeId: allocation.text("buyTradeId"),
  buyOrderId: allocation.text("buyOrderId"),
  symbol: allocation.text("symbol"),
  size: allocation.exact("size"),
  buyPrice: allocation.exact("buyPrice"),
  sellPrice: allocation.exact("sellPrice"),
  costBasis: allocation.exact("costBasis"),
  proceeds: allocation.exact("proceeds"),
  netProceeds: allocation.exact("netProceeds"),
  fees: allocation.exact("fees"),
  pnl: allocation.exact("pnl"),
  buyTimeMs: allocation.instant("buyTime"),
  sellTimeMs: allocation.instant("sellTime"),
  feesComplete: allocation.flag("feesComplete"),
});

const unmatched = columnsOf<Model.UnmatchedSell>();
export const unmatchedSells = recordTable<UnmatchedRecord>("unmatched_sells", ["version", "sellTradeId"], {
  version: unmatched.number("version"),
  sellTradeId: unmatched.text("sellTradeId"),
  sellOrderId: unmatched.text("sellOrderId"),
  symbol: unmatched.text("symbol"),
  size: unmatched.exact("size"),
  proceeds: unmatched.exact("proceeds"),
  fees: unmatched.exact("fees"),
  sellTimeMs: unmatched.instant("sellTime"),
  feesComplete: unmatched.flag("feesComplete"),
});

const trade = columnsOf<Model.Trade>();
export const trades = recordTable<TradeRecord>("trades", ["clientOrderId"], {
  clientOrderId: trade.text("clientOrderId"),
  positionId: trade.text("positionId"),
  symbol: trade.text("symbol"),
  trigger: trade.text("trigger"),
  exitReason: trade.text("exitReason"),
  entryAtMs: trade.instant("entryAt"),
  exitAtMs: trade.instant("exitAt"),
  entryPrice: trade.mean("entryPrice"),
  exitPrice: trade.mean("exitPrice"),
  size: trade.exact("size"),
  fees: trade.exact("fees"),
  pnl: trade.exact("pnl"),
  costBasis: trade.exact("costBasis"),
  rMultiple: trade.number("rMultiple"),
  mae: trade.number("mae"),
  mfe: trade.number("mfe"),
  synthetic: trade.flag("synthetic"),
  snapshotId: trade.text("snapshotId"),
});

const equityPoint = columnsOf<Model.EquityPoint>();
export const equityPoints = recordTable<EquityRecord>("equity_points", ["atMs"], {
  atMs: equityPoint.instant("at"),
  cash: equityPoint.exact("cash"),
  realised: equityPoint.exact("realised"),
  unrealised: equityPoint.exact("unrealised"),
  equity: equityPoint.exact("equity"),
});

/** The single row's key with the record. */
export type TradingStateRow = TradingStateRecord & { readonly id: number };

const tradingStateColumn = columnsOf<Model.TradingState>();
export const tradingState = recordTable<TradingStateRow>("trading_state", ["id"], {
  id: tradingStateColumn.number("id"),
  state: tradingStateColumn.text("state"),
  sinceMs: tradingStateColumn.instant("since"),
  by: tradingStateColumn.text("by"),
  reason: tradingStateColumn.text("reason"),
});

const exclusion = columnsOf<Model.SymbolExclusion>();
export const symbolExclusions = recordTable<ExclusionRecord>("symbol_exclusions", ["symbol"], {
  symbol: exclusion.text("symbol"),
  reason: exclusion.text("reason"),
  sinceMs: exclusion.instant("since"),
});

const lockLift = columnsOf<Model.LockLift>();
export const lockLifts = recordTable<LockLiftRecord>("lock_lifts", ["kind", "symbol", "atMs"], {
  kind: lockLift.text("kind"),
  symbol: lockLift.text("symbol"),
  atMs: lockLift.instant("at"),
  by: lockLift.text("by"),
  note: lockLift.text("note"),
});

export type BracketDecisionRow = {
  readonly intentId: string;
  readonly symbol: string;
  readonly atMs: number;
  readonly record: Readonly<Record<string, unknown>>;
};

const decision = columnsOf<Model.BracketDecision>();
export const bracketDecisions = recordTable<BracketDecisionRow>("bracket_decisions", ["intentId", "atMs"], {
  intentId: decision.text("intentId"),
  symbol: decision.text("symbol"),
  atMs: decision.instant("at"),
  record: decision.json("record"),
});
