import type { Intent } from "@bottrader/contracts";
import {
  type IntentRecord,
  type IntentState,
  TERMINAL_INTENT_STATES,
  type TradeTx,
  WORKING_ORDER_STATES,
} from "@bottrader/ports";

export const isSettled = (state: IntentState): boolean => TERMINAL_INTENT_STATES.includes(state);

export const receivedIntent = (intent: Intent, nowMs: number): IntentRecord => ({
  intent,
  state: "received",
  reason: null,
  receivedAtMs: nowMs,
  settledAtMs: null,
  record: {},
});

export type IntentStep = {
  readonly state: IntentState;
  readonly reason?: string | null;
  /** Added to what is already recorded. */
  readonly record?: Readonly<Record<string, unknown>>;
  readonly nowMs: number;
};

/** Moves an intent on. What has ended stays ended. */
export async function stepIntent(tx: TradeTx, intentId: string, step: IntentStep): Promise<void> {
  const current = await tx.intent(intentId);
  if (current === null || isSettled(current.state)) return;
  await tx.updateIntent({
    ...current,
    state: step.state,
    reason: step.reason ?? current.reason,
    settledAtMs: isSettled(step.state) ? step.nowMs : null,
    record: { ...current.record, ...step.record },
  });
}

/** True while an order of the intent's own is at the venue or on its way there. */
export async function hasWorkingOrder(tx: TradeTx, { intent }: IntentRecord): Promise<boolean> {
  const orders = await tx.ordersOfIntent(intent.intentId);
  return orders.some((order) => order.leg === intent.type && WORKING_ORDER_STATES.includes(order.state));
}

/** Ends an exit that cannot be made more urgent: with what it has sold, or as one the venue would not fill. */
export async function endUnsold(tx: TradeTx, intentId: string, nowMs: number): Promise<void> {
  const orders = await tx.ordersOfIntent(intentId);
  if (orders.some((order) => order.filledSize.gt(0))) {
    await stepIntent(tx, intentId, { state: "executed", reason: "INTENT_EXECUTED", nowMs });
    return;
  }
  const record = { venue: "the order ended at the venue without a fill" };
  await stepIntent(tx, intentId, { state: "failed", reason: "VENUE_REFUSED", record, nowMs });
}
