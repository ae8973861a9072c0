import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { createHttpServer, createMetrics, type DependencyHealth, type HttpServerOptions } from "../src/index.ts";
import { capturedLog } from "./captured-log.ts";

const opened: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((app) => app.close()));
});

const up: DependencyHealth = { name: "database", ok: true, detail: "postgres" };
const down: DependencyHealth = { name: "queue", ok: false, detail: "connection refused" };

async function serverWith(options: Partial<HttpServerOptions> = {}) {
  const { log, lines } = capturedLog();
  const metrics = createMetrics("test");
  const app = await createHttpServer({
    log,
    metrics,
    version: { release: "1.2.3", configHash: "0123456789abcdef" },
    bodyBytesMax: 1_000,
    trustedProxies: [],
    readiness: async () => [up],
    ...options,
  });
  opened.push(app);
  return { app, lines, metrics };
}

const notReady = {
  error: { code: "NOT_READY", message: "The service cannot do this now. Nothing was accepted.", fields: [] },
};

/** Sends bytes as they are and reads all that comes back. */
async function speak(app: FastifyInstance, text: string): Promise<string> {
  const socket = connect((app.server.address() as AddressInfo).port, "127.0.0.1");
  let answer = "";
  socket.on("data", (part: Buffer) => {
    answer += part.toString();
  });
  socket.on("error", () => undefined);
  socket.write(text);
  await once(socket, "close");
  return answer;
}

describe("pages of every service", () => {
  test("/healthz says alive whatever the dependencies do (P04)", async () => {
    const { app } = await serverWith({ readiness: async () => [down] });
    const answer = await app.inject("/healthz");
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ status: "alive" });
  });

  test("/readyz is 200 when every dependency is there, with each one's word", async () => {
    const { app } = await serverWith();
    const answer = await app.inject("/readyz");
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      ready: true,
      draining: false,
      dependencies: [up],
      release: "1.2.3",
      configHash: "0123456789abcdef",
    });
  });

  test("/readyz is 503 when one is missing and says which", async () => {
    const { app } = await serverWith({ readiness: async () => [up, down] });
    const answer = await app.inject("/readyz");
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ ready: false, dependencies: [up, down] });
  });

  test("a readiness check that throws is not ready", async () => {
    const { app } = await serverWith({ readiness: async () => Promise.reject(new Error("pool exhausted")) });
    const answer = await app.inject("/readyz");
    expect(answer.statusCode).toBe(503);
    expect(answer.body).not.toContain("pool exhausted");
  });

  test("P75, P98: /version names release and configuration", async () => {
    const { app } = await serverWith();
    expect((await app.inject("/version")).json()).toEqual({ release: "1.2.3", configHash: "0123456789abcdef" });
  });

  test("/metrics is Prometheus text with the service's name", async () => {
    const { app, metrics } = await serverWith();
    metrics.counter("alerts_total", "alerts", ["outcome"]).inc({ outcome: "accepted" });
    metrics.gauge("open_positions", "positions", async () => 3);
    metrics.histogram("call_ms", "calls", [1, 10]).observe(5);
    const answer = await app.inject("/metrics");
    expect(answer.headers["content-type"]).toContain("text/plain");
    expect(answer.body).toContain('alerts_total{outcome="accepted",service="test"} 1');
    expect(answer.body).toContain('open_positions{service="test"} 3');
    expect(answer.body).toContain('call_ms_bucket{le="10",service="test"} 1');
  });

  test("security headers are on every answer, also on refusals", async () => {
    const { app } = await serverWith();
    for (const url of ["/healthz", "/nothing-here"]) {
      const { headers } = await app.inject(url);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["x-frame-options"]).toBeDefined();
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect(headers["x-powered-by"]).toBeUndefined();
    }
  });
});

describe("refusals have one shape and no stack", () => {
  test("404", async () => {
    const { app } = await serverWith();
    const answer = await app.inject("/nothing-here");
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual({
      error: { code: "NOT_FOUND", message: "There is nothing at this address.", fields: [] },
    });
  });

  test.each([undefined, 500, 502, 504])(
    "an error nobody foresaw (status %s) is 503 with Retry-After and is logged",
    async (statusCode) => {
      const { app, lines } = await serverWith();
      app.get("/break/:token", () => {
        throw Object.assign(
          new Error("relation alerts does not exist"),
          statusCode === undefined ? {} : { statusCode },
        );
      });
      const answer = await app.inject("/break/s3cret-token");
      expect(answer.statusCode).toBe(503);
      expect(answer.headers["retry-after"]).toBe("5");
      expect(answer.json()).toEqual(notReady);
      expect(lines.join("")).toContain("relation alerts does not exist");
      expect(lines.join("")).toContain("/break/:token");
    },
  );

  test("a 503 of our own is no surprise: nothing is logged", async () => {
    const { app, lines } = await serverWith();
    app.get("/wait", () => Promise.reject(Object.assign(new Error("not open yet"), { statusCode: 503 })));
    const answer = await app.inject("/wait");
    expect([answer.statusCode, answer.headers["retry-after"], answer.json()]).toEqual([503, "5", notReady]);
    expect(lines).toEqual([]);
  });

  test("F1: a token in the address is not in the log, even when the request fails", async () => {
    const { app, lines } = await serverWith();
    app.get("/break/:token", () => Promise.reject(new Error("store is down")));
    await app.inject("/break/s3cret-token?key=s3cret-token");
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join("")).not.toContain("s3cret-token");
  });

  test("413 and 415", async () => {
    const { app } = await serverWith();
    app.post("/take", () => ({}));
    const large = await app.inject({ method: "POST", url: "/take", payload: { text: "x".repeat(1_000) } });
    expect([large.statusCode, large.json().error.code]).toEqual([413, "BODY_TOO_LARGE"]);
    const headers = { "content-type": "application/xml" };
    const strange = await app.inject({ method: "POST", url: "/take", payload: "<a/>", headers });
    expect([strange.statusCode, strange.json().error.code]).toEqual([415, "TYPE_UNSUPPORTED"]);
    expect(strange.json().error.fields).toEqual([]);
  });

  test("a body that is not JSON is 400", async () => {
    const { app } = await serverWith();
    app.post("/take", () => ({}));
    const headers = { "content-type": "application/json" };
    const answer = await app.inject({ method: "POST", url: "/take", payload: "{'no'", headers });
    expect([answer.statusCode, answer.json().error.code]).toEqual([400, "BAD_REQUEST"]);
    expect(answer.body).not.toContain("at JSON.parse");
  });

  test("every field a schema refuses is named", async () => {
    const { app } = await serverWith();
    const querystring = {
      type: "object",
      properties: { limit: { type: "integer", maximum: 10 } },
      required: ["since"],
    };
    app.get("/page", { schema: { querystring } }, () => ({}));
    const { statusCode, ...answer } = await app.inject("/page?since=1&limit=50");
    expect(statusCode).toBe(400);
    expect(answer.json().error.fields).toEqual([{ field: "limit", message: "must be <= 10" }]);
    const missing = await app.inject("/page");
    expect(missing.json().error.fields[0].field).toBe("querystring");
  });

  test("an address that cannot be read is 400 and is not repeated", async () => {
    const { app } = await serverWith();
    app.get("/take/:token", () => ({}));
    const answer = await app.inject("/take/%zz-s3cret");
    expect([answer.statusCode, answer.json().error.code]).toEqual([400, "BAD_REQUEST"]);
    expect(answer.body).not.toContain("s3cret");
  });

  test("an address with a token of any length reaches its route", async () => {
    const { app } = await serverWith();
    app.get<{ Params: { token: string } }>("/take/:token", (request) => ({ length: request.params.token.length }));
    expect((await app.inject(`/take/${"x".repeat(10_000)}`)).json()).toEqual({ length: 10_000 });
  });
});

describe("what is not quite HTTP", () => {
  test.each([
    ["garbage", "what is this\r\n\r\n"],
    ["a head that is too large", `GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(20_000)}\r\n\r\n`],
  ])("%s is 400 in the same shape, and the line is hung up", async (_what, text) => {
    const { app } = await serverWith();
    await app.listen({ host: "127.0.0.1", port: 0 });
    const answer = await speak(app, text);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toEqual({
      error: { code: "BAD_REQUEST", message: "The request cannot be read.", fields: [] },
    });
  });

  test("an expectation nobody knows is served like any request", async () => {
    const { app } = await serverWith();
    await app.listen({ host: "127.0.0.1", port: 0 });
    const answer = await speak(
      app,
      "GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nConnection: close\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("whose address a request comes from", () => {
  const addressOf = async (trustedProxies: readonly string[]): Promise<string> => {
    const { app } = await serverWith({ trustedProxies });
    app.get("/ip", (request) => ({ ip: request.ip }));
    const headers = { "x-forwarded-for": "52.89.214.238, 10.0.0.9" };
    return (await app.inject({ url: "/ip", headers, remoteAddress: "10.0.0.1" })).json().ip;
  };

  test("F1: X-Forwarded-For is believed only from trusted proxies", async () => {
    expect(await addressOf([])).toBe("10.0.0.1");
    expect(await addressOf(["10.9.9.9"])).toBe("10.0.0.1");
    expect(await addressOf(["10.0.0.1"])).toBe("10.0.0.9");
    expect(await addressOf(["10.0.0.0/8"])).toBe("52.89.214.238");
  });
});

describe("stopping", () => {
  test("a request in hand gets its answer, new ones 503 with Retry-After, probes the truth (P115)", async () => {
    const { app } = await serverWith();
    let finish: () => void = () => undefined;
    let begun: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    app.get("/slow", async () => {
      begun();
      await new Promise<void>((resolve) => (finish = resolve));
      return { done: true };
    });
    await app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const slow = fetch(`http://127.0.0.1:${port}/slow`);
    await hasBegun;
    // A second line opened before the stop, as a proxy keeps one
    const line = connect(port, "127.0.0.1");
    let heard = "";
    line.on("data", (part: Buffer) => {
      heard += part.toString();
    });
    line.write("GET /slow2 HTTP/1.1\r\nHost: a\r\n");
    await once(line, "connect");
    const closing = app.close();
    line.write("\r\n");
    await once(line, "close");
    expect(heard).toMatch(/^HTTP\/1\.1 503 /);
    expect(heard.toLowerCase()).toContain("retry-after: 5");
    finish();
    expect(await (await slow).json()).toEqual({ done: true });
    await closing;
  });
});
