/**
 * A loopback exchange that speaks the public endpoints of coinbase and binance. Its bars follow the test's clock, so the newest one
 * is still forming. It is strict: a request it does not know is remembered as a failure of the test.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const START_MS = Date.UTC(2026, 2, 2, 10, 0, 0);
export const MINUTE_MS = 60_000;

export type TestClock = { now: number; nowMs(): number };

/** A clock that moves only when somebody sleeps. */
export function testTime(now = START_MS) {
  const clock: TestClock = { now, nowMs: () => clock.now };
  const slept: number[] = [];
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted === true) return;
    slept.push(ms);
    clock.now += ms;
  };
  return { clock, slept, sleep };
}

type Answer = { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> };
type Rule = { readonly path: RegExp; left: number; readonly answer: Answer | "stall" };

export type FeedServer = Awaited<ReturnType<typeof startFeedServer>>;

export async function startFeedServer(clock: TestClock) {
  const requests: string[] = [];
  const unexpected: string[] = [];
  const rules: Rule[] = [];
  /** Bars that were never traded, as `BTC-USD 1772445600000`. */
  const missing = new Set<string>();
  const server = createServer((request, response) => {
    const url = request.url ?? "";
    requests.push(url);
    const rule = rules.find((candidate) => candidate.left > 0 && candidate.path.test(url));
    if (rule !== undefined) rule.left -= 1;
    if (rule?.answer === "stall") return;
    const answer = rule?.answer ?? standardAnswer(request, { clock, missing });
    if (answer === null) unexpected.push(url);
    send(response, answer ?? { status: 404, body: "{}" });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    unexpected,
    missing,
    /** Answers the next `times` requests to `path` with something else. */
    answer(path: RegExp, answer: Answer | "stall", times = 1): void {
      rules.push({ path, left: times, answer });
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Answer => ({
  status,
  body: JSON.stringify(body),
  headers,
});

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
}

type World = { readonly clock: TestClock; readonly missing: ReadonlySet<string> };

function standardAnswer(request: IncomingMessage, world: World): Answer | null {
  const url = new URL(request.url ?? "", "http://feed");
  const query = url.searchParams;
  const candles = /^\/api\/v3\/brokerage\/market\/products\/([A-Z-]+)\/candles$/.exec(url.pathname);
  if (candles !== null) return coinbaseCandles(candles[1] ?? "", query, world);
  const ticker = /^\/api\/v3\/brokerage\/market\/products\/([A-Z-]+)\/ticker$/.exec(url.pathname);
  if (ticker !== null)
    return json({
      trades: [{ product_id: ticker[1], price: "100.5", time: "2020-01-01T00:00:00Z" }],
      best_bid: "100.41",
      best_ask: "100.43",
    });
  return STANDARD[url.pathname]?.(query, world) ?? null;
}

const STANDARD: Readonly<Record<string, (query: URLSearchParams, world: World) => Answer | null>> = {
  "/api/v3/brokerage/time": (_, { clock }) =>
    json({ iso: "", epochSeconds: String(Math.floor(clock.now / 1_000)), epochMillis: String(clock.now) }),
  "/api/v3/brokerage/market/products": (query) =>
    json({ products: query.get("product_type") === "FUTURE" ? [] : COINBASE_PRODUCTS }),
  "/api/v3/time": (_, { clock }) => json({ serverTime: clock.now }),
  "/api/v3/exchangeInfo": () =>
    json({ timezone: "UTC", rateLimits: [], exchangeFilters: [], symbols: BINANCE_SYMBOLS }),
  "/api/v3/klines": binanceKlines,
  "/api/v3/ticker/bookTicker": (query) => json(namesOf(query.get("symbols") ?? "[]").map(bookTicker)),
};

const namesOf = (list: string): readonly string[] => JSON.parse(list);
const bookTicker = (symbol: string) => ({ symbol, bidPrice: "100.41", bidQty: "1", askPrice: "100.43", askQty: "2" });

/** Price of a bar of `intervalMs`, told by its time alone: made of the minutes in it. */
export function barAt(openTimeMs: number, intervalMs = MINUTE_MS) {
  const minute = (ms: number) => 100 + ((ms / MINUTE_MS) % 50) / 10;
  const minutes = Array.from({ length: intervalMs / MINUTE_MS }, (_, index) => minute(openTimeMs + index * MINUTE_MS));
  const open = minutes[0] ?? 0;
  const close = (minutes.at(-1) ?? 0) + 0.05;
  return {
    open,
    high: Math.max(...minutes) + 0.25,
    low: Math.min(...minutes) - 0.25,
    close,
    volume: minutes.length * 1.5,
  };
}

const GRANULARITY_MS: Readonly<Record<string, number>> = {
  ONE_MINUTE: MINUTE_MS,
  FIVE_MINUTE: 5 * MINUTE_MS,
  TWO_HOUR: 120 * MINUTE_MS,
};
const INTERVAL_MS: Readonly<Record<string, number>> = { "1m": MINUTE_MS, "5m": 5 * MINUTE_MS, "1h": 60 * MINUTE_MS };

/** Opening times in [fromMs, toMs] that the exchange has: the newest is forming. */
function openTimes(
  id: string,
  span: { fromMs: number; toMs: number; intervalMs: number },
  { clock, missing }: World,
): number[] {
  const times: number[] = [];
  for (
    let ms = Math.ceil(span.fromMs / span.intervalMs) * span.intervalMs;
    ms <= span.toMs && ms <= clock.now;
    ms += span.intervalMs
  ) {
    if (!missing.has(`${id} ${ms}`)) times.push(ms);
  }
  return times;
}

function coinbaseCandles(id: string, query: URLSearchParams, world: World): Answer | null {
  const intervalMs = GRANULARITY_MS[query.get("granularity") ?? ""];
  const fromMs = Number(query.get("start")) * 1_000;
  const toMs = Number(query.get("end")) * 1_000;
  if (intervalMs === undefined || (toMs - fromMs) / intervalMs >= 350) return null;
  const rows = openTimes(id, { fromMs, toMs, intervalMs }, world).map((ms) => {
    const bar = barAt(ms, intervalMs);
    return {
      start: String(ms / 1_000),
      low: text(bar.low),
      high: text(bar.high),
      open: text(bar.open),
      close: text(bar.close),
      volume: text(bar.volume),
    };
  });
  return json({ candles: rows.reverse() });
}

function binanceKlines(query: URLSearchParams, world: World): Answer | null {
  const intervalMs = INTERVAL_MS[query.get("interval") ?? ""];
  const limit = Number(query.get("limit"));
  if (intervalMs === undefined || limit > 1_000) return null;
  const span = { fromMs: Number(query.get("startTime")), toMs: Number(query.get("endTime")), intervalMs };
  const rows = openTimes(query.get("symbol") ?? "", span, world).slice(0, limit);
  return json(
    rows.map((ms) => {
      const bar = barAt(ms, intervalMs);
      return [
        ms,
        text(bar.open),
        text(bar.high),
        text(bar.low),
        text(bar.close),
        text(bar.volume),
        ms + intervalMs - 1,
        "0",
        7,
        "0",
        "0",
        "0",
      ];
    }),
  );
}

const text = (value: number): string => value.toFixed(8);

const coinbaseProduct = (base: string, quote: string, changes: object = {}) => ({
  product_id: `${base}-${quote}`,
  price: "100.5",
  base_increment: "0.00000001",
  quote_increment: "0.01",
  quote_min_size: "1",
  quote_max_size: "150000000",
  base_min_size: "0.00000001",
  base_max_size: "3400",
  base_name: base,
  quote_name: quote,
  is_disabled: false,
  status: "online",
  cancel_only: false,
  limit_only: false,
  post_only: false,
  trading_disabled: false,
  auction_mode: false,
  product_type: "SPOT",
  quote_currency_id: quote,
  base_currency_id: base,
  base_display_symbol: base,
  quote_display_symbol: quote,
  ...changes,
});

const COINBASE_PRODUCTS = [
  coinbaseProduct("BTC", "USD"),
  coinbaseProduct("ETH", "USD"),
  coinbaseProduct("ODD", "USD", {
    quote_increment: "0.0005",
    base_increment: "2.5",
    base_min_size: "26.7187147229469674",
  }),
  coinbaseProduct("GONE", "USD", { trading_disabled: true, status: "delisted" }),
];

const binanceSymbol = (base: string, quote: string) => ({
  symbol: `${base}${quote}`,
  status: "TRADING",
  baseAsset: base,
  baseAssetPrecision: 8,
  quoteAsset: quote,
  quotePrecision: 8,
  quoteAssetPrecision: 8,
  orderTypes: ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"],
  icebergAllowed: true,
  ocoAllowed: true,
  isSpotTradingAllowed: true,
  isMarginTradingAllowed: false,
  permissions: ["SPOT"],
  filters: [
    { filterType: "PRICE_FILTER", minPrice: "0.01000000", maxPrice: "1000000.00000000", tickSize: "0.01000000" },
    { filterType: "LOT_SIZE", minQty: "0.00001000", maxQty: "9000.00000000", stepSize: "0.00001000" },
    { filterType: "NOTIONAL", minNotional: "5.00000000", applyMinToMarket: true, avgPriceMins: 5 },
  ],
});

const BINANCE_SYMBOLS = [binanceSymbol("BTC", "USDT"), binanceSymbol("ETH", "USDT")];
