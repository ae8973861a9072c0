/** The signal service's calls to the order manager: the market, for its paper venue. */
import {
  type MarketBars,
  type MarketQuotes,
  type MarketSession,
  type MarketSettled,
  marketSettled,
} from "@bottrader/contracts";

export type OrderManagerClient = {
  openSession(session: MarketSession): Promise<void>;
  /** Resolves when everything the bars caused at the venue is booked. */
  bars(batch: MarketBars): Promise<MarketSettled>;
  quotes(batch: MarketQuotes): Promise<void>;
};

const TIMEOUT_MS = 120_000;

/** Every call rejects when the order manager does not answer with success; the caller says it again. */
export function createOrderManagerClient(options: { url: string; token: string }): OrderManagerClient {
  const call = async (method: "PUT" | "POST", path: string, body: unknown): Promise<Response> => {
    const response = await fetch(`${options.url}/internal/v1/market/${path}`, {
      method,
      headers: { "content-type": "application/json", "x-internal-token": options.token },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok)
      throw new Error(`order manager answered ${response.status} to ${path}: ${(await response.text()).slice(0, 500)}`);
    return response;
  };
  return {
    async openSession(session) {
      await call("PUT", "session", session);
    },
    async bars(batch) {
      return marketSettled.parse(await (await call("POST", "bars", batch)).json());
    },
    async quotes(batch) {
      await call("POST", "quotes", batch);
    },
  };
}
