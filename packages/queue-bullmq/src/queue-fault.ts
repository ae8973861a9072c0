/** Why the queue could not be opened, or a dead letter not be put back. No text here ever holds a URL: it may carry a password. */
export type QueueFault =
  | { readonly code: "QUEUE_PREFIX_INVALID"; readonly prefix: string }
  | { readonly code: "QUEUE_URL_INVALID"; readonly expected: string }
  | { readonly code: "QUEUE_UNREACHABLE"; readonly detail: string }
  /** Redis may drop jobs under memory pressure; only `noeviction` keeps what it acknowledged. */
  | { readonly code: "QUEUE_REDIS_EVICTS"; readonly policy: string };

export type ReplayFault = { readonly code: "DEAD_LETTER_NOT_FOUND"; readonly queue: string; readonly jobId: string };
