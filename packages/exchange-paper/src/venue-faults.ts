import type { RefusedCode, VenueFault } from "@bottrader/ports";

export const refused = (code: RefusedCode, detail: string): VenueFault => ({
  phase: "refused",
  code,
  retryable: false,
  detail,
});

export const quoteMissing = (symbol: string): VenueFault => ({
  phase: "not_sent",
  code: "QUOTE_MISSING",
  retryable: true,
  detail: `no price of ${symbol} is known yet`,
});

/** The store was out of reach before anything was written. */
export const notSent = (detail: string): VenueFault => ({
  phase: "not_sent",
  code: "CONNECT_FAILED",
  retryable: true,
  detail,
});
/** The write may have happened. */
export const answerLost = (detail: string): VenueFault => ({ phase: "unknown", code: "CONNECTION_LOST", detail });
