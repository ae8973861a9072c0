/**
 * HTTP server with what every service offers: `/healthz`, `/readyz`, `/version`, `/metrics`, security headers, time-outs and
 * answers that never show a stack.
 */
import helmet from "@fastify/helmet";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { refuseClient, sendNotFound, sendNotReady, sendRequestError, sendUnreadable } from "./http-errors.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";

export type DependencyHealth = { readonly name: string; readonly ok: boolean; readonly detail: string };

export type HttpServerOptions = {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly version: { readonly release: string; readonly configHash: string };
  readonly bodyBytesMax: number;
  /** Addresses or ranges of proxies whose `X-Forwarded-For` is believed; none by default. */
  readonly trustedProxies: readonly string[];
  /** Every dependency; the service is ready when all are ok. */
  readonly readiness: () => Promise<readonly DependencyHealth[]>;
};

/** Longer than any address Node lets in, so that a token of any length gets its route's answer. */
const PARAM_LENGTH_MAX = 16_384;
/** Answered even while the service drains. */
const PROBES = new Set(["/healthz", "/readyz", "/version", "/metrics"]);

export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyBytesMax,
    connectionTimeout: 30_000,
    requestTimeout: 10_000,
    keepAliveTimeout: 30_000,
    // Requests in hand get their answer before the server closes; new ones are refused below, in our own words
    forceCloseConnections: "idle",
    return503OnClosing: false,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    frameworkErrors: (_error, _request, reply) => sendUnreadable(reply),
    clientErrorHandler: refuseClient,
  });
  // An expectation nobody knows would be answered 417 before any of our code runs
  app.server.on("checkExpectation", (request, response) => app.server.emit("request", request, response));
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:"],
        frameAncestors: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: false,
  });
  let draining = false;
  app.addHook("preClose", async () => {
    draining = true;
  });
  app.addHook("onRequest", async (request, reply) => {
    if (draining && !PROBES.has(request.url)) return sendNotReady(reply);
  });
  // A line that was open before would otherwise outlive its last answer and hold the stop up
  app.addHook("onSend", async (_request, reply) => {
    if (draining) reply.header("connection", "close");
  });
  app.setErrorHandler(sendRequestError);
  app.setNotFoundHandler(sendNotFound);
  app.get("/healthz", () => ({ status: "alive" }));
  app.get("/version", () => options.version);
  app.get("/metrics", async (_request, reply) =>
    reply.type(options.metrics.contentType).send(await options.metrics.render()),
  );
  app.get("/readyz", async (_request, reply) => {
    const dependencies = await options.readiness();
    const ready = !draining && dependencies.every((dependency) => dependency.ok);
    return reply.code(ready ? 200 : 503).send({ ready, draining, dependencies, ...options.version });
  });
  return app;
}
