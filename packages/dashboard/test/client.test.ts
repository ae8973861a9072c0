import { expect, test } from "vitest";
import { createApi, type Fetch } from "../src/api/client.ts";
import { faultWords } from "../src/api/fault-words.ts";

const answering =
  (status: number, body: string): Fetch =>
  async () =>
    new Response(body === "" ? null : body, { status });

test("reads ask for the same origin only and unwrap pages", async () => {
  const asked: { readonly path: string; readonly init: RequestInit }[] = [];
  const api = createApi(async (path, init) => {
    asked.push({ path, init });
    return Response.json({ items: [{ clientOrderId: "c1" }], cursor: null });
  });
  expect(await api.read("orders", null)).toEqual({ ok: true, value: [{ clientOrderId: "c1" }] });
  expect(asked[0]?.path).toBe("/api/v1/orders?working=true");
  expect(asked[0]?.init.credentials).toBe("same-origin");
});

test("the symbol of the candles is encoded, and without one nothing is asked", async () => {
  const paths: string[] = [];
  const api = createApi(async (path) => {
    paths.push(path);
    return Response.json({ symbol: "BTC/USDT", timeframe: "5m", rows: [] });
  });
  await api.read("candles", "BTC/USDT");
  await api.read("candles", null);
  expect(paths).toEqual(["/api/v1/candles?symbol=BTC%2FUSDT&limit=500"]);
});

test("every call that changes something carries the header a foreign page cannot send", async () => {
  const sent: RequestInit[] = [];
  const api = createApi(async (_path, init) => {
    sent.push(init);
    return new Response(null, { status: 204 });
  });
  await api.mutate({ method: "POST", path: "/session", body: { password: "secret" } });
  await api.mutate({ method: "DELETE", path: "/session" });
  expect(sent.map(({ headers }) => new Headers(headers).get("x-bottrader-csrf"))).toEqual(["1", "1"]);
  expect(sent.map(({ body }) => body)).toEqual(['{"password":"secret"}', undefined]);
});

test("401 is signed out whatever its body", async () => {
  expect(await createApi(answering(401, "")).read("status", null)).toEqual({
    ok: false,
    fault: { kind: "signed_out" },
  });
});

test("a refusal keeps the server's words, cut to a length a page can show", async () => {
  const refuse = (message: string) => createApi(answering(503, JSON.stringify({ error: { code: "X", message } })));
  const answer = await refuse("the database does not answer").read("trades", null);
  expect(answer).toEqual({
    ok: false,
    fault: { kind: "refused", status: 503, message: "the database does not answer" },
  });
  const long = await refuse("a".repeat(1_000)).read("trades", null);
  expect(long.ok === false && faultWords(long.fault).length).toBeLessThan(330);
});

test.each(["", "<html>", "null", "[]", '{"items":{}}', "7"])(
  "an answer of another shape (%s) is unreadable, not an empty list",
  async (body) => {
    expect(await createApi(answering(200, body)).read("trades", null)).toEqual({
      ok: false,
      fault: { kind: "unreadable" },
    });
  },
);

test("a connection that fails is unreachable", async () => {
  const api = createApi(async () => Promise.reject(new TypeError("fetch failed")));
  const answer = await api.read("status", null);
  expect(answer).toEqual({ ok: false, fault: { kind: "unreachable" } });
});
