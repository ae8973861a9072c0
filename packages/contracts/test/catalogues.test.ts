import { describe, expect, test } from "vitest";
import {
  candleRow,
  deadLetterQueueName,
  INTENT_EXIT_REASONS,
  INTENT_REASONS,
  JOBS_QUEUE,
  jobCatalogue,
  marketBars,
  marketQuotes,
  marketSession,
  QUEUE_NAMES,
  queueCatalogue,
  statusView,
  tradingStateBody,
} from "../src/index.ts";

describe("queues", () => {
  test("entries and exits have their own queues, versions in the names and retry budgets", () => {
    expect(QUEUE_NAMES).toEqual(["entry-intents-v1", "exit-intents-v1"]);
    const { "entry-intents-v1": entries, "exit-intents-v1": exits } = queueCatalogue;
    expect(exits.attemptsMax).toBeGreaterThan(entries.attemptsMax);
    expect(exits.backoffMs).toBeLessThan(entries.backoffMs);
  });

  test("every queue has a dead-letter queue of its own", () => {
    const names = [...QUEUE_NAMES, JOBS_QUEUE] as const;
    const dead = names.map(deadLetterQueueName);
    expect(new Set([...names, ...dead]).size).toBe(6);
    for (const name of [...names, ...dead]) expect(name).not.toContain(":");
  });

  test("scheduled work has an interval and a line of help (P96, P110)", () => {
    expect(Object.keys(jobCatalogue).sort()).toEqual(["check-ledger", "daily-report", "filter-symbols", "reconcile"]);
    expect(jobCatalogue["check-ledger"].everyMs).toBe(300_000);
    expect(jobCatalogue["filter-symbols"].everyMs).toBe(3_600_000);
    expect(jobCatalogue["daily-report"].everyMs).toBe(86_400_000);
  });
});

describe("reasons", () => {
  test("are codes with a line of help, and never UNKNOWN", () => {
    for (const [code, help] of Object.entries(INTENT_REASONS)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
      expect(help.length).toBeGreaterThan(20);
    }
    expect([...Object.keys(INTENT_REASONS), ...INTENT_EXIT_REASONS]).not.toContain("UNKNOWN");
  });
});

describe("calls between the services and from operators", () => {
  const bar = {
    symbol: "BTC/USD",
    openTimeMs: 0,
    open: "1",
    high: "2",
    low: "0.5",
    close: "1.5",
    volume: "0",
  };
  const batch = { session: "live", closeTimeMs: 60_000, bars: [bar] };

  test("bars are decimal text, bounded in number", () => {
    expect(marketBars.safeParse(batch).success).toBe(true);
    expect(marketBars.safeParse({ ...batch, bars: [{ ...bar, close: 1.5 }] }).success).toBe(false);
    expect(marketBars.safeParse({ ...batch, bars: [{ ...bar, close: "0" }] }).success).toBe(false);
    expect(marketBars.safeParse({ ...batch, closeTimeMs: 0 }).success).toBe(false);
    expect(marketBars.safeParse({ ...batch, bars: Array.from({ length: 501 }, () => bar) }).success).toBe(false);
  });

  test("quotes have two positive sides and a time", () => {
    const quotes = [{ symbol: "BTC/USD", bid: "1", ask: "1.1", atMs: 5 }];
    expect(marketQuotes.safeParse({ session: "live", quotes }).success).toBe(true);
    expect(marketQuotes.safeParse({ session: "live", quotes: [{ ...quotes[0], bid: "-1" }] }).success).toBe(false);
  });

  test("a market session names what an order must respect", () => {
    const market = {
      symbol: "BTC/USD",
      tick: "0.01",
      step: "0.0001",
      sizeMin: "0.0001",
      notionalMin: "0",
      makerFeeRatio: "0.001",
      takerFeeRatio: "0.001",
    };
    const session = { session: "live", source: "live", exchange: "coinbase", timeframe: "5m", markets: [market] };
    expect(marketSession.safeParse(session).success).toBe(true);
    expect(marketSession.safeParse({ ...session, source: "guessed" }).success).toBe(false);
    expect(marketSession.safeParse({ ...session, markets: [{ ...market, tick: "0" }] }).success).toBe(false);
  });

  test("the trading state is one of three", () => {
    expect(tradingStateBody.safeParse({ state: "halted" }).success).toBe(true);
    expect(tradingStateBody.safeParse({ state: "paused" }).success).toBe(false);
    expect(tradingStateBody.safeParse({ state: "active", reason: "r".repeat(201) }).success).toBe(false);
  });

  test("views have no room for surprises", () => {
    expect(statusView.safeParse({ tradingState: "active" }).success).toBe(false);
    expect(candleRow.safeParse([0, 1, 2, 0.5, 1.5]).success).toBe(false);
  });
});
