/** What the charts and the report show: the equity curve, candles, the performance of the whole session. */
import { equityPointView, toInstant } from "@bottrader/contracts";
import { ALL_GROUPINGS, performanceReport, tradeOf } from "@bottrader/engine";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { type ApiDeps, openRoomOf } from "./api-deps.ts";

export const historyRoutes =
  (deps: ApiDeps) =>
  async (instance: FastifyInstance): Promise<void> => {
    const app = instance.withTypeProvider<ZodTypeProvider>();
    const equityQuery = z.object({ limit: z.coerce.number().int().min(2).max(5_000).default(1_000) });
    app.get(
      "/equity",
      { schema: { querystring: equityQuery, response: { 200: z.array(equityPointView) } } },
      async (request) => {
        const points = await deps.reads.equity(request.query.limit);
        return points.map((point) => ({ at: toInstant(point.atMs), equity: point.equity.toFixed() }));
      },
    );
    const candleQuery = z.object({
      symbol: z.string().max(40),
      limit: z.coerce.number().int().min(1).max(2_000).default(500),
    });
    app.get("/candles", { schema: { querystring: candleQuery } }, async (request) => {
      const { symbol, limit } = request.query;
      const candles = await deps.reads.candles(symbol, limit);
      const rows = candles.map((bar) => [bar.openTimeMs, bar.open, bar.high, bar.low, bar.close, bar.volume]);
      return { symbol, timeframe: (await deps.status()).market.timeframe, rows };
    });
    app.get("/performance", async () => {
      const { desk } = openRoomOf(deps);
      const [records, curve] = await Promise.all([desk.store.trades({}), deps.reads.equity(5_000)]);
      const { trades: _trades, ...report } = performanceReport({
        trades: records.map(tradeOf),
        equityCurve: curve,
        startingEquity: desk.equity.starting,
        breakevenEpsilon: desk.rules.breakevenEpsilon,
        includeDust: false,
        period: { sinceMs: null, untilMs: null },
        groupings: ALL_GROUPINGS,
      });
      return report;
    });
  };
