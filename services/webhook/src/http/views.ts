/** Stored records as the API shows them. */
import {
  type AccountView,
  type IntentView,
  type OrderView,
  type PositionView,
  type SignalView,
  signalView,
  toInstant,
} from "@bottrader/contracts";
import { type Decimal, type Price, positionPnl, price, toDecimalText } from "@bottrader/core";
import type { Desk, EquityReading } from "@bottrader/engine";
import type { EvaluationRow, ExitPlanRecord, IntentRecord, OrderRecord, PositionRecord } from "@bottrader/ports";

const text = (value: Decimal | null): string | null => (value === null ? null : toDecimalText(value));

export const orderView = (order: OrderRecord): OrderView => ({
  clientOrderId: order.clientOrderId,
  intentId: order.intentId,
  symbol: order.symbol,
  side: order.side,
  leg: order.leg,
  type: order.type,
  state: order.state,
  size: toDecimalText(order.size),
  filledSize: toDecimalText(order.filledSize),
  limitPrice: text(order.limitPrice),
  stopPrice: text(order.stopPrice),
  reason: order.exitReason ?? order.trigger,
  createdAt: toInstant(order.createdAtMs),
  updatedAt: toInstant(order.updatedAtMs),
});

export function intentView({ intent, state, reason, settledAtMs }: IntentRecord): IntentView {
  return {
    intentId: intent.intentId,
    type: intent.type,
    symbol: intent.symbol,
    trigger: intent.type === "entry" ? intent.trigger : intent.type === "exit" ? intent.reason : "cancel",
    state,
    reason,
    producer: intent.producer.service,
    decidedAt: intent.decidedAt,
    settledAt: settledAtMs === null ? null : toInstant(settledAtMs),
    snapshotId: intent.snapshotId,
  };
}

export function positionView(
  desk: Pick<Desk, "exchange">,
  position: PositionRecord,
  plan: ExitPlanRecord | undefined,
): PositionView {
  const costPrice = price(position.cost.div(position.size).toDecimalPlaces(18));
  return {
    id: position.positionId,
    symbol: position.symbol,
    size: toDecimalText(position.size),
    entryPrice: toDecimalText(position.entryPrice),
    costPrice: toDecimalText(costPrice),
    ...worthOf(desk, position, costPrice),
    protection: { kind: position.protection, stop: text(position.stop), target: text(position.target) },
    trailingStop: trailingStopOf(plan),
    exitPlan: (plan?.verdicts ?? []) as PositionView["exitPlan"],
    openedAt: toInstant(position.openedAtMs),
    trigger: position.trigger,
  };
}

/** What the position could be sold for now, fee included; nothing is made up while there is no price. */
function worthOf(
  { exchange }: Pick<Desk, "exchange">,
  { symbol, size, cost, entryPrice }: PositionRecord,
  costPrice: Price,
): Pick<PositionView, "bid" | "pnl" | "pnlPct"> {
  const bid = exchange.quote(symbol)?.bid ?? null;
  const exitFeeRatio = exchange.market(symbol)?.takerFeeRatio ?? null;
  if (bid === null || exitFeeRatio === null) return { bid: text(bid), pnl: null, pnlPct: null };
  const proceeds = bid.mul(size).mul(exitFeeRatio.neg().add(1));
  const { pnl } = positionPnl({ bid, exitFeeRatio, costPrice, entryPrice });
  return { bid: text(bid), pnl: proceeds.sub(cost).toFixed(8), pnlPct: pnl.toNumber() };
}

function trailingStopOf(plan: ExitPlanRecord | undefined): string | null {
  const state = plan?.state as { trailing?: { stop?: string } | null } | undefined;
  return state?.trailing?.stop ?? null;
}

export const accountView = (reading: EquityReading, account: { currency: string; starting: Decimal }): AccountView => ({
  currency: account.currency,
  startingEquity: toDecimalText(account.starting),
  cash: toDecimalText(reading.point.cash),
  realised: toDecimalText(reading.point.realised),
  unrealised: toDecimalText(reading.point.unrealised),
  equity: toDecimalText(reading.point.equity),
  at: toInstant(reading.point.atMs),
});

/** The last evaluation of a symbol; bars on which nobody voted are stored without the votes. */
export function signalOf(row: EvaluationRow): SignalView {
  const parsed = signalView.safeParse({ symbol: row.symbol, ...row.record });
  if (parsed.success) return parsed.data;
  return {
    symbol: row.symbol,
    timestamp: row.openTimeMs,
    close: row.close,
    score: { buy: row.buyScore, sell: row.sellScore },
    votes: [],
    action: row.action,
    trigger: row.trigger,
    guards: [],
  };
}
