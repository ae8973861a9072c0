import { err, ok } from "@bottrader/core";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { ACCEPTED, type Given, NOW_MS, openServer, SECRET, speak, type UnderTest } from "./server-under-test.ts";

const opened: UnderTest[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function serverWith(given: Given = {}): Promise<UnderTest> {
  const server = await openServer(given);
  opened.push(server);
  return server;
}

const alert = { symbol: "BTC/USDT", action: "buy", secret: SECRET };
type Post = { url?: string; body?: unknown; type?: string; from?: string };

async function post(server: UnderTest, { url = "/webhook", body = alert, type = "application/json", from }: Post = {}) {
  return server.app.inject({
    method: "POST",
    url,
    headers: { "content-type": type },
    payload: typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    ...(from === undefined ? {} : { remoteAddress: from }),
  });
}

/** A JSON alert of exactly that many bytes. */
const bodyOf = (bytes: number): string => {
  const text = JSON.stringify({ ...alert, padding: "" });
  return text.replace('"padding":""', `"padding":"${"x".repeat(bytes - text.length)}"`);
};

describe("202: accepted, durable", () => {
  test("with the intent's id and nothing else", async () => {
    const server = await serverWith();
    const answer = await post(server);
    expect([answer.statusCode, answer.json()]).toEqual([202, ACCEPTED]);
    expect(server.counted).toEqual(["accepted"]);
  });

  test("hands over the alert, the time it came and a digest of its body", async () => {
    const server = await serverWith();
    await post(server, { body: { ...alert, quote: 100, id: 7 } });
    expect(server.accepted).toHaveLength(1);
    expect(server.accepted[0]).toMatchObject({
      source: "default",
      receivedAtMs: NOW_MS,
      alert: { ticker: "BTC/USDT", action: "buy", id: "7", budget: { kind: "quote", amount: "100" } },
    });
    expect(server.accepted[0]?.bodyDigest).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    "application/json",
    "application/json; charset=utf-8",
    "APPLICATION/JSON",
    "text/plain",
    "text/plain; charset=utf-8",
    "application/vnd.relay+json",
  ])("whatever a sender calls its JSON: %s", async (type) => {
    expect((await post(await serverWith(), { type })).statusCode).toBe(202);
  });

  test("F2: the secret is no part of what makes two bodies the same, everything else is", async () => {
    const server = await serverWith({ settings: { WEBHOOK_SECRET_NEXT: "the-other-secret" } });
    for (const body of [alert, { ...alert, secret: "the-other-secret" }, { ...alert, quote: 5 }])
      await post(server, { body });
    const { secret: _secret, ...bare } = alert;
    await post(server, { url: `/webhook/${SECRET}`, body: bare });
    const [first, second, third, fourth] = server.accepted.map(({ bodyDigest }) => bodyDigest);
    expect(second).toBe(first);
    expect(fourth).toBe(first);
    expect(third).not.toBe(first);
  });
});

describe("200: the same alert again", () => {
  test("F6: with the first one's intent and how it went", async () => {
    const duplicate = {
      status: "duplicate",
      intentId: ACCEPTED.intentId,
      outcome: { state: "executed", reason: "INTENT_EXECUTED" },
    } as const;
    const server = await serverWith({ parts: { accept: async () => ok(duplicate) } });
    const answer = await post(server);
    expect([answer.statusCode, answer.json()]).toEqual([200, duplicate]);
    expect(server.counted).toEqual(["duplicate"]);
  });
});

describe("400: not an alert", () => {
  test("every fault at once, named by field", async () => {
    const server = await serverWith();
    const answer = await post(server, { body: { secret: SECRET, action: "short", price: "1e5", leverage: 3 } });
    expect(answer.statusCode).toBe(400);
    const { code, message, fields } = answer.json().error;
    expect(code).toBe("ALERT_INVALID");
    expect(fields.map(({ field }: { field: string }) => field)).toEqual(["action", "price", "symbol", "leverage"]);
    expect(message).toContain("spot, long only");
    expect(server.accepted).toEqual([]);
    expect(server.counted).toEqual(["ALERT_INVALID"]);
  });

  test.each([
    ["", "is empty"],
    ["{'symbol': 'BTC'}", "is not valid JSON: check quotes and commas"],
    ['{"symbol":"BTC/USDT","action":"buy",}', "is not valid JSON: check quotes and commas"],
    [Buffer.from([0xff, 0xfe, 0x00]), "is not valid JSON: check quotes and commas"],
  ])("a body that cannot be read: %j", async (body, message) => {
    const answer = await post(await serverWith(), { url: `/webhook/${SECRET}`, body });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error).toEqual({
      code: "BODY_UNREADABLE",
      message: `The body ${message}.`,
      fields: [{ field: "body", message }],
    });
  });

  test.each(["null", "5", '"buy"', "[]", "true"])("JSON that is no object: %s", async (body) => {
    const answer = await post(await serverWith(), { url: `/webhook/${SECRET}`, body });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.fields).toEqual([{ field: "body", message: "must be a JSON object" }]);
  });

  test("what only the engine can know: unknown symbol, too old", async () => {
    const fault = {
      code: "ALERT_REFUSED",
      message: "symbol XYZ is not a market of this exchange",
      fields: [{ field: "symbol", message: "XYZ is not a market of this exchange" }],
    };
    const server = await serverWith({ parts: { accept: async () => err(fault) } });
    const answer = await post(server);
    expect([answer.statusCode, answer.json()]).toEqual([400, { error: fault }]);
  });

  test.each([500, 7_000])("F1: JSON nested %d deep is read or refused, never an error of ours", async (depth) => {
    const nest = `${"[".repeat(depth)}${"]".repeat(depth)}`;
    const server = await serverWith();
    const asField = await post(server, {
      url: `/webhook/${SECRET}`,
      body: `{"symbol":"BTC/USDT","action":"buy","price":${nest}}`,
    });
    expect(asField.statusCode).toBe(400);
    const unknown = await post(server, {
      url: `/webhook/${SECRET}`,
      body: `{"symbol":"BTC/USDT","action":"buy","x":${nest}}`,
    });
    expect(unknown.statusCode).toBe(400);
    expect(unknown.json().error.fields[0].message).toBe("is nested deeper than 32 levels");
  });
});

describe("413: too large", () => {
  test("16 KiB is the most", async () => {
    const server = await serverWith();
    expect((await post(server, { body: bodyOf(16_384) })).statusCode).toBe(202);
    const answer = await post(server, { body: bodyOf(16_385) });
    expect([answer.statusCode, answer.json().error.code, answer.json().error.fields]).toEqual([
      413,
      "BODY_TOO_LARGE",
      [],
    ]);
    expect(server.counted).toEqual(["accepted", "BODY_TOO_LARGE"]);
  });

  test("F1: a megabyte is refused by its announced length", async () => {
    expect((await post(await serverWith(), { body: "x".repeat(1_048_576), type: "text/plain" })).statusCode).toBe(413);
  });

  test("a body that does not announce its length is refused as it comes", async () => {
    const server = await serverWith();
    const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`;
    const head = "POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
    const answer = await speak(server.app, `${head}${chunk}${chunk}0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"BODY_TOO_LARGE"');
  });
});

describe("415: a type nobody sends alerts in", () => {
  test.each([
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "image/png",
    "nonsense",
  ])("%s", async (type) => {
    const server = await serverWith();
    const answer = await post(server, { type });
    expect([answer.statusCode, answer.json().error.code]).toEqual([415, "TYPE_UNSUPPORTED"]);
    expect(server.counted).toEqual(["TYPE_UNSUPPORTED"]);
  });

  test("a body without any type", async () => {
    const body = JSON.stringify(alert);
    const head = `POST /webhook HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`;
    expect(await speak((await serverWith()).app, head + body)).toMatch(/^HTTP\/1\.1 415 /);
  });
});

describe("429: too many", () => {
  test("from one address, with the time to wait; others are not concerned", async () => {
    const server = await serverWith({ settings: { WEBHOOK_RATE_PER_MINUTE: "15" } });
    for (let count = 0; count < 15; count += 1) {
      expect((await post(server, { body: {}, from: "9.9.9.9" })).statusCode).toBe(401);
    }
    const answer = await post(server, { from: "9.9.9.9" });
    expect(answer.statusCode).toBe(429);
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    expect(answer.json().error).toEqual({
      code: "TOO_MANY",
      message: expect.stringContaining("try again in"),
      fields: [],
    });
    expect(server.counted.at(-1)).toBe("TOO_MANY");
    expect((await post(server, { from: "52.89.214.238" })).statusCode).toBe(202);
    expect((await server.app.inject({ url: "/healthz", remoteAddress: "9.9.9.9" })).statusCode).toBe(200);
  });

  test("of many at once exactly the allowed number gets through", async () => {
    const server = await serverWith({ settings: { WEBHOOK_RATE_PER_MINUTE: "20" } });
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(server)));
    const taken = answers.filter(({ statusCode }) => statusCode === 202);
    const refused = answers.filter(({ statusCode }) => statusCode === 429);
    expect([taken.length, refused.length]).toEqual([20, 30]);
  });
});

describe("503: nothing was accepted", () => {
  test("F6, F43: the store fails", async () => {
    const parts = { accept: async () => Promise.reject(new Error("connection to 10.0.0.7 refused")) };
    const server = await serverWith({ parts });
    const answer = await post(server);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers["retry-after"]).toBe("5");
    expect(answer.json().error.code).toBe("NOT_READY");
    expect(answer.body).not.toContain("10.0.0.7");
    expect(server.counted).toEqual(["NOT_READY"]);
    expect(server.log()).toContain("connection to 10.0.0.7 refused");
  });

  test("the room is not ready", async () => {
    const server = await serverWith({ parts: { isReady: () => false } });
    const answer = await post(server);
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "5"]);
    expect(answer.json().error.message).toContain("Nothing was accepted");
    expect(server.accepted).toEqual([]);
  });
});

describe("no other status for any input", () => {
  const ALLOWED = new Set([200, 202, 400, 401, 403, 413, 415, 429, 503]);

  test("whatever the path, type and body, in whatever state", async () => {
    const settings = { WEBHOOK_RATE_PER_MINUTE: "1000000" };
    const failing = { accept: async () => Promise.reject(new Error("down")) };
    const servers = [await serverWith({ settings }), await serverWith({ settings, parts: failing })];
    const path = fc.oneof(
      fc.constantFrom("/webhook", "/webhook/", `/webhook/${SECRET}`, "/webhook/%", "/webhook/%00", "/webhook?x=%zz"),
      fc.string({ maxLength: 40 }).map((text) => `/webhook/${encodeURIComponent(text)}`),
    );
    const type = fc.oneof(
      fc.constantFrom("application/json", "text/plain", "application/x-www-form-urlencoded", "text/", ";", "*/*"),
      fc.string({ maxLength: 20 }).map((text) => text.replace(/[^\x20-\x7e]/g, "")),
    );
    const field = fc.constantFrom("symbol", "ticker", "action", "id", "price", "quote", "secret", "time", "__proto__");
    const value = fc.oneof(fc.constantFrom("buy", "BTC/USDT", SECRET), fc.jsonValue());
    const body = fc.oneof(
      fc.string(),
      fc.jsonValue().map((json) => JSON.stringify(json)),
      fc.dictionary(field, value).map((json) => JSON.stringify(json)),
    );
    await fc.assert(
      fc.asyncProperty(fc.record({ server: fc.constantFrom(...servers), url: path, type, body }), async (request) => {
        const { server, url, type: contentType, body: payload } = request;
        const answer = await server.app.inject({
          method: "POST",
          url,
          headers: { "content-type": contentType },
          payload,
        });
        expect(ALLOWED).toContain(answer.statusCode);
        expect(answer.headers["content-type"]).toContain("application/json");
        const shape = answer.json();
        expect(typeof (answer.statusCode < 300 ? shape.intentId : shape.error.code)).toBe("string");
        expect(answer.statusCode !== 503 || answer.headers["retry-after"] !== undefined).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test("an expectation, a wrong length, a head that is too large", async () => {
    const { app } = await serverWith();
    const body = JSON.stringify(alert);
    const head = "POST /webhook HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n";
    expect(await speak(app, `${head}Expect: miracles\r\nContent-Length: ${body.length}\r\n\r\n${body}`)).toMatch(
      /^HTTP\/1\.1 202 /,
    );
    expect(await speak(app, `${head}Content-Length: many\r\n\r\n${body}`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await speak(app, `${head}X: ${"x".repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
  });
});
