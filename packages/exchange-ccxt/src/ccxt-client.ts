/**
 * The one place where ccxt comes in: the module of a single exchange, a third of the memory of the whole library.
 *
 * ccxt's package exports only the whole, so the module is found as a file beside the entry that is exported.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";

/** What is used of an exchange of ccxt. Answers are unknown until they have been parsed. */
export type CcxtClient = {
  urls: unknown;
  timeout: number;
  handleErrors: (...answer: unknown[]) => unknown;
  readonly timeframes: Readonly<Record<string, unknown>>;
  setMarkets(markets: readonly unknown[]): unknown;
  fetchTime(): Promise<unknown>;
  fetchMarkets(): Promise<unknown>;
  fetchOHLCV(...request: CandleRequest): Promise<unknown>;
  fetchTicker(symbol: string): Promise<unknown>;
  fetchTickers(symbols: readonly string[]): Promise<unknown>;
  fetchBidsAsks(symbols: readonly string[]): Promise<unknown>;
};

type CandleRequest = [
  symbol: string,
  timeframe: string,
  sinceMs: number,
  limit: number,
  more: { readonly until: number },
];

type ClientClass = new (settings: Readonly<Record<string, unknown>>) => CcxtClient;

const exchangeModule = z.object({ default: z.custom<ClientClass>(isClientClass) });

/** Loads the module of one exchange and makes a client of it. Throws when ccxt has no such exchange: a bug, profiles name them. */
export async function loadCcxtClient(
  exchange: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<CcxtClient> {
  // The require entry is <package>/dist/ccxt.cjs
  const entry = createRequire(import.meta.url).resolve("ccxt");
  const file = join(dirname(dirname(entry)), "js", "src", `${exchange}.js`);
  const module: unknown = await import(pathToFileURL(file).href);
  const { default: Client } = exchangeModule.parse(module);
  const client = new Client({
    enableRateLimit: true,
    // Numbers as the text they came in, so that increments and prices reach Decimal unharmed
    number: String,
    // The last answer would be kept as text: megabytes after the list of markets
    enableLastHttpResponse: false,
    ...settings,
  });
  return client;
}

function isClientClass(value: unknown): value is ClientClass {
  if (typeof value !== "function") return false;
  const prototype: unknown = value.prototype;
  return (
    prototype !== null && typeof prototype === "object" && "fetchOHLCV" in prototype && "handleErrors" in prototype
  );
}
