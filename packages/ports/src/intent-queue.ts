/**
 * Carries intents between the services. At least once, in no promised order: the job is a wake-up, the row in Postgres is the truth.
 */
import type { JobName, QueueName } from "@bottrader/contracts";

export type Envelope = { readonly intentId: string; readonly [field: string]: unknown };

export interface IntentPublisher {
  /** Resolves once the queue holds the job. Publishing the same intent again is harmless. Rejects when the queue cannot be reached. */
  publish(queue: QueueName, envelope: Envelope): Promise<void>;
  /** Consumers attached to the queue right now. */
  consumerCount(queue: QueueName): Promise<number>;
  close(): Promise<void>;
}

/** How a delivery ended: `retry` gives it back with backoff, `dead` puts it on the dead-letter queue with the reason. */
export type DeliveryOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "retry"; readonly reason: string }
  | { readonly kind: "dead"; readonly reason: string };

export type DeliveryHandler = (payload: unknown) => Promise<DeliveryOutcome>;

export interface IntentConsumer {
  /** Starts delivering; one handler for each queue. */
  start(handlers: { readonly [N in QueueName]: DeliveryHandler }): Promise<void>;
  /** Takes no new job and waits for those in hand. */
  close(): Promise<void>;
}

export interface JobScheduler {
  /** Registers every job at its interval, once across replicas, and runs it here when it is this replica's turn. */
  start(handlers: { readonly [N in JobName]: () => Promise<void> }): Promise<void>;
  close(): Promise<void>;
}

export type QueueCounts = {
  readonly queue: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
};

export interface QueueMonitor {
  counts(): Promise<readonly QueueCounts[]>;
  close(): Promise<void>;
}
