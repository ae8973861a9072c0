import { buildTrade, Decimal, quote, type Trade, ZERO } from "@bottrader/core";
import type { OrderRecord, PositionRecord, TradeRecord, TradeTx } from "@bottrader/ports";
import type { Desk } from "./desk.ts";

/** Whether the prices of the desk's market were invented. */
export type MarketKind = { readonly market: Pick<Desk["market"], "synthetic"> };

/** Writes the trade of one exit order from all its allocations so far; later fills of the order write it anew. */
export async function bookTrade(
  tx: TradeTx,
  input: { desk: MarketKind; order: OrderRecord; position: PositionRecord },
): Promise<void> {
  const { desk, order, position } = input;
  const allocations = await tx.allocationsOfOrder(order.clientOrderId);
  if (allocations.length === 0 || order.exitReason === null) return;
  const trade = buildTrade({
    entry: {
      trigger: position.trigger,
      snapshot: position.snapshotId,
      initialStop: position.plannedStop,
      lowest: position.lowSeen,
      highest: position.highSeen,
    },
    exit: {
      exitReason: order.exitReason,
      decidedAt: order.stopPrice ?? order.limitPrice,
      // Prices that nobody traded at: an invented market, or the forced end of a recording
      synthetic: desk.market.synthetic || order.exitReason === "LIQUIDATION",
    },
    allocations,
  });
  await tx.saveTrade({
    clientOrderId: order.clientOrderId,
    positionId: position.positionId,
    symbol: trade.symbol,
    trigger: position.trigger,
    exitReason: order.exitReason,
    entryAtMs: trade.entryTimeMs,
    exitAtMs: trade.exitTimeMs,
    entryPrice: trade.entryPrice,
    exitPrice: trade.exitPrice,
    size: trade.size,
    fees: trade.fees,
    pnl: trade.pnl,
    costBasis: quote(Decimal.sum(ZERO, ...allocations.map(({ costBasis }) => costBasis))),
    rMultiple: trade.rMultiple,
    mae: trade.mae,
    mfe: trade.mfe,
    synthetic: trade.synthetic,
    snapshotId: position.snapshotId,
  });
}

/** A stored trade as the metrics take it. */
export const tradeOf = (record: TradeRecord): Trade => ({
  symbol: record.symbol,
  side: "long",
  exitOrderId: record.clientOrderId,
  trigger: record.trigger,
  exitReason: record.exitReason,
  snapshot: record.snapshotId,
  entryTimeMs: record.entryAtMs,
  exitTimeMs: record.exitAtMs,
  entryPrice: record.entryPrice,
  exitPrice: record.exitPrice,
  size: record.size,
  fees: record.fees,
  pnl: record.pnl,
  pnlPct: record.pnl.div(record.costBasis).toNumber(),
  rMultiple: record.rMultiple,
  mae: record.mae,
  mfe: record.mfe,
  holdMs: record.exitAtMs - record.entryAtMs,
  slippage: null,
  synthetic: record.synthetic,
  dust: false,
  feesComplete: true,
});
