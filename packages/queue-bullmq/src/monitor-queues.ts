/** Counts what lies on every queue, dead-letter queues included. */
import type { QueueCounts, QueueMonitor } from "@bottrader/ports";
import type { QueueKit } from "./queue-kit.ts";
import { reach } from "./reach.ts";
import type { BullQueue } from "./transport.ts";

const countsOf = async (name: string, queue: BullQueue): Promise<QueueCounts> => {
  const counts = await queue.getJobCounts("waiting", "active", "delayed", "failed");
  const count = (state: string): number => counts[state] ?? 0;
  return {
    queue: name,
    waiting: count("waiting"),
    active: count("active"),
    delayed: count("delayed"),
    failed: count("failed"),
  };
};

/** The monitor of a session. Counting rejects within two seconds when the queue cannot be reached. */
export const openMonitor = (kit: QueueKit): QueueMonitor => ({
  counts: () => {
    const all = [...kit.queues].map(([name, queue]) => countsOf(name, queue));
    return reach(Promise.all(all), "the queues");
  },
  // It holds nothing of its own: the connection is the session's
  close: async () => undefined,
});
