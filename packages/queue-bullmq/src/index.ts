export type { DeadLetter } from "./dead-letters.ts";
export type { ErrorReport } from "./limit-errors.ts";
export {
  describeQueueFault,
  openQueueBackend,
  type QueueBackend,
  type QueueBackendOptions,
  type QueueHealth,
  type QueueServer,
} from "./open-queue-backend.ts";
export type { BoardOptions } from "./queue-board.ts";
export type { QueueFault, ReplayFault } from "./queue-fault.ts";
export type { QueueObserver, WorkQueueName } from "./queue-kit.ts";
