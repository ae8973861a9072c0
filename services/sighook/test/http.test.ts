import { parseSettings, type TapeView } from "@bottrader/contracts";
import { createLogger, createMetrics, type DependencyHealth } from "@bottrader/platform";
import type { FastifyInstance } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { buildServer } from "../src/http/build-server.ts";

const opened: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((app) => app.close()));
});

async function serverWith(given: { health?: readonly DependencyHealth[]; tape?: TapeView } = {}) {
  const config = parseSettings(new Map());
  if (!config.ok) throw new Error("defaults parse");
  const app = await buildServer({
    config: config.value,
    log: createLogger({ service: "sighook", level: "error", stream: { write: () => undefined } }),
    metrics: createMetrics("sighook"),
    health: async () => given.health ?? [{ name: "database", ok: true, detail: "postgres" }],
    latest: () => [],
    tape: () => given.tape ?? { state: "none", atMs: null, barsDone: 0, barsTotal: null },
  });
  opened.push(app);
  return { app, hash: config.value.hash };
}

describe("the signal service's pages", () => {
  test("health, readiness, version with the configuration's hash, metrics (P75, P98)", async () => {
    const { app, hash } = await serverWith();
    expect((await app.inject("/healthz")).statusCode).toBe(200);
    expect((await app.inject("/readyz")).json()).toMatchObject({ ready: true });
    expect((await app.inject("/version")).json()).toEqual({ release: "0.1.0", configHash: hash });
    expect((await app.inject("/metrics")).body).toContain('service="sighook"');
  });

  test("is not ready while a dependency is away, and says which", async () => {
    const market = { name: "market", ok: false, detail: "the exchange's public feed cannot be reached" };
    const { app } = await serverWith({ health: [market] });
    const answer = await app.inject("/readyz");
    expect(answer.statusCode).toBe(503);
    expect(answer.json().dependencies).toEqual([market]);
  });

  test("shows the last evaluations and how far a recording has got", async () => {
    const tape = { state: "failed", atMs: 60_000, barsDone: 12, barsTotal: 100, error: "no candles" } as const;
    const { app } = await serverWith({ tape });
    expect((await app.inject("/api/v1/signals")).json()).toEqual([]);
    expect((await app.inject("/api/v1/tape")).json()).toEqual(tape);
  });

  test("takes no orders from anybody", async () => {
    const { app } = await serverWith();
    for (const url of ["/webhook", "/api/v1/signals", "/api/v1/tape"]) {
      expect((await app.inject({ method: "POST", url, payload: {} })).statusCode).toBe(404);
    }
  });
});
