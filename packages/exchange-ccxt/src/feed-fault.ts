export const FEED_FAULT_CODES = {
  EXCHANGE_UNSUPPORTED: "there is no profile for the exchange",
  SYMBOL_UNKNOWN: "the exchange does not list the symbol for spot trading",
  SYMBOL_INACTIVE: "the exchange lists the symbol but does not trade it",
  TIMEFRAME_UNSUPPORTED: "the exchange has no candles from which the timeframe can be made",
  MARKET_UNREADABLE: "the exchange's description of the symbol lacks what an order needs",
  UNREACHABLE: "no answer: no network, a refused connection, or a timeout",
  RATE_LIMITED: "the exchange asked us to slow down",
  VENUE_ERROR: "the exchange answered that something on its side is wrong",
  REQUEST_REFUSED: "the exchange refused the request",
  ANSWER_UNREADABLE: "the answer has not the form the exchange documents",
  ABORTED: "the caller stopped waiting",
} as const;
export type FeedFaultCode = keyof typeof FEED_FAULT_CODES;

/** Why public data could not be had. Reading changes nothing, so the one question is whether another try would help. */
export type FeedFault = {
  readonly code: FeedFaultCode;
  readonly retryable: boolean;
  readonly detail: string;
};

/** Thrown inside ccxt's answer hook, where a value cannot be returned. */
export class UnreadableAnswer extends Error {}

/** Classes of ccxt's errors, the more special before the more general ones they extend. */
const BY_CLASS: readonly (readonly [string, FeedFaultCode])[] = [
  ["RateLimitExceeded", "RATE_LIMITED"],
  ["DDoSProtection", "RATE_LIMITED"],
  ["ExchangeNotAvailable", "VENUE_ERROR"],
  ["NetworkError", "UNREACHABLE"],
  ["UnreadableAnswer", "ANSWER_UNREADABLE"],
  ["BadResponse", "ANSWER_UNREADABLE"],
  ["BadSymbol", "SYMBOL_UNKNOWN"],
  ["BadRequest", "REQUEST_REFUSED"],
  ["AuthenticationError", "REQUEST_REFUSED"],
  ["NotSupported", "REQUEST_REFUSED"],
];
const FINAL: readonly FeedFaultCode[] = ["SYMBOL_UNKNOWN", "REQUEST_REFUSED"];

/** What an exception of ccxt means. A class it does not know is an error of the venue: another try may help. */
export function faultOfError(error: unknown): FeedFault {
  const classes = classNames(error);
  const code = BY_CLASS.find(([name]) => classes.includes(name))?.[1] ?? "VENUE_ERROR";
  const text = error instanceof Error ? error.message : String(error);
  return { code, retryable: !FINAL.includes(code), detail: text.replace(/\s+/g, " ").slice(0, 300) };
}

function classNames(error: unknown): readonly string[] {
  const names: string[] = [];
  let prototype: unknown = error instanceof Error ? Object.getPrototypeOf(error) : null;
  while (prototype !== null && typeof prototype === "object") {
    names.push(prototype.constructor.name);
    prototype = Object.getPrototypeOf(prototype);
  }
  return names;
}
