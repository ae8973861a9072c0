import { FAIL_FAST_MS, messageOf } from "./transport.ts";
import { within } from "./within.ts";

/** Rejects with one kind of message, in bounded time, when the server does not answer. */
export const reach = async <T>(work: Promise<T>, what: string, timeoutMs = FAIL_FAST_MS): Promise<T> => {
  try {
    return await within(work, timeoutMs, what);
  } catch (thrown) {
    throw new Error(`cannot reach ${what}: ${messageOf(thrown)}`, { cause: thrown });
  }
};
