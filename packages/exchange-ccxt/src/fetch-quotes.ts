import { err, ok, type QuoteTick, type Result } from "@bottrader/core";
import { callOptions, type Venue } from "./connect-venue.ts";
import type { FeedFault } from "./feed-fault.ts";
import { readQuotes } from "./read-quotes.ts";

const ATTEMPTS_MAX = 2;

/**
 * Best prices of the symbols, stamped with our own time of asking. A symbol whose prices could not be had is missing; a fault when
 * none could.
 */
export async function fetchQuotes(
  symbols: readonly string[],
  venue: Venue,
): Promise<Result<readonly QuoteTick[], FeedFault>> {
  const { client, gate, clock, profile } = venue;
  const askedAtMs = clock.nowMs() - clock.offsetMs;
  if (profile.quotes === "fetchTicker") {
    const answers = await Promise.all(
      symbols.map((symbol) => gate.call(() => client.fetchTicker(symbol), callOptions(ATTEMPTS_MAX))),
    );
    const tickers = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    const [failed] = answers.filter((answer) => !answer.ok);
    return tickers.length === 0 && failed !== undefined ? failed : someQuotes(tickers, askedAtMs);
  }
  const { quotes } = profile;
  const answer = await gate.call(() => client[quotes](symbols), callOptions(ATTEMPTS_MAX));
  if (!answer.ok) return answer;
  const tickers = answer.value;
  return someQuotes(tickers !== null && typeof tickers === "object" ? Object.values(tickers) : [], askedAtMs);
}

function someQuotes(tickers: readonly unknown[], askedAtMs: number): Result<readonly QuoteTick[], FeedFault> {
  const quotes = readQuotes(tickers, askedAtMs);
  if (quotes.length > 0) return ok(quotes);
  return err({ code: "ANSWER_UNREADABLE", retryable: true, detail: "the answer has no best prices" });
}
