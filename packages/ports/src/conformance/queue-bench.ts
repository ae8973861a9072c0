/**
 * What the cards of the intent queue work with: a session, a consumer that writes down what it is given, and patience.
 */
import { randomUUID } from "node:crypto";
import type { QueueName } from "@bottrader/contracts";
import { onTestFinished, vi } from "vitest";
import type {
  DeliveryHandler,
  DeliveryOutcome,
  Envelope,
  IntentConsumer,
  IntentPublisher,
  JobScheduler,
  QueueCounts,
  QueueMonitor,
} from "../intent-queue.ts";

export type QueueSession = {
  publisher(): IntentPublisher;
  consumer(options: { readonly concurrency: number }): IntentConsumer;
  jobs(): JobScheduler;
  monitor(): QueueMonitor;
  deadLetters(
    queue: QueueName,
    limit: number,
  ): Promise<readonly { readonly jobId: string; readonly reason: string; readonly payload: unknown }[]>;
  close(): Promise<void>;
};

export type QueueHarness = {
  /** Opens the queues of a session. The same scope means the same queues, a new scope means empty ones. */
  open(scope: string): Promise<QueueSession>;
  /** Ends the server as a power cut would, starts it again on the same data and waits until it answers. */
  restartServer(): Promise<void>;
};

type Delivery = { readonly queue: QueueName; readonly payload: unknown };
export type Answer = (delivery: Delivery, nth: number) => Promise<DeliveryOutcome>;

export const ENTRY: QueueName = "entry-intents-v1";
export const EXIT: QueueName = "exit-intents-v1";
const PATIENCE = { timeout: 25_000, interval: 20 };
export const done: DeliveryOutcome = { kind: "done" };

export const newScope = (): string => `q-${randomUUID().slice(0, 13)}`;
export const intent = (fields: Record<string, unknown> = {}): Envelope => ({
  intentId: `int_${randomUUID().replaceAll("-", "")}`,
  type: "card",
  ...fields,
});
export const eventually = async (claim: () => void | Promise<void>): Promise<void> => vi.waitFor(claim, PATIENCE);

export const openSession = async (harness: QueueHarness, scope = newScope()): Promise<QueueSession> => {
  const session = await harness.open(scope);
  onTestFinished(() => session.close());
  return session;
};

/** A started consumer, and what it was given so far. `nth` counts the deliveries of one intent from 1. */
export const listen = async (
  session: QueueSession,
  { concurrency = 1, answer = async () => done }: { concurrency?: number; answer?: Answer } = {},
): Promise<{ consumer: IntentConsumer; deliveries: Delivery[] }> => {
  const deliveries: Delivery[] = [];
  const handler =
    (queue: QueueName): DeliveryHandler =>
    async (payload) => {
      const delivery = { queue, payload };
      deliveries.push(delivery);
      return answer(delivery, deliveries.filter((other) => idOf(other) === idOf(delivery)).length);
    };
  const consumer = session.consumer({ concurrency });
  await consumer.start({ [ENTRY]: handler(ENTRY), [EXIT]: handler(EXIT) });
  return { consumer, deliveries };
};

const idOf = ({ payload }: Delivery): unknown => Reflect.get(Object(payload), "intentId");
export const idsOf = (deliveries: readonly Delivery[]): unknown[] => deliveries.map(idOf);
export const countsOf = async (session: QueueSession, queue: string): Promise<QueueCounts | undefined> =>
  (await session.monitor().counts()).find((counts) => counts.queue === queue);

/** A gate that handlers wait at until the card opens it. */
export const gate = (): { readonly opened: Promise<void>; open(): void } => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
};
