import { createHmac } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { type Given, NOW_MS, openServer, SECRET, type UnderTest } from "./server-under-test.ts";

const opened: UnderTest[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function serverWith(given: Given = {}): Promise<UnderTest> {
  const server = await openServer(given);
  opened.push(server);
  return server;
}

const alert = { symbol: "BTC/USDT", action: "buy" };
type Post = { url?: string; body?: unknown; headers?: Record<string, string>; from?: string };

async function post(server: UnderTest, { url = "/webhook", body = alert, headers = {}, from }: Post = {}) {
  return server.app.inject({
    method: "POST",
    url,
    headers: { "content-type": "application/json", ...headers },
    payload: typeof body === "string" ? body : JSON.stringify(body),
    ...(from === undefined ? {} : { remoteAddress: from }),
  });
}

function signature(body: string, { secret = SECRET, atMs = NOW_MS } = {}): string {
  const seconds = Math.floor(atMs / 1_000);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}

const NOT_AUTHENTIC = {
  error: { code: "NOT_AUTHENTIC", message: "The alert carries no valid secret.", fields: [] },
};

describe("a sender is known by", () => {
  test("the secret in the body", async () => {
    expect((await post(await serverWith(), { body: { ...alert, secret: SECRET } })).statusCode).toBe(202);
  });

  test("the token in the path", async () => {
    expect((await post(await serverWith(), { url: `/webhook/${SECRET}` })).statusCode).toBe(202);
  });

  test("an HMAC of time and body", async () => {
    const body = JSON.stringify(alert);
    const headers = { "x-bottrader-signature": signature(body) };
    expect((await post(await serverWith(), { body, headers })).statusCode).toBe(202);
  });

  test("either of two secrets while senders are moved over, in all three ways", async () => {
    const next = "the-secret-of-tomorrow";
    const server = await serverWith({ settings: { WEBHOOK_SECRET_NEXT: next } });
    const body = JSON.stringify(alert);
    for (const secret of [SECRET, next]) {
      const answers = await Promise.all([
        post(server, { body: { ...alert, secret } }),
        post(server, { url: `/webhook/${secret}` }),
        post(server, { body, headers: { "x-bottrader-signature": signature(body, { secret }) } }),
      ]);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202]);
    }
  });

  test("nothing, when authentication is turned off", async () => {
    expect((await post(await serverWith({ settings: { WEBHOOK_AUTH: "none" } }))).statusCode).toBe(202);
  });
});

describe("F1: who is not known gets one answer, whatever the cause", () => {
  const wrong: readonly (readonly [string, Post])[] = [
    ["no secret", {}],
    ["a wrong secret", { body: { ...alert, secret: "wrong" } }],
    ["the beginning of the secret", { body: { ...alert, secret: SECRET.slice(0, -1) } }],
    ["the secret and more", { body: { ...alert, secret: `${SECRET}x` } }],
    ["an empty secret", { body: { ...alert, secret: "" } }],
    ["a secret that is no text", { body: { ...alert, secret: [SECRET] } }],
    ["a secret below __proto__", { body: `{"symbol":"BTC/USDT","action":"buy","__proto__":{"secret":"${SECRET}"}}` }],
    ["a secret inside an array", { body: [{ ...alert, secret: SECRET }] }],
    ["a wrong token", { url: "/webhook/wrong" }],
    ["an empty token", { url: "/webhook/" }],
    ["a token of 10,000 letters", { url: `/webhook/${"x".repeat(10_000)}` }],
    ["the secret in the query", { url: `/webhook?secret=${SECRET}` }],
    ["a body that is not JSON", { body: "{'symbol': BTC" }],
    ["an empty body", { body: "" }],
    ["an alert that is no alert", { body: { action: "dance" } }],
    ["a signature with another secret", { headers: { "x-bottrader-signature": signature("{}", { secret: "wrong" }) } }],
    ["a signature of another body", { headers: { "x-bottrader-signature": signature("{}") } }],
    ["a signature that is none", { headers: { "x-bottrader-signature": "v1=abc" } }],
    [
      "a signature of ten minutes ago",
      { headers: { "x-bottrader-signature": signature(JSON.stringify(alert), { atMs: NOW_MS - 600_000 }) } },
    ],
    [
      "a signature of tomorrow",
      { headers: { "x-bottrader-signature": signature(JSON.stringify(alert), { atMs: NOW_MS + 86_400_000 }) } },
    ],
  ];
  test.each(wrong)("%s", async (_what, request) => {
    const server = await serverWith();
    const answer = await post(server, request);
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toEqual(NOT_AUTHENTIC);
    expect(server.accepted).toEqual([]);
    expect(server.counted).toEqual(["NOT_AUTHENTIC"]);
  });

  test("authentication comes before readiness: a stranger does not learn whether we trade", async () => {
    const server = await serverWith({ parts: { isReady: () => false } });
    expect((await post(server)).statusCode).toBe(401);
  });

  test("without any secret configured nobody is known", async () => {
    const server = await serverWith({ settings: { WEBHOOK_SECRET: "" } });
    const answers = [
      await post(server),
      await post(server, { url: "/webhook/" }),
      await post(server, { body: { ...alert, secret: "" } }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
  });
});

describe("F1: where alerts may come from", () => {
  const allowed = { settings: { WEBHOOK_ALLOWED_IPS: "52.89.214.238, 10.1.0.0/16, fd00::/8" } };
  const known = { body: { ...alert, secret: SECRET } };

  test.each(["52.89.214.238", "10.1.200.3", "::ffff:52.89.214.238", "fd00::17"])("%s may", async (from) => {
    expect((await post(await serverWith(allowed), { ...known, from })).statusCode).toBe(202);
  });

  test.each(["52.89.214.239", "10.2.0.1", "::1", "::ffff:9.9.9.9"])(
    "%s may not, even with the right secret",
    async (from) => {
      const server = await serverWith(allowed);
      const answer = await post(server, { ...known, from });
      expect(answer.statusCode).toBe(403);
      expect(answer.json().error).toEqual({
        code: "SOURCE_NOT_ALLOWED",
        message: "This address may not send alerts.",
        fields: [],
      });
      expect(server.accepted).toEqual([]);
      expect(server.counted).toEqual(["SOURCE_NOT_ALLOWED"]);
    },
  );

  test("an address that claims another one in X-Forwarded-For is not believed", async () => {
    const headers = { "x-forwarded-for": "52.89.214.238" };
    expect((await post(await serverWith(allowed), { ...known, headers, from: "9.9.9.9" })).statusCode).toBe(403);
  });

  test("unless it is a trusted proxy", async () => {
    const settings = { ...allowed.settings, TRUSTED_PROXIES: "10.0.0.0/8" };
    const headers = { "x-forwarded-for": "9.9.9.9, 52.89.214.238" };
    expect((await post(await serverWith({ settings }), { ...known, headers, from: "10.0.0.5" })).statusCode).toBe(202);
    const spoofed = { "x-forwarded-for": "52.89.214.238, 9.9.9.9" };
    expect(
      (await post(await serverWith({ settings }), { ...known, headers: spoofed, from: "10.0.0.5" })).statusCode,
    ).toBe(403);
  });
});

describe("F1: the secret is in no log line", () => {
  test("whatever is sent and however it ends", async () => {
    const failing = await serverWith({ parts: { accept: async () => Promise.reject(new Error("store is down")) } });
    const waiting = await serverWith({ parts: { isReady: () => false } });
    const fine = await serverWith({ settings: { WEBHOOK_RATE_PER_MINUTE: "15" } });
    const bodies: readonly unknown[] = [
      { ...alert, secret: SECRET },
      { secret: SECRET },
      `{"secret":"${SECRET}"`,
      "x".repeat(20_000),
    ];
    for (const server of [failing, waiting, fine]) {
      for (const url of ["/webhook", `/webhook/${SECRET}`, `/webhook/${SECRET}?again=${SECRET}`]) {
        for (const body of bodies) await post(server, { url, body });
        await post(server, { url, headers: { "content-type": "application/xml" } });
        await post(server, { url, headers: { "x-bottrader-signature": SECRET, authorization: `Bearer ${SECRET}` } });
      }
      await post(server, { url: `/webhook/%zz${SECRET}` });
      await post(server, { url: `/webhook/${SECRET}/more` });
    }
    const everything = opened.map(({ log }) => log()).join("");
    expect(everything).toContain("alert refused");
    expect(everything).toContain("store is down");
    expect(everything).not.toContain(SECRET);
  });

  test("and in no answer", async () => {
    const server = await serverWith();
    for (const url of ["/webhook", `/webhook/${SECRET}`, `/webhook/%zz${SECRET}`]) {
      const answers = await Promise.all([
        post(server, { url, body: { ...alert, secret: SECRET } }),
        post(server, { url, body: { action: "dance", secret: SECRET } }),
        post(server, { url, body: `{"secret":"${SECRET}"` }),
      ]);
      for (const { body } of answers) expect(body).not.toContain(SECRET);
    }
  });
});
