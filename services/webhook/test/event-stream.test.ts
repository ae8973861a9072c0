import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { OPERATOR_TOKEN, openServer, type UnderTest } from "./server-under-test.ts";

const opened: UnderTest[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function listening(): Promise<{ server: UnderTest; url: string }> {
  const server = await openServer();
  opened.push(server);
  await server.app.listen({ host: "127.0.0.1", port: 0 });
  return { server, url: `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}/api/v1/events` };
}

/** Reads an event stream piece by piece. */
async function listen(url: string) {
  const stop = new AbortController();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${OPERATOR_TOKEN}` }, signal: stop.signal });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  return {
    status: answer.status,
    headers: answer.headers,
    stop: () => stop.abort(),
    heard: () => heard,
    /** Reads on until `text` was heard or the stream ends. */
    async until(text: string): Promise<string> {
      while (!heard.includes(text)) {
        const piece = await reader?.read();
        if (piece === undefined || piece.done) return heard;
        heard += piece.value;
      }
      return heard;
    },
    async end(): Promise<void> {
      for (;;) {
        const piece = await reader?.read();
        if (piece === undefined || piece.done) return;
        heard += piece.value;
      }
    },
  };
}

describe("the event stream", () => {
  test("is an event stream that no cache and no proxy holds back", async () => {
    const { url } = await listening();
    const page = await listen(url);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toBe("text/event-stream");
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("x-accel-buffering")).toBe("no");
    expect(await page.until("welcome")).toBe(": welcome\n\n");
    page.stop();
  });

  test("gathers changes: many in a moment are one message, each kind named once", async () => {
    const { server, url } = await listening();
    const page = await listen(url);
    await page.until("welcome");
    for (let count = 0; count < 100; count += 1) server.events.changed("orders", "positions");
    server.events.changed("trades");
    await page.until("event: change");
    server.events.changed("equity");
    const heard = await page.until("equity");
    const messages = heard.split("\n").filter((line) => line.startsWith("data: "));
    expect(messages).toEqual(['data: {"kinds":["orders","positions","trades"]}', 'data: {"kinds":["equity"]}']);
    page.stop();
  });

  test("tells every page", async () => {
    const { server, url } = await listening();
    const pages = await Promise.all([listen(url), listen(url), listen(url)]);
    await Promise.all(pages.map((page) => page.until("welcome")));
    server.events.changed("status");
    const heard = await Promise.all(pages.map((page) => page.until("status")));
    for (const text of heard) expect(text).toContain('data: {"kinds":["status"]}');
    for (const page of pages) page.stop();
  });

  test("a page that went away is forgotten and keeps nobody from being told", async () => {
    const { server, url } = await listening();
    const [gone, stays] = await Promise.all([listen(url), listen(url)]);
    await Promise.all([gone.until("welcome"), stays.until("welcome")]);
    gone.stop();
    server.events.changed("signals");
    expect(await stays.until("signals")).toContain('{"kinds":["signals"]}');
    stays.stop();
  });

  test("a hundred pages can watch, the next is told to come back", async () => {
    const { url } = await listening();
    const pages = await Promise.all(Array.from({ length: 100 }, () => listen(url)));
    const next = await listen(url);
    expect(next.status).toBe(503);
    expect(next.headers.get("retry-after")).toBe("30");
    expect(await next.until("NOT_READY")).toContain('"code":"NOT_READY"');
    for (const page of pages) page.stop();
  });

  test("ends when the service stops, which does not wait for it", async () => {
    const { server, url } = await listening();
    const page = await listen(url);
    await page.until("welcome");
    const startedMs = performance.now();
    server.events.close();
    await Promise.all([server.app.close(), page.end()]);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
