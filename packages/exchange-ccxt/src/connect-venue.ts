/** A client for one exchange's public data, with the gate its calls go through and the exchange's clock. */
import { err, ok, type Result } from "@bottrader/core";
import type { Clock } from "@bottrader/ports";
import { type CcxtClient, loadCcxtClient } from "./ccxt-client.ts";
import { type FeedFault, UnreadableAnswer } from "./feed-fault.ts";
import { FeedGate, type FeedLog, type Sleep } from "./feed-gate.ts";
import { pointUrlsAt } from "./point-urls-at.ts";
import { LIVE_EXCHANGES, type VenueProfile, venueProfile } from "./venue-profile.ts";

export type VenueOptions = {
  /** coinbase, binance, kraken, bybit or okx. */
  readonly exchange: string;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly log: FeedLog;
  /** Sends every request to this origin in the place of the exchange's own. */
  readonly baseUrl?: string;
  /** Spread of retries; absent: Math.random. */
  readonly random?: () => number;
};

export type Venue = {
  readonly profile: VenueProfile;
  readonly client: CcxtClient;
  readonly gate: FeedGate;
  readonly clock: VenueClock;
};

/** Time at the exchange: ours and the offset measured last. */
type VenueClock = Clock & { offsetMs: number };

/** How long a single request may take. */
const REQUEST_MS = 10_000;
/** How long the first request may take: a caller waits for it to choose between this market and a made-up one. */
const PROBE_MS = 4_500;
/** ccxt's own timeout does not cover a body that stalls. */
const BODY_GRACE_MS = 300;
const CLOCK_TOLERANCE_MS = 1_000;
/** Binance's word for "you are banned": when it does not say how long, every further call makes it longer. */
const STATUS_BANNED = 418;
const BAN_MS = 120_000;
const STATUS_OK_MAX = 299;

/** Loads the exchange's module; sends nothing. */
export async function connectVenue(options: VenueOptions): Promise<Result<Venue, FeedFault>> {
  const profile = venueProfile(options.exchange);
  if (profile === null) {
    const detail = `${options.exchange} is none of ${LIVE_EXCHANGES.join(", ")}`;
    return err({ code: "EXCHANGE_UNSUPPORTED", retryable: false, detail });
  }
  const { clock, sleep, random = Math.random } = options;
  const client = await loadCcxtClient(profile.exchange, { timeout: REQUEST_MS, options: profile.options });
  if (options.baseUrl !== undefined) client.urls = pointUrlsAt(client.urls, options.baseUrl);
  const gate = new FeedGate({ clock, sleep, random });
  watchAnswers(client, { profile, gate, clock });
  const venueClock = { offsetMs: 0, nowMs: () => clock.nowMs() + venueClock.offsetMs };
  return ok({ profile, client, gate, clock: venueClock });
}

/** One request for the exchange's time: says within five seconds whether it is reachable, and sets the venue's clock. */
export async function measureClock(
  venue: Venue,
  log: FeedLog,
): Promise<Result<{ readonly offsetMs: number }, FeedFault>> {
  const { client, gate, clock } = venue;
  client.timeout = PROBE_MS;
  const askedMs = clock.nowMs() - clock.offsetMs;
  const answer = await gate.call(() => client.fetchTime(), { deadlineMs: PROBE_MS + BODY_GRACE_MS, attemptsMax: 1 });
  client.timeout = REQUEST_MS;
  if (!answer.ok) return answer;
  const serverMs = answer.value;
  if (typeof serverMs !== "number" || !Number.isFinite(serverMs)) {
    return err({ code: "ANSWER_UNREADABLE", retryable: true, detail: `the exchange's time is ${String(serverMs)}` });
  }
  const answeredMs = clock.nowMs() - clock.offsetMs;
  clock.offsetMs = Math.round(serverMs - (askedMs + answeredMs) / 2);
  if (Math.abs(clock.offsetMs) > CLOCK_TOLERANCE_MS) {
    log.warn({ offsetMs: clock.offsetMs }, "this machine's clock differs from the exchange's");
  }
  return ok({ offsetMs: clock.offsetMs });
}

export const callOptions = (attemptsMax: number, signal?: AbortSignal) => ({
  deadlineMs: REQUEST_MS + BODY_GRACE_MS,
  attemptsMax,
  signal,
});

/**
 * Looks at every answer before ccxt does: notes how long the exchange wants us to wait, and refuses candles of another form than
 * the documented one, which ccxt would pass on as "no candles".
 */
function watchAnswers(
  client: CcxtClient,
  { profile, gate, clock }: { readonly profile: VenueProfile; readonly gate: FeedGate; readonly clock: Clock },
): void {
  const handleErrors = client.handleErrors.bind(client);
  client.handleErrors = (...answer) => {
    const [status, , url, , headers, , body] = answer;
    const pauseMs = retryAfterMs(headers, clock.nowMs()) ?? (status === STATUS_BANNED ? BAN_MS : null);
    const isOk = typeof status === "number" && status <= STATUS_OK_MAX;
    if (!isOk && pauseMs !== null) gate.pauseFor(pauseMs);
    const handled = handleErrors(...answer);
    if (isOk && profile.candlePath.test(String(url)) && !profile.candleAnswer.safeParse(body).success) {
      throw new UnreadableAnswer(`${profile.exchange} answered ${String(url)} with something other than candles`);
    }
    return handled;
  };
}

/** Retry-After in seconds or as a date; null without one that can be read. */
function retryAfterMs(headers: unknown, nowMs: number): number | null {
  if (headers === null || typeof headers !== "object") return null;
  const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === "retry-after");
  const text = String(entry?.[1] ?? "").trim();
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
