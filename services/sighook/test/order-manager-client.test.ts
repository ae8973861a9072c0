import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { createOrderManagerClient } from "../src/market/order-manager-client.ts";

const TOKEN = "the-internal-token-0123456789";
const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Seen = { readonly method?: string; readonly url?: string; readonly token: unknown; readonly body: unknown };

/** A strict stand-in for the order manager, on a real socket. */
async function orderManager(answer: { status: number; body?: unknown }) {
  const seen: Seen[] = [];
  const take = async (request: IncomingMessage): Promise<void> => {
    const { method = "", url = "" } = request;
    seen.push({ method, url, token: request.headers["x-internal-token"], body: JSON.parse(await text(request)) });
  };
  const server = createServer((request, response) => {
    void take(request).then(() => {
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
    });
  });
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { seen, client: createOrderManagerClient({ url, token: TOKEN }) };
}

const batch = { session: "live", closeTimeMs: 60_000, bars: [] };
const settled = { closeTimeMs: 60_000, openPositions: 1, unsettledIntents: 0 };

describe("calls to the order manager", () => {
  test("bars are posted with the token and answered when settled", async () => {
    const { client, seen } = await orderManager({ status: 200, body: settled });
    expect(await client.bars(batch)).toEqual(settled);
    expect(seen).toEqual([{ method: "POST", url: "/internal/v1/market/bars", token: TOKEN, body: batch }]);
  });

  test("session and quotes", async () => {
    const { client, seen } = await orderManager({ status: 204 });
    await client.openSession({
      session: "live",
      source: "live",
      exchange: "coinbase",
      timeframe: "5m",
      markets: [],
    });
    await client.quotes({ session: "live", quotes: [] });
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "PUT /internal/v1/market/session",
      "POST /internal/v1/market/quotes",
    ]);
  });

  test.each([401, 400, 503])("an answer of %d rejects: the caller says it again", async (status) => {
    const { client } = await orderManager({ status, body: { error: { code: "NOT_READY" } } });
    await expect(client.bars(batch)).rejects.toThrow(`order manager answered ${status} to bars`);
    await expect(client.quotes({ session: "live", quotes: [] })).rejects.toThrow(`${status}`);
  });

  test.each([{}, { ...settled, openPositions: "1" }, [settled], null])(
    "F45: an answer that is not the contract's rejects: %j",
    async (body) => {
      const { client } = await orderManager({ status: 200, body });
      await expect(client.bars(batch)).rejects.toThrow("Invalid input");
    },
  );

  test("nobody there rejects, without the token in the error", async () => {
    const client = createOrderManagerClient({ url: "http://127.0.0.1:1", token: TOKEN });
    const failed = await client.bars(batch).then(
      () => "answered",
      (error: unknown) => String(error),
    );
    expect(failed).not.toBe("answered");
    expect(failed).not.toContain(TOKEN);
  });
});
