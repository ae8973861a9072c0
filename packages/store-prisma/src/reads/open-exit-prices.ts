/** The prices that exits were decided at, for what they lost between decision and fill. */
import { type Price, price } from "@bottrader/core";
import type { Sql } from "../sql/sql.ts";

export type ExitPrices = {
  /** Price by client order id of the trades that ended in the window (both ends included); an exit without one is not in it. */
  decided(window: { readonly sinceMs?: number; readonly untilMs?: number }): Promise<ReadonlyMap<string, Price>>;
};

/** A resting stop or target was decided at its own price, every other exit at the bid its intent was made on. */
const DECIDED = `
  SELECT trade.client_order_id AS id,
         CASE "order".leg
           WHEN 'stop' THEN "order".stop_price
           WHEN 'target' THEN "order".limit_price
           ELSE (intent.payload ->> 'referencePrice')::numeric
         END AS decided
    FROM trades trade
    JOIN orders "order" USING (client_order_id)
    JOIN intents intent ON intent.intent_id = "order".intent_id
   WHERE ($1::timestamptz IS NULL OR trade.exit_at >= $1) AND ($2::timestamptz IS NULL OR trade.exit_at <= $2)`;

export const openExitPrices = (sql: Sql): ExitPrices => ({
  decided: async ({ sinceMs, untilMs }) => {
    const { rows } = await sql.query(DECIDED, [instantOrNull(sinceMs), instantOrNull(untilMs)]);
    return new Map(
      rows.flatMap(({ id, decided }): [string, Price][] =>
        typeof decided === "string" ? [[String(id), price(decided)]] : [],
      ),
    );
  },
});

const instantOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
