import { type Qty, qty } from "@bottrader/core";
import type { AttachedBracket, PaperOrder } from "@bottrader/ports";
import { type Draft, nextId } from "./venue-draft.ts";

type SellGroup = {
  readonly bracket: AttachedBracket;
  readonly symbol: string;
  readonly size: Qty;
  readonly groupId: string;
  readonly placedAtMs: number;
};

/** One leg of a sell group: a stop that sells at the market once triggered, or a limit at the target. */
export function newLeg(draft: Draft, leg: "stop" | "target", group: SellGroup): PaperOrder {
  const { bracket, symbol, size, groupId, placedAtMs } = group;
  const isStop = leg === "stop";
  return {
    clientOrderId: isStop ? bracket.stopId : bracket.targetId,
    venueOrderId: nextId(draft, "po"),
    symbol,
    side: "sell",
    type: isStop ? "stop" : "limit",
    size,
    filledSize: qty(0),
    limitPrice: isStop ? null : bracket.targetPrice,
    stopPrice: isStop ? bracket.stopPrice : null,
    state: "open",
    createdAtMs: placedAtMs,
    timeInForce: "gtc",
    placedAtMs,
    triggered: false,
    attached: null,
    groupId,
  };
}
