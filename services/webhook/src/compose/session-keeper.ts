/** Keeps the one market session of this service: opens its room when it is named, executes intents once the room is sure. */
import { setTimeout as sleep } from "node:timers/promises";
import { type MarketSession, type QueueName, type StatusView, snapshotSettings } from "@bottrader/contracts";
import { type DeskAnomaly, executeIntent } from "@bottrader/engine";
import type { DeliveryOutcome } from "@bottrader/ports";
import type { TradingRoom } from "../market/trading-room.ts";
import { logBracket } from "./log-bracket.ts";
import type { Resources } from "./open-resources.ts";
import { openRoom } from "./open-room.ts";

export type SessionKeeper = {
  /** Opens the session, or goes on with it when it is the one that is open. */
  readonly open: (session: MarketSession) => Promise<TradingRoom>;
  /** Opens the session an earlier process was told about. */
  readonly reopen: () => Promise<void>;
  readonly room: () => TradingRoom | null;
  readonly session: () => MarketSession | null;
  /** Books are reconciled and prices are known. */
  readonly isSure: () => boolean;
  readonly execute: (queue: QueueName, payload: unknown) => Promise<DeliveryOutcome>;
  readonly anomaly: (found: DeskAnomaly) => void;
};

export function createSessionKeeper(resources: Resources, relay: () => Promise<void>): SessionKeeper {
  const { config, log, database, events, clock, wallMs, metrics } = resources;
  const { values: settings } = config;
  const anomalies = metrics.counter("webhook_anomalies_total", "things that should not happen, by code", ["code"]);
  let room: TradingRoom | null = null;
  let session: MarketSession | null = null;
  let isSure = false;

  const anomaly = (found: DeskAnomaly): void => {
    anomalies.inc({ code: found.code });
    log.warn(found, "anomaly");
  };

  const open = async (next: MarketSession): Promise<TradingRoom> => {
    if (next.session !== settings.MARKET_SESSION)
      throw new Error(`this service trades ${settings.MARKET_SESSION}, not ${next.session}`);
    if (room !== null && JSON.stringify(session) === JSON.stringify(next)) return room;
    await database.snapshots.save(config.hash, snapshotSettings(settings), wallMs());
    await database.sessions.save(next, wallMs());
    isSure = false;
    room = await openRoom(
      {
        settings,
        trade: database.trade,
        paper: database.paper,
        clock,
        producer: { service: "webhook", release: settings.RELEASE, session: next.session, snapshotId: config.hash },
        log,
        relay,
        sleep: (ms) => sleep(ms),
        changed: (...kinds) => events.changed(...kinds),
        anomaly,
        onSure: () => {
          isSure = true;
        },
      },
      next,
    );
    session = next;
    return room;
  };

  return {
    open,
    async reopen() {
      const known = await database.sessions.load();
      if (known?.session === settings.MARKET_SESSION) await open(known);
    },
    room: () => room,
    session: () => session,
    isSure: () => room !== null && isSure,
    anomaly,
    async execute(queue, payload) {
      if (room === null || !isSure) return { kind: "retry", reason: "the market session is not open yet" };
      const outcome = await executeIntent(room.desk, queue, payload);
      if (settings.TP_SL_LOG_PATH !== null) await logBracket(resources, { path: settings.TP_SL_LOG_PATH, payload });
      return outcome;
    },
  };
}

/** What the service is and trades, for the dashboard. */
export async function readStatus(resources: Resources, keeper: SessionKeeper): Promise<StatusView> {
  const { config, database, clock } = resources;
  const session = keeper.session();
  const { state } = await database.trade.transact((tx) => tx.tradingState());
  return {
    tradingState: state,
    tradingMode: config.values.TRADING_MODE,
    market: {
      source: session?.source ?? "live",
      exchange: session?.exchange ?? config.values.EXCHANGE,
      timeframe: session?.timeframe ?? "",
      symbols: session?.markets.map((market) => market.symbol) ?? [],
      nowMs: clock.nowMs(),
    },
    configHash: config.hash,
    release: config.values.RELEASE,
  };
}
