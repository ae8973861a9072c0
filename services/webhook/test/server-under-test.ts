import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EffectiveSettings, parseSettings } from "@bottrader/contracts";
import { ok } from "@bottrader/core";
import type { IncomingAlert } from "@bottrader/engine";
import { createLogger, createMetrics } from "@bottrader/platform";
import type { ApiReads } from "@bottrader/ports";
import type { FastifyInstance } from "fastify";
import { buildServer, type ServerParts } from "../src/http/build-server.ts";
import { createEventStream, type EventStream } from "../src/http/event-stream.ts";
import type { TradingRoom } from "../src/market/trading-room.ts";

export const SECRET = "the-webhook-secret-0123456789";
export const OPERATOR_TOKEN = "the-operator-token-0123456789";
export const OPERATOR_PASSWORD = "the operator's password";
export const INTERNAL_TOKEN = "the-internal-token-0123456789";
export const NOW_MS = Date.UTC(2025, 11, 1, 10);
export const ACCEPTED = { status: "accepted", intentId: "int_01KBCHQJ00EXAMPLEEXAMPLE00" } as const;

export type Given = {
  readonly settings?: Readonly<Record<string, string>>;
  readonly parts?: Partial<ServerParts>;
  readonly reads?: Partial<ApiReads>;
};

export type UnderTest = {
  readonly app: FastifyInstance;
  readonly events: EventStream;
  /** Everything the service logged. */
  readonly log: () => string;
  /** Alerts handed to the engine. */
  readonly accepted: IncomingAlert[];
  readonly counted: string[];
  readonly clock: { nowMs: number };
  close(): Promise<void>;
};

function settingsOf(given: Readonly<Record<string, string>> = {}): EffectiveSettings {
  const all = { WEBHOOK_SECRET: SECRET, OPERATOR_TOKEN, OPERATOR_PASSWORD, ...given };
  const parsed = parseSettings(new Map(Object.entries(all).map(([name, value]) => [name, { value, source: "test" }])));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

const unread = (): never => {
  throw new Error("this test reads nothing from the store");
};

const noReads: ApiReads = {
  intents: unread,
  intentStory: unread,
  orders: unread,
  trades: unread,
  alerts: unread,
  candles: unread,
  lastSignals: unread,
  exitPlans: unread,
  openPositions: unread,
  unmatched: unread,
  equity: unread,
  counts: unread,
};

/** The whole HTTP side of the order manager on hand-written fakes; an alert is accepted unless a test says otherwise. */
export async function openServer({ settings = {}, parts = {}, reads = {} }: Given = {}): Promise<UnderTest> {
  const lines: string[] = [];
  const accepted: IncomingAlert[] = [];
  const counted: string[] = [];
  const clock = { nowMs: NOW_MS };
  const events = createEventStream();
  const dashboardDir = mkdtempSync(join(tmpdir(), "dashboard-"));
  writeFileSync(join(dashboardDir, "index.html"), "<!doctype html><title>BotTrader</title>");
  const config = settingsOf(settings);
  const app = await buildServer({
    config,
    log: createLogger({ service: "webhook", level: "trace", stream: { write: (line) => void lines.push(line) } }),
    metrics: createMetrics("webhook"),
    reads: { ...noReads, ...reads },
    databaseHealth: async () => ({ ok: true }),
    queueHealth: async () => ({ ok: true, detail: "redis" }),
    queueBoard: async (board) => {
      board.get("/queues", () => "the queue board");
    },
    events,
    dashboardDir,
    internalToken: INTERNAL_TOKEN,
    openSession: async () => fakeRoom(),
    room: () => null,
    isReady: () => true,
    status: async () => ({
      tradingState: "active",
      tradingMode: "paper",
      market: { source: "recorded", exchange: "binance", timeframe: "1m", symbols: ["BTC/USDT"], nowMs: NOW_MS },
      configHash: config.hash,
      release: config.values.RELEASE,
    }),
    relay: () => undefined,
    nowMs: () => clock.nowMs,
    countAlert: (outcome) => void counted.push(outcome),
    accept: async (incoming) => {
      accepted.push(incoming);
      return ok(ACCEPTED);
    },
    ...parts,
  });
  return {
    app,
    events,
    log: () => lines.join(""),
    accepted,
    counted,
    clock,
    close: async () => {
      events.close();
      await app.close();
      rmSync(dashboardDir, { recursive: true, force: true });
    },
  };
}

/** A room that takes whatever the market does; a test that needs a desk brings its own. */
export function fakeRoom(parts: Partial<TradingRoom> = {}): TradingRoom {
  return {
    get desk(): never {
      throw new Error("this test has no desk");
    },
    session: "live",
    recover: async () => undefined,
    bars: async ({ closeTimeMs }) => ({ closeTimeMs, openPositions: 0, unsettledIntents: 0 }),
    quotes: async () => undefined,
    ...parts,
  };
}

/** Sends bytes over a real socket and returns everything that comes back until the server hangs up. */
export async function speak(app: FastifyInstance, text: string): Promise<string> {
  if (!app.server.listening) await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (part: Buffer) => {
      answer += part.toString();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
}
