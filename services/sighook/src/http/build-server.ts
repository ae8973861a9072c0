import type { EffectiveSettings, TapeView } from "@bottrader/contracts";
import type { SignalEvaluation } from "@bottrader/core";
import { createHttpServer, type DependencyHealth, type Logger, type Metrics } from "@bottrader/platform";
import type { FastifyInstance } from "fastify";

export type ServerParts = {
  readonly config: EffectiveSettings;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly health: () => Promise<readonly DependencyHealth[]>;
  readonly latest: () => readonly { readonly symbol: string; readonly evaluation: SignalEvaluation }[];
  readonly tape: () => TapeView;
};

const BODY_BYTES_MAX = 1_024;

/** The signal service's pages: health, metrics, the last evaluation of each symbol, the progress of a recording. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const { config } = parts;
  const app = await createHttpServer({
    log: parts.log,
    metrics: parts.metrics,
    version: { release: config.values.RELEASE, configHash: config.hash },
    bodyBytesMax: BODY_BYTES_MAX,
    trustedProxies: [],
    readiness: parts.health,
  });
  app.get("/api/v1/signals", () => parts.latest().map(({ symbol, evaluation }) => ({ symbol, ...evaluation })));
  app.get("/api/v1/tape", () => parts.tape());
  return app;
}
