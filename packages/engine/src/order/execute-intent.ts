/**
 * The order manager's side of the life of an intent.
 *
 * Invariants
 * 1. The intent's row is written before anything else; a second delivery resumes where the first one stopped, or does nothing.
 * 2. An order's row, with its client order id, is written before the venue is called.
 * 3. A planned order whose fate is not known is looked up by that id, never sent blind.
 */
import { type Intent, type QueueName, queueCatalogue, toMs } from "@bottrader/contracts";
import { assertNever } from "@bottrader/core";
import type { DeliveryOutcome, IntentRecord, OrderRecord } from "@bottrader/ports";
import { cancelEntry } from "./cancel-entry.ts";
import type { Desk } from "./desk.ts";
import { enterPosition } from "./enter-position.ts";
import { exitPosition } from "./exit-position.ts";
import { resumePlanned } from "./place-order.ts";
import { hasWorkingOrder, receivedIntent, stepIntent } from "./settle-intent.ts";
import { takeUpExit } from "./take-up-exit.ts";

/** Executes one delivery of `queue`. Anything that throws is given back to the queue. */
export async function executeIntent(desk: Desk, queue: QueueName, payload: unknown): Promise<DeliveryOutcome> {
  const parsed = queueCatalogue[queue].schema.safeParse(payload);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    return { kind: "dead", reason: `INTENT_MALFORMED ${faults.join("; ")}` };
  }
  const intent: Intent = parsed.data;
  return desk.pump.alone(intent.symbol, () => executeAlone(desk, intent));
}

async function executeAlone(desk: Desk, intent: Intent): Promise<DeliveryOutcome> {
  const nowMs = desk.clock.nowMs();
  const record = await desk.store.transact(async (tx) => {
    const fresh = receivedIntent(intent, nowMs);
    return (await tx.insertIntent(fresh)) ? fresh : ((await tx.intent(intent.intentId)) ?? fresh);
  });
  desk.changed("intents");
  switch (record.state) {
    case "received":
      return begin(desk, record);
    case "planned":
      return resume(desk, record);
    case "working":
    case "executed":
    case "rejected":
    case "expired":
    case "superseded":
    case "failed":
      return { kind: "done" };
    default:
      return assertNever(record.state);
  }
}

function begin(desk: Desk, record: IntentRecord): Promise<DeliveryOutcome> {
  const { intent } = record;
  switch (intent.type) {
    case "entry":
      return enterPosition(desk, intent);
    case "exit":
      return exitPosition(desk, intent);
    case "cancel":
      return cancelEntry(desk, intent);
    default:
      return assertNever(intent);
  }
}

/** A delivery died between writing the order and hearing the venue: the order is looked up and, if the venue has none, sent. */
async function resume(desk: Desk, record: IntentRecord): Promise<DeliveryOutcome> {
  const { intent } = record;
  const { intentId } = intent;
  const orders = await desk.store.transact((tx) => tx.ordersOfIntent(intentId));
  const open = orders.find((order) => isCallOpen(order));
  if (open !== undefined) return resumePlanned(desk, open, intent.type === "entry" ? toMs(intent.expiresAt) : null);
  // The venue's events have told what became of the order before this delivery came back
  const isWorking = await desk.store.transact((tx) => hasWorkingOrder(tx, record));
  if (!isWorking && intent.type === "exit") return takeUpExit(desk, intentId);
  await desk.store.transact((tx) => stepIntent(tx, intentId, { state: "working", nowMs: desk.clock.nowMs() }));
  desk.changed("intents");
  return { kind: "done" };
}

const isCallOpen = (order: OrderRecord): boolean =>
  (order.leg === "entry" || order.leg === "exit") && (order.state === "planned" || order.state === "unknown");
