/** What happened: intents, orders, trades and alerts, page by page, and the whole story of one intent. */
import {
  intentView as intentSchema,
  orderView as orderSchema,
  toInstant,
  tradeView as tradeSchema,
} from "@bottrader/contracts";
import { tradeOf, tradeView } from "@bottrader/engine";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ApiDeps } from "./api-deps.ts";
import { sendError } from "./api-error.ts";
import { mapPage, page, pageQuery, toPageQuery } from "./api-pages.ts";
import { intentView, orderView } from "./views.ts";

export const recordRoutes =
  (deps: Pick<ApiDeps, "reads">) =>
  async (instance: FastifyInstance): Promise<void> => {
    const app = instance.withTypeProvider<ZodTypeProvider>();
    app.get(
      "/intents",
      { schema: { querystring: pageQuery, response: { 200: page(intentSchema) } } },
      async (request) => mapPage(await deps.reads.intents(toPageQuery(request.query)), intentView),
    );
    app.get("/intents/:id", { schema: { params: z.object({ id: z.string().max(60) }) } }, async (request, reply) => {
      const story = await deps.reads.intentStory(request.params.id);
      if (story !== null) return story;
      return sendError(reply, { status: 404, code: "NOT_FOUND", message: "There is no such intent." });
    });
    const orderQuery = pageQuery.extend({ working: z.stringbool().optional() });
    app.get(
      "/orders",
      { schema: { querystring: orderQuery, response: { 200: page(orderSchema) } } },
      async (request) => {
        const { working } = request.query;
        const query = { ...toPageQuery(request.query), ...(working === undefined ? {} : { working }) };
        return mapPage(await deps.reads.orders(query), orderView);
      },
    );
    app.get("/trades", { schema: { querystring: pageQuery, response: { 200: page(tradeSchema) } } }, async (request) =>
      mapPage(await deps.reads.trades(toPageQuery(request.query)), (trade) => tradeView(tradeOf(trade))),
    );
    app.get("/alerts", { schema: { querystring: pageQuery } }, async (request) => {
      const alerts = await deps.reads.alerts(toPageQuery(request.query));
      return mapPage(alerts, ({ dedupKey: _key, ...alert }) => ({
        ...alert,
        receivedAt: toInstant(alert.receivedAtMs),
      }));
    });
  };
