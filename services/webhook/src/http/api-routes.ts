/** `/api/v1`: what operators, the dashboard and scripts read and ask for. */
import type { FastifyInstance } from "fastify";
import { actionRoutes } from "./api-action-routes.ts";
import type { ApiDeps } from "./api-deps.ts";
import { historyRoutes } from "./api-history-routes.ts";
import { recordRoutes } from "./api-record-routes.ts";
import { stateRoutes } from "./api-state-routes.ts";
import { lockRoutes } from "./lock-routes.ts";
import { unmatchedRoutes } from "./unmatched-routes.ts";

export const apiRoutes =
  (deps: ApiDeps) =>
  async (app: FastifyInstance): Promise<void> => {
    app.addHook("onRequest", (request, reply) => app.requireOperator(request, reply));
    await app.register(stateRoutes(deps));
    await app.register(recordRoutes(deps));
    await app.register(historyRoutes(deps));
    await app.register(actionRoutes(deps));
    await app.register(lockRoutes(deps));
    await app.register(unmatchedRoutes(deps));
  };
