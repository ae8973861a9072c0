/** How things stand: the account, open positions, last signals, exclusions. */
import {
  accountView as accountSchema,
  positionView as positionSchema,
  signalView as signalSchema,
  statusView,
} from "@bottrader/contracts";
import { readEquity } from "@bottrader/engine";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { type ApiDeps, NotReady, openRoomOf } from "./api-deps.ts";
import { accountView, positionView, signalOf } from "./views.ts";

export const stateRoutes =
  (deps: ApiDeps) =>
  async (instance: FastifyInstance): Promise<void> => {
    const app = instance.withTypeProvider<ZodTypeProvider>();
    app.get("/status", { schema: { response: { 200: statusView } } }, () => deps.status());
    app.get("/account", { schema: { response: { 200: accountSchema } } }, async () => {
      const { desk } = openRoomOf(deps);
      const reading = await readEquity(desk);
      if (reading === null) throw new NotReady("A position has no price yet.");
      return accountView(reading, desk.equity);
    });
    app.get("/positions", { schema: { response: { 200: z.array(positionSchema) } } }, async () => {
      const [positions, plans] = await Promise.all([deps.reads.openPositions(), deps.reads.exitPlans()]);
      return positions.map((position) =>
        positionView(
          openRoomOf(deps).desk,
          position,
          plans.find((plan) => plan.positionId === position.positionId),
        ),
      );
    });
    app.get("/signals", { schema: { response: { 200: z.array(signalSchema) } } }, async () =>
      (await deps.reads.lastSignals()).map((row) => ({ ...signalOf(row), target: deps.scoreTargets })),
    );
    app.get("/exclusions", () => openRoomOf(deps).desk.store.transact((tx) => tx.exclusions()));
  };
