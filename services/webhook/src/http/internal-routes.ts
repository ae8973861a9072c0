/** Calls of the signal service: the market it sees, for the paper venue. */
import { type MarketSession, marketBars, marketQuotes, marketSession } from "@bottrader/contracts";
import { isSameSecret } from "@bottrader/platform";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import type { TradingRoom } from "../market/trading-room.ts";
import { NOT_READY, sendError } from "./api-error.ts";

export type InternalRouteDeps = {
  readonly token: string;
  readonly openSession: (session: MarketSession) => Promise<TradingRoom>;
  readonly room: () => TradingRoom | null;
};

const BATCH_BYTES_MAX = 1_048_576;

export const internalRoutes =
  (deps: InternalRouteDeps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.addHook("onRequest", async (request, reply) => {
      const given = request.headers["x-internal-token"];
      if (typeof given === "string" && isSameSecret(given, deps.token)) return;
      return sendError(reply, { status: 401, code: "INTERNAL_ONLY", message: "This call is for the signal service." });
    });

    app.put("/internal/v1/market/session", { bodyLimit: BATCH_BYTES_MAX }, async (request, reply) => {
      const session = parse(marketSession, request.body);
      if (typeof session === "string")
        return sendError(reply, { status: 400, code: "SESSION_INVALID", message: session });
      await deps.openSession(session);
      return reply.code(204).send();
    });

    app.post("/internal/v1/market/bars", { bodyLimit: BATCH_BYTES_MAX }, async (request, reply) => {
      const batch = parse(marketBars, request.body);
      if (typeof batch === "string") return sendError(reply, { status: 400, code: "BARS_INVALID", message: batch });
      const room = deps.room();
      if (room === null || room.session !== batch.session) return sendError(reply, NOT_READY);
      return room.bars(batch);
    });

    app.post("/internal/v1/market/quotes", { bodyLimit: BATCH_BYTES_MAX }, async (request, reply) => {
      const batch = parse(marketQuotes, request.body);
      if (typeof batch === "string") return sendError(reply, { status: 400, code: "QUOTES_INVALID", message: batch });
      const room = deps.room();
      if (room === null || room.session !== batch.session) return sendError(reply, NOT_READY);
      await room.quotes(batch);
      return reply.code(204).send();
    });
  };

/** The parsed body, or everything wrong with it in one sentence. */
function parse<T>(schema: z.ZodType<T>, body: unknown): T | string {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
}
