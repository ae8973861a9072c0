import { createHash } from "node:crypto";
import fastifyCookie from "@fastify/cookie";
import { afterEach, describe, expect, test } from "vitest";
import {
  type Given,
  NOW_MS,
  OPERATOR_PASSWORD,
  OPERATOR_TOKEN,
  openServer,
  type UnderTest,
} from "./server-under-test.ts";

const opened: UnderTest[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function serverWith(given: Given = {}): Promise<UnderTest> {
  const server = await openServer(given);
  opened.push(server);
  return server;
}

const HOUR_MS = 3_600_000;
const reads = { lastSignals: async () => [], unmatched: async () => [] };
const bearer = (token = OPERATOR_TOKEN) => ({ authorization: `Bearer ${token}` });

const login = (server: UnderTest, password: unknown = OPERATOR_PASSWORD) =>
  server.app.inject({ method: "POST", url: "/api/v1/session", payload: { password } });

async function cookieOf(server: UnderTest): Promise<string> {
  const answer = await login(server);
  return String(answer.headers["set-cookie"]).split(";", 1)[0] ?? "";
}

const OPERATORS_ONLY = [
  ["GET", "/api/v1/status"],
  ["GET", "/api/v1/account"],
  ["GET", "/api/v1/positions"],
  ["GET", "/api/v1/intents"],
  ["GET", "/api/v1/intents/int_1"],
  ["GET", "/api/v1/orders"],
  ["GET", "/api/v1/trades"],
  ["GET", "/api/v1/alerts"],
  ["GET", "/api/v1/signals"],
  ["GET", "/api/v1/unmatched"],
  ["GET", "/api/v1/exclusions"],
  ["GET", "/api/v1/locks"],
  ["DELETE", "/api/v1/locks/lossStreak"],
  ["GET", "/api/v1/equity"],
  ["GET", "/api/v1/candles"],
  ["GET", "/api/v1/performance"],
  ["GET", "/api/v1/events"],
  ["POST", "/api/v1/positions/BTC%2FUSDT/close"],
  ["POST", "/api/v1/trading-state"],
  ["POST", "/api/v1/flatten"],
  ["POST", "/api/v1/reconcile"],
  ["GET", "/docs"],
  ["GET", "/docs/json"],
  ["GET", "/queues"],
] as const;

describe("never open", () => {
  test.each(OPERATORS_ONLY)("%s %s is for operators", async (method, url) => {
    const server = await serverWith();
    for (const headers of [{}, bearer("wrong"), bearer(""), { cookie: "bottrader_session=9999999999999" }]) {
      const answer = await server.app.inject({ method, url, headers });
      expect(answer.statusCode).toBe(401);
      expect(answer.json().error).toEqual({
        code: "OPERATOR_ONLY",
        message: "Log in, or send the operator token as bearer.",
        fields: [],
      });
    }
  });

  test("without password and token nobody gets in, not even with a cookie signed by a key anybody can compute", async () => {
    const server = await serverWith({ settings: { OPERATOR_PASSWORD: "", OPERATOR_TOKEN: "" }, reads });
    const guessable = ["session||", '["session",null,null]'].map((text) =>
      createHash("sha256").update(text).digest("hex"),
    );
    const headers = guessable.map((key) => ({
      cookie: `bottrader_session=${encodeURIComponent(fastifyCookie.sign(String(NOW_MS + HOUR_MS), key))}`,
    }));
    for (const given of [{}, bearer(""), bearer("null"), ...headers]) {
      expect((await server.app.inject({ url: "/api/v1/signals", headers: given })).statusCode).toBe(401);
    }
    expect((await login(server, "")).statusCode).toBe(401);
  });

  test("the page itself, probes and metrics are for everybody on the network", async () => {
    const server = await serverWith();
    const urls = ["/", "/healthz", "/readyz", "/version", "/metrics"];
    const answers = await Promise.all(urls.map((url) => server.app.inject(url)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
    expect(answers[0]?.body).toContain("BotTrader");
  });
});

describe("the operator token", () => {
  test("opens reading and changing alike", async () => {
    const server = await serverWith({ reads });
    expect((await server.app.inject({ url: "/api/v1/signals", headers: bearer() })).statusCode).toBe(200);
    const changing = { method: "POST", url: "/api/v1/trading-state", payload: { state: "halted" } } as const;
    expect((await server.app.inject({ ...changing, headers: bearer() })).statusCode).toBe(503);
  });

  test("opens the queue board and the documentation, which lists every path", async () => {
    const server = await serverWith();
    expect((await server.app.inject({ url: "/queues", headers: bearer() })).body).toBe("the queue board");
    const docs = await server.app.inject({ url: "/docs/json", headers: bearer() });
    expect(Object.keys(docs.json().paths)).toEqual(
      expect.arrayContaining(["/api/v1/positions", "/api/v1/trades", "/api/v1/trading-state"]),
    );
  });
});

describe("the password", () => {
  test("gives a session in a cookie no script and no other site can use", async () => {
    const answer = await login(await serverWith());
    expect(answer.statusCode).toBe(204);
    const cookie = String(answer.headers["set-cookie"]);
    for (const part of ["HttpOnly", "SameSite=Strict", "Path=/", "Expires="]) expect(cookie).toContain(part);
    expect(cookie).not.toContain("Secure");
  });

  test("behind a proxy that speaks https the cookie is for https only", async () => {
    const server = await serverWith({ settings: { TRUSTED_PROXIES: "10.0.0.1" } });
    const answer = await server.app.inject({
      method: "POST",
      url: "/api/v1/session",
      payload: { password: OPERATOR_PASSWORD },
      headers: { "x-forwarded-proto": "https" },
      remoteAddress: "10.0.0.1",
    });
    expect(String(answer.headers["set-cookie"])).toContain("Secure");
  });

  test.each(["wrong", "", null, 5, ["the operator's password"], {}])("%j is not it", async (password) => {
    const answer = await login(await serverWith(), password);
    expect([answer.statusCode, answer.json().error.code]).toEqual([401, "OPERATOR_ONLY"]);
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  test("no body is no password", async () => {
    const answer = await (await serverWith()).app.inject({ method: "POST", url: "/api/v1/session" });
    expect([answer.statusCode, answer.json().error.code]).toEqual([401, "OPERATOR_ONLY"]);
  });

  test("a session ends after twelve hours", async () => {
    const server = await serverWith({ reads });
    const headers = { cookie: await cookieOf(server) };
    const read = async () => (await server.app.inject({ url: "/api/v1/signals", headers })).statusCode;
    server.clock.nowMs = NOW_MS + 12 * HOUR_MS - 1;
    expect(await read()).toBe(200);
    server.clock.nowMs = NOW_MS + 12 * HOUR_MS;
    expect(await read()).toBe(401);
  });

  test("a session outlives a restart, but not a new password", async () => {
    const cookie = await cookieOf(await serverWith());
    const read = async (settings: Record<string, string>) =>
      (await (await serverWith({ settings, reads })).app.inject({ url: "/api/v1/signals", headers: { cookie } }))
        .statusCode;
    expect(await read({})).toBe(200);
    expect(await read({ OPERATOR_PASSWORD: "another password" })).toBe(401);
  });

  test("a cookie that was changed is worth nothing", async () => {
    const server = await serverWith({ reads });
    const cookie = await cookieOf(server);
    const later = cookie.replace(String(NOW_MS + 12 * HOUR_MS), String(NOW_MS + 99 * HOUR_MS));
    expect(later).not.toBe(cookie);
    expect((await server.app.inject({ url: "/api/v1/signals", headers: { cookie: later } })).statusCode).toBe(401);
  });

  test("logging out takes the cookie back", async () => {
    const answer = await (await serverWith()).app.inject({ method: "DELETE", url: "/api/v1/session" });
    expect(answer.statusCode).toBe(204);
    expect(String(answer.headers["set-cookie"])).toContain("bottrader_session=;");
  });

  test("can be guessed at ten times a minute, in the shape of every refusal", async () => {
    const server = await serverWith();
    for (let count = 0; count < 10; count += 1) expect((await login(server, "guess")).statusCode).toBe(401);
    const answer = await login(server);
    expect([answer.statusCode, answer.json().error.code]).toEqual([429, "TOO_MANY"]);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
  });

  test("F1: is in no log line", async () => {
    const server = await serverWith();
    await login(server);
    await login(server, `${OPERATOR_PASSWORD} mistyped`);
    await server.app.inject({ url: "/api/v1/signals", headers: bearer() });
    expect(server.log()).not.toContain(OPERATOR_PASSWORD);
    expect(server.log()).not.toContain(OPERATOR_TOKEN);
  });
});

describe("calls that change something with a session", () => {
  const change = async (server: UnderTest, headers: Record<string, string>) =>
    server.app.inject({
      method: "POST",
      url: "/api/v1/trading-state",
      payload: { state: "halted" },
      headers: { cookie: await cookieOf(server), host: "bot.example:8080", ...headers },
    });

  test.each<Record<string, string>>([
    {},
    { origin: "https://evil.example" },
    { origin: "http://bot.example" },
    { origin: "null" },
    { "x-bottrader-csrf": "yes" },
  ])("are refused from anywhere but the page itself: %j", async (headers) => {
    const answer = await change(await serverWith(), headers);
    expect([answer.statusCode, answer.json().error.code]).toEqual([403, "CROSS_SITE"]);
  });

  test.each<Record<string, string>>([{ origin: "http://bot.example:8080" }, { "x-bottrader-csrf": "1" }])(
    "are taken from the page itself: %j",
    async (headers) => {
      const answer = await change(await serverWith(), headers);
      expect([answer.statusCode, answer.json().error.code]).toEqual([503, "NOT_READY"]);
    },
  );
});
