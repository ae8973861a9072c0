/**
 * An exit intent on its way to the venue.
 *
 * Invariants
 * 1. One live exit for a position; a more urgent reason replaces it, anything else leaves it alone.
 * 2. The bracket is cancelled and confirmed dead before the exit is sized, by what is left after fills that raced.
 * 3. Whatever an exit does not sell is protected again at once.
 */
import type { ExitIntent } from "@bottrader/contracts";
import { exitPrecedence, mayExit } from "@bottrader/core";
import type { DeliveryOutcome, OrderRecord, PositionRecord } from "@bottrader/ports";
import { clearTheWay } from "./clear-the-way.ts";
import type { Desk } from "./desk.ts";
import { placePlanned } from "./place-order.ts";
import { type ExitUrgency, planExit } from "./plan-exit.ts";
import { protectPosition } from "./protect-position.ts";
import { stepIntent } from "./settle-intent.ts";

type Ending = { readonly state: "rejected" | "superseded"; readonly reason: string };

/** Sells what the intent asks for and its earlier orders have not sold. Only inside the symbol's chain. */
export async function exitPosition(
  desk: Desk,
  intent: ExitIntent,
  urgency: ExitUrgency = intent.urgency,
): Promise<DeliveryOutcome> {
  const refused = await refusal(desk, intent);
  if (refused !== null) return end(desk, intent, refused);
  const cleared = await clearTheWay(desk, intent);
  if (!cleared.ok) {
    // Selling while an order may still be alive could sell the same coins twice; the queue brings the intent back
    await protectPosition(desk, intent.symbol);
    return { kind: "retry", reason: `ORDER_UNRESOLVED ${cleared.error}` };
  }
  const position = await openPosition(desk, intent.symbol);
  if (position === null) return end(desk, intent, { state: "rejected", reason: "POSITION_NONE" });
  const order = await storePlan(desk, { intent, urgency, position });
  if (order === null) return end(desk, intent, { state: "rejected", reason: "SIZE_REFUSED" });
  desk.changed("orders", "intents");
  // What this exit leaves is protected first: once the exit works, the market may move on
  await protectPosition(desk, intent.symbol);
  return placePlanned(desk, order);
}

/** Why the intent ends before anything is touched; null when it goes on. */
async function refusal(desk: Desk, intent: ExitIntent): Promise<Ending | null> {
  const position = await openPosition(desk, intent.symbol);
  if (position === null) return { state: "rejected", reason: "POSITION_NONE" };
  if (intent.positionId !== null && intent.positionId !== position.positionId)
    return { state: "rejected", reason: "POSITION_CHANGED" };
  if (desk.exchange.market(intent.symbol) === null) return { state: "rejected", reason: "MARKET_UNKNOWN" };
  const allowed = mayExit(intent.symbol, desk.rules.risk);
  if (!allowed.ok) return { state: "rejected", reason: allowed.error };
  const rank = exitPrecedence(intent.reason);
  const others = (await liveExits(desk, intent.symbol)).filter((order) => order.intentId !== intent.intentId);
  if (others.some((order) => order.exitReason !== null && exitPrecedence(order.exitReason) <= rank)) {
    return { state: "superseded", reason: "INTENT_ALREADY_WORKING" };
  }
  return null;
}

const openPosition = (desk: Desk, symbol: string): Promise<PositionRecord | null> =>
  desk.store.transact((tx) => tx.openPosition(symbol));

async function liveExits(desk: Desk, symbol: string): Promise<readonly OrderRecord[]> {
  const working = await desk.store.transact((tx) => tx.workingOrders(symbol));
  return working.filter((order) => order.leg === "exit");
}

/** Writes the order before the venue is called; null when nothing can be sold. */
async function storePlan(
  desk: Desk,
  input: { intent: ExitIntent; urgency: ExitUrgency; position: PositionRecord },
): Promise<OrderRecord | null> {
  const { intent, position } = input;
  const market = desk.exchange.market(intent.symbol);
  if (market === null) return null;
  return desk.store.transact(async (tx) => {
    const order = await planExit(tx, desk, { ...input, market });
    if (order === null) return null;
    await tx.insertOrder(order);
    const record = { heldSize: position.size.toFixed() };
    await stepIntent(tx, intent.intentId, { state: "planned", nowMs: desk.clock.nowMs(), record });
    return order;
  });
}

async function end(desk: Desk, intent: ExitIntent, ending: Ending): Promise<DeliveryOutcome> {
  await protectPosition(desk, intent.symbol);
  await desk.store.transact((tx) => stepIntent(tx, intent.intentId, { ...ending, nowMs: desk.clock.nowMs() }));
  desk.changed("intents");
  return { kind: "done" };
}
