/** What operators ask for: closing positions, the trading state, a comparison with the venue. */
import { tradingStateBody } from "@bottrader/contracts";
import { requestExits, setTradingState } from "@bottrader/engine";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { type ApiDeps, openRoomOf } from "./api-deps.ts";
import { sendError } from "./api-error.ts";

export const actionRoutes =
  (deps: ApiDeps) =>
  async (instance: FastifyInstance): Promise<void> => {
    const app = instance.withTypeProvider<ZodTypeProvider>();
    const ask = async (reason: "MANUAL" | "KILL_SWITCH", symbol: string | null): Promise<readonly string[]> => {
      const { desk } = openRoomOf(deps);
      const ids = await requestExits(desk, { reason, symbol, by: "operator" });
      deps.relay();
      return ids;
    };
    app.post(
      "/positions/:symbol/close",
      { schema: { params: z.object({ symbol: z.string().max(40) }) } },
      async (request, reply) => {
        const intents = await ask("MANUAL", request.params.symbol);
        if (intents.length > 0) return reply.code(202).send({ intents });
        const message = `There is no open position in ${request.params.symbol}.`;
        return sendError(reply, { status: 404, code: "POSITION_NONE", message });
      },
    );
    app.post("/trading-state", { schema: { body: tradingStateBody } }, async (request) => {
      const { state, reason } = request.body;
      return setTradingState(openRoomOf(deps).desk, { state, by: "operator", reason: reason ?? "" });
    });
    const flattenBody = z.object({ symbol: z.string().max(40).optional() });
    app.post("/flatten", { schema: { body: flattenBody } }, async (request, reply) => {
      const symbol = request.body.symbol ?? null;
      // Without this a new entry could follow the exits it flees
      if (symbol === null)
        await setTradingState(openRoomOf(deps).desk, { state: "halted", by: "operator", reason: "flatten" });
      return reply.code(202).send({ intents: await ask("KILL_SWITCH", symbol) });
    });
    app.post("/reconcile", async () => {
      await openRoomOf(deps).recover();
      return { reconciled: true };
    });
  };
