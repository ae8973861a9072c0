/** Sells that found no buy, and ending their review. */
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { type ApiDeps, openRoomOf } from "./api-deps.ts";
import { sendError } from "./api-error.ts";

const ID_LENGTH_MAX = 200;
const NOTE_LENGTH_MAX = 500;

export const unmatchedRoutes =
  (deps: Pick<ApiDeps, "reads" | "room">) =>
  async (instance: FastifyInstance): Promise<void> => {
    const app = instance.withTypeProvider<ZodTypeProvider>();
    app.get("/unmatched", () => deps.reads.unmatched());
    const params = z.object({ sellTradeId: z.string().max(ID_LENGTH_MAX) });
    const body = z.object({ note: z.string().trim().min(1).max(NOTE_LENGTH_MAX) });
    app.post("/unmatched/:sellTradeId/resolve", { schema: { params, body } }, async (request, reply) => {
      const { desk } = openRoomOf(deps);
      const { sellTradeId } = request.params;
      const resolution = { sellTradeId, note: request.body.note, by: "operator", atMs: desk.clock.nowMs() };
      const isResolved = await desk.store.transact((tx) => tx.resolveUnmatched(resolution));
      if (isResolved) return { sellTradeId, review: "resolved" };
      const message = `No unmatched sell ${sellTradeId} waits for review.`;
      return sendError(reply, { status: 404, code: "UNMATCHED_NONE", message });
    });
  };
