import type { ExitIntent } from "@bottrader/contracts";
import {
  clientOrderId,
  Decimal,
  type Market,
  ONE,
  type Price,
  price,
  type Qty,
  qty,
  quantize,
  ZERO,
} from "@bottrader/core";
import type { OrderRecord, PositionRecord, TradeTx } from "@bottrader/ports";
import type { Desk } from "./desk.ts";

export type ExitUrgency = ExitIntent["urgency"];

export type ExitPlanInput = {
  readonly intent: ExitIntent;
  readonly urgency: ExitUrgency;
  readonly position: PositionRecord;
  readonly market: Market;
};

/** The next order of an exit, for what its earlier orders have not sold; null when nothing is left that could be sold. */
export async function planExit(tx: TradeTx, desk: Desk, input: ExitPlanInput): Promise<OrderRecord | null> {
  const { intent, position, market } = input;
  const nowMs = desk.clock.nowMs();
  const earlier = await tx.ordersOfIntent(intent.intentId);
  const sold = Decimal.sum(ZERO, ...earlier.map((order) => order.filledSize));
  const bid = desk.exchange.quote(intent.symbol)?.bid ?? null;
  const size = exitSize(intent, { position, market, bid, sold });
  if (size.lte(0)) return null;
  const limit = bid === null ? null : exitLimit(desk, { urgency: input.urgency, bid, market });
  return {
    clientOrderId: clientOrderId(intent.intentId, "exit", earlier.length),
    intentId: intent.intentId,
    positionId: position.positionId,
    symbol: intent.symbol,
    side: "sell",
    leg: "exit",
    attempt: earlier.length,
    type: limit === null ? "market" : "limit",
    size,
    filledSize: qty(0),
    limitPrice: limit,
    stopPrice: null,
    state: "planned",
    venueOrderId: null,
    trigger: position.trigger,
    exitReason: intent.reason,
    urgency: limit === null ? "market" : input.urgency,
    snapshotId: intent.snapshotId,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}

/** Null means at the market. A patient limit is passive (rounded up), a marketable one gives way (rounded down). */
function exitLimit(
  desk: Pick<Desk, "rules">,
  input: { urgency: ExitUrgency; bid: Price; market: Market },
): Price | null {
  const { bid, market } = input;
  switch (input.urgency) {
    case "market":
      return null;
    case "limit":
      return price(quantize(bid, market.tick, "up"));
    case "marketable_limit": {
      const worst = quantize(bid.mul(ONE.sub(desk.rules.exitSlippageMaxRatio)), market.tick, "down");
      return price(Decimal.max(worst, market.tick));
    }
  }
}

type Held = {
  readonly position: PositionRecord;
  readonly market: Market;
  readonly bid: Price | null;
  readonly sold: Decimal;
};

/**
 * What is asked for, on the step, never more than is held; all of it when the rest could not be sold on its own. What a fee taken
 * in base leaves below one step cannot be sold and stays behind as dust (F11).
 */
function exitSize(intent: ExitIntent, { position, market, bid, sold }: Held): Qty {
  const all = quantize(position.size, market.step, "down");
  if (intent.budget.kind === "all") return all;
  const asked = new Decimal(intent.budget.amount).sub(sold);
  const wanted = Decimal.min(quantize(asked, market.step, "down"), all);
  if (wanted.lte(0)) return qty(0);
  const rest = all.sub(wanted);
  const isRestTooSmall = rest.lt(market.sizeMin) || (bid !== null && rest.mul(bid).lt(market.notionalMin));
  return isRestTooSmall ? all : qty(wanted);
}
