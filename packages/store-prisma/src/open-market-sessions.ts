/** The markets the signal service announced, so that a restarted order manager knows them before the next announcement. */
import { type MarketSession, marketSession } from "@bottrader/contracts";
import type { Sql } from "./sql/sql.ts";

export type MarketSessions = {
  /** The session saved last; null before the first. */
  load(): Promise<MarketSession | null>;
  save(session: MarketSession, atMs: number): Promise<void>;
};

export const openMarketSessions = (sql: Sql): MarketSessions => ({
  load: async () => {
    const { rows } = await sql.query(
      "SELECT payload FROM market_sessions ORDER BY opened_at DESC, session DESC LIMIT 1",
    );
    const [row] = rows;
    return row === undefined ? null : marketSession.parse(row["payload"]);
  },
  save: async (session, atMs) => {
    await sql.query(
      `INSERT INTO market_sessions (session, payload, opened_at) VALUES ($1, $2, $3)
       ON CONFLICT (session) DO UPDATE SET payload = EXCLUDED.payload, opened_at = EXCLUDED.opened_at`,
      [session.session, JSON.stringify(session), new Date(atMs).toISOString()],
    );
  },
});
