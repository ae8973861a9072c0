/**
 * What differs between the two servers. Everything above this line is the same code for both.
 */
import type { Result } from "@bottrader/core";
import type { BackendFactory, ConnectionOptions, IQueueBackend, Job, Queue, Worker } from "bullmq";
import type { ErrorSink } from "./limit-errors.ts";
import type { QueueFault } from "./queue-fault.ts";

export type BullQueue = Queue<unknown, unknown, string, unknown, unknown, string, IQueueBackend>;
export type BullWorker = Worker<unknown, void, string, IQueueBackend>;
export type BullJob = Job<unknown, unknown, string>;

/** The connection a set of workers shares. Closing it also ends commands that still wait for a dead server. */
export type WorkerLink = { readonly connection: ConnectionOptions; close(): void };

export interface Transport {
  readonly kind: "redis" | "postgres";
  /** Builds the BullMQ backend of a queue or a worker on this server. */
  readonly backendFactory: BackendFactory<IQueueBackend>;
  /** Key prefix; a hash tag, so that every key of the session lives in one slot of a Redis Cluster. */
  readonly keyPrefix: string;
  /** The connection of queues (not workers): it fails fast. */
  readonly connection: ConnectionOptions;
  /** The name a queue has on the server. */
  nameOnServer(queue: string): string;
  openWorkerLink(): WorkerLink;
  /** Resolves when the server answers and is set up safely. */
  check(): Promise<Result<void, QueueFault>>;
  close(): Promise<void>;
}

export type TransportOptions = { readonly prefix: string; readonly report: ErrorSink };

/** Longest wait of a caller that must not hang: publish, health, open. */
export const FAIL_FAST_MS = 2_000;

/** The text of a failure, for a fault's detail. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
