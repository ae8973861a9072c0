import type { FastifyRateLimitStore } from "@fastify/rate-limit";

type Count = { readonly current: number; readonly sinceMs: number };
type Answer = (error: Error | null, result?: { current: number; ttl: number }) => void;

/** Addresses remembered at once; the one seen first is forgotten first. */
const KEYS_MAX = 5_000;

/**
 * Requests of each address in a fixed window. In place of the library's own store, which hands the same object to every request of
 * one tick, so that one too many refuses them all.
 */
export class RequestCounts implements FastifyRateLimitStore {
  readonly #counts = new Map<string, Count>();

  incr(key: string, answer: Answer, windowMs = 60_000): void {
    const nowMs = performance.now();
    const known = this.#counts.get(key);
    const isOver = known === undefined || nowMs - known.sinceMs >= windowMs;
    const count = isOver ? { current: 1, sinceMs: nowMs } : { current: known.current + 1, sinceMs: known.sinceMs };
    if (isOver) this.#counts.delete(key);
    this.#counts.set(key, count);
    if (this.#counts.size > KEYS_MAX) this.#forgetOldest();
    answer(null, { current: count.current, ttl: windowMs - (nowMs - count.sinceMs) });
  }

  child(): RequestCounts {
    return new RequestCounts();
  }

  #forgetOldest(): void {
    for (const key of this.#counts.keys()) {
      this.#counts.delete(key);
      return;
    }
  }
}
