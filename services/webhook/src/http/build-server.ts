/** Every route of the order manager, in the order they are registered. */
import type { EffectiveSettings, MarketSession, StatusView } from "@bottrader/contracts";
import type { Result } from "@bottrader/core";
import type { AlertFault, AlertOutcome, IncomingAlert } from "@bottrader/engine";
import { createHttpServer, type DependencyHealth, type Logger, type Metrics } from "@bottrader/platform";
import type { ApiReads } from "@bottrader/ports";
import fastifyStatic from "@fastify/static";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { TradingRoom } from "../market/trading-room.ts";
import { alertRoutes } from "./alert-routes.ts";
import { apiRoutes } from "./api-routes.ts";
import type { EventStream } from "./event-stream.ts";
import { internalRoutes } from "./internal-routes.ts";
import { operatorAccess } from "./operator-access.ts";

export type ServerParts = {
  readonly config: EffectiveSettings;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly reads: ApiReads;
  readonly databaseHealth: () => Promise<{ readonly ok: boolean; readonly detail?: string }>;
  readonly queueHealth: () => Promise<{ readonly ok: boolean; readonly detail: string }>;
  readonly queueBoard: FastifyPluginAsync;
  readonly events: EventStream;
  readonly dashboardDir: string;
  readonly internalToken: string;
  readonly openSession: (session: MarketSession) => Promise<TradingRoom>;
  readonly room: () => TradingRoom | null;
  readonly isReady: () => boolean;
  readonly status: () => Promise<StatusView>;
  readonly relay: () => void;
  readonly nowMs: () => number;
  readonly countAlert: (outcome: string) => void;
  readonly accept: (incoming: IncomingAlert) => Promise<Result<AlertOutcome, AlertFault>>;
};

const BODY_BYTES_MAX = 65_536;

export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const settings = parts.config.values;
  const app = await createHttpServer({
    log: parts.log,
    metrics: parts.metrics,
    version: { release: settings.RELEASE, configHash: parts.config.hash },
    bodyBytesMax: BODY_BYTES_MAX,
    trustedProxies: settings.TRUSTED_PROXIES,
    readiness: () => readiness(parts),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(
    operatorAccess({ password: settings.OPERATOR_PASSWORD, token: settings.OPERATOR_TOKEN }, parts.nowMs),
  );
  await app.register(
    alertRoutes({
      access: {
        secrets: [settings.WEBHOOK_SECRET, settings.WEBHOOK_SECRET_NEXT].filter((secret) => secret !== null),
        isOpen: settings.WEBHOOK_AUTH === "none",
        allowedIps: settings.WEBHOOK_ALLOWED_IPS,
        perMinuteMax: settings.WEBHOOK_RATE_PER_MINUTE,
      },
      accept: parts.accept,
      isReady: parts.isReady,
      nowMs: parts.nowMs,
      count: parts.countAlert,
      log: parts.log,
    }),
  );
  await app.register(internalRoutes({ token: parts.internalToken, openSession: parts.openSession, room: parts.room }));
  await app.register(operatorPages(parts));
  await app.register(fastifyStatic, {
    root: parts.dashboardDir,
    prefix: "/",
    index: "index.html",
    cacheControl: false,
  });
  return app;
}

/** Everything that needs an operator: the API, its documentation, the queue board. */
const operatorPages =
  (parts: ServerParts) =>
  async (scope: FastifyInstance): Promise<void> => {
    const { values } = parts.config;
    await scope.register(swagger, {
      openapi: { info: { title: "BotTrader", version: values.RELEASE } },
      transform: jsonSchemaTransform,
    });
    await scope.register(
      async (api) => {
        await api.register(
          apiRoutes({
            reads: parts.reads,
            room: parts.room,
            status: parts.status,
            relay: parts.relay,
            scoreTargets: { buy: values.SCORE_BUY_TARGET, sell: values.SCORE_SELL_TARGET },
          }),
        );
        await api.register(async (stream) => {
          stream.addHook("onRequest", (request, reply) => scope.requireOperator(request, reply));
          await parts.events.routes(stream);
        });
      },
      { prefix: "/api/v1" },
    );
    await scope.register(async (guarded) => {
      guarded.addHook("onRequest", (request, reply) => scope.requireOperator(request, reply));
      await guarded.register(swaggerUi, { routePrefix: "/docs" });
      await guarded.register(parts.queueBoard);
    });
  };

async function readiness(parts: ServerParts): Promise<readonly DependencyHealth[]> {
  const [database, queue] = await Promise.all([parts.databaseHealth(), parts.queueHealth()]);
  return [
    { name: "database", ok: database.ok, detail: database.detail ?? "postgres" },
    { name: "queue", ok: queue.ok, detail: queue.detail },
    {
      name: "market",
      ok: parts.isReady(),
      detail: parts.isReady()
        ? (parts.room()?.session ?? "")
        : "waits for the signal service to name the market and its first prices",
    },
  ];
}
