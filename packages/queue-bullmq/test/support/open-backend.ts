/** Opens a queue backend for one test and closes it afterwards. */
import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import {
  describeQueueFault,
  openQueueBackend,
  type QueueBackend,
  type QueueBackendOptions,
  type QueueServer,
} from "../../src/index.ts";

export const newPrefix = (): string => `t-${randomUUID().slice(0, 13)}`;

export const openOrThrow = async (
  server: QueueServer,
  options: Partial<QueueBackendOptions> = {},
): Promise<QueueBackend> => {
  const opened = await openQueueBackend(server, { prefix: newPrefix(), onError: () => undefined, ...options });
  if (!opened.ok) throw new Error(describeQueueFault(opened.error));
  return opened.value;
};

export const openForTest = async (
  server: QueueServer,
  options: Partial<QueueBackendOptions> = {},
): Promise<QueueBackend> => {
  const backend = await openOrThrow(server, options);
  onTestFinished(() => backend.close());
  return backend;
};
