/**
 * The signal service, put together. Only this file and the folder beside it know which adapter stands behind which port.
 */
import type { EffectiveSettings, TapeView } from "@bottrader/contracts";
import type { Component, DependencyHealth, Logger } from "@bottrader/platform";
import type { FastifyInstance } from "fastify";
import { type OpenMarket, openMarket } from "./compose/open-market.ts";
import { openResources, type Resources } from "./compose/open-resources.ts";
import { playMarket } from "./compose/play-market.ts";
import { buildServer } from "./http/build-server.ts";

/** How far the service has got with its market. */
type Stage = { market: OpenMarket | null; failure: string | null };

const NO_TAPE: TapeView = { state: "none", atMs: null, barsDone: 0, barsTotal: null };

/** Every part of the service, in the order they are started. */
export async function compose(config: EffectiveSettings, log: Logger): Promise<readonly Component[]> {
  const resources = await openResources(config, log);
  const { database, queues } = resources;
  const stage: Stage = { market: null, failure: null };
  const app = await buildApp(resources, stage);
  return [
    { name: "database", start: async () => {}, stop: () => database.close() },
    { name: "queues", start: async () => {}, stop: () => queues.close() },
    {
      name: "http",
      start: async () => {
        await app.listen({ host: config.values.HOST, port: config.values.SIGHOOK_PORT });
      },
      stop: () => app.close(),
    },
    marketComponent(resources, stage),
  ];
}

/** Opens and plays the market in the background: pages answer while it waits for the database or the order manager (P97). */
function marketComponent(resources: Resources, stage: Stage): Component {
  const { log, metrics } = resources;
  const stopping = new AbortController();
  let run: Promise<void> = Promise.resolve();
  const play = async (): Promise<void> => {
    const market = await openMarket(resources, stopping.signal);
    stage.market = market;
    metrics.gauge("sighook_bars_done", "bars evaluated in this session", () => market.driver.progress().barsDone);
    await playMarket(resources, market, stopping.signal);
  };
  return {
    name: "market",
    start: async () => {
      run = play().catch((error: unknown) => {
        if (stopping.signal.aborted) return;
        stage.failure = error instanceof Error ? error.message : String(error);
        log.error({ err: error }, "the market cannot be played");
      });
    },
    stop: async () => {
      stopping.abort();
      await run;
    },
  };
}

function buildApp({ config, log, metrics, database, queues }: Resources, stage: Stage): Promise<FastifyInstance> {
  const health = async (): Promise<readonly DependencyHealth[]> => {
    const [stored, queued] = await Promise.all([database.health(), queues.health()]);
    const { market, failure } = stage;
    return [
      { name: "database", ok: stored.ok, detail: stored.ok ? "postgres" : stored.detail },
      { name: "queue", ok: queued.ok, detail: queued.detail },
      {
        name: "market",
        ok: market !== null && failure === null,
        detail: failure ?? market?.chosen.source.kind ?? "not chosen yet",
      },
    ];
  };
  return buildServer({
    config,
    log,
    metrics,
    health,
    latest: () => stage.market?.cycle.latest() ?? [],
    tape: () => {
      const tape = stage.market?.driver.progress() ?? NO_TAPE;
      return stage.failure === null ? tape : { ...tape, state: "failed", error: stage.failure };
    },
  });
}
