/**
 * The order manager, put together. Only this file and the folder beside it know which adapter stands behind which port.
 */
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { EffectiveSettings } from "@bottrader/contracts";
import { type AlertDesk, acceptAlert, relayOutbox } from "@bottrader/engine";
import { type Component, keyedIntentId, type Logger } from "@bottrader/platform";
import type { FastifyInstance } from "fastify";
import { createJobs, createLostLoop, createRelayLoop, createWatchdog } from "./compose/background.ts";
import { openResources, type Resources } from "./compose/open-resources.ts";
import { createSessionKeeper, readStatus, type SessionKeeper } from "./compose/session-keeper.ts";
import { buildServer } from "./http/build-server.ts";

const RELAY_BATCH = 200;
const CONCURRENCY = 8;
/** Times of alerts this far ahead of our clock are refused (F3). */
const AHEAD_MAX_MS = 5_000;

/** Every part of the service, in the order they are started. */
export async function compose(config: EffectiveSettings, log: Logger): Promise<readonly Component[]> {
  const resources = await openResources(config, log);
  const { database, queues, events, wallMs } = resources;
  const relayOptions = { outbox: database.outbox.alerts, publisher: queues.publisher(), batchMax: RELAY_BATCH };
  const relayLoop = createRelayLoop(resources, relayOptions);
  const keeper = createSessionKeeper(resources, async () => {
    await relayOutbox(relayOptions, wallMs());
  });
  countRows(resources);
  const app = await buildApp(resources, { keeper, relay: relayLoop.nudge });
  const consumer = queues.consumer({ concurrency: CONCURRENCY });
  return [
    { name: "database", start: async () => {}, stop: () => database.close() },
    { name: "queues", start: async () => {}, stop: () => queues.close() },
    {
      name: "http",
      // Listens first and warms up then: a health page that answers is worth more than a closed port (P97)
      start: async () => {
        await app.listen({ host: config.values.HOST, port: config.values.PORT });
      },
      stop: async () => {
        events.close();
        await app.close();
      },
    },
    { name: "session", start: () => keeper.reopen(), stop: async () => {} },
    relayLoop,
    createLostLoop(resources, relayOptions),
    createWatchdog(resources, keeper),
    createJobs(resources, keeper),
    {
      name: "consumer",
      start: () =>
        consumer.start({
          "entry-intents-v1": (payload) => keeper.execute("entry-intents-v1", payload),
          "exit-intents-v1": (payload) => keeper.execute("exit-intents-v1", payload),
        }),
      stop: () => consumer.close(),
    },
  ];
}

function buildApp(resources: Resources, parts: { keeper: SessionKeeper; relay: () => void }): Promise<FastifyInstance> {
  const { config, log, metrics, database, queues, events, internalToken, wallMs } = resources;
  const { keeper, relay } = parts;
  const alerts = metrics.counter("webhook_alerts_total", "alerts by outcome", ["outcome"]);
  const desk = alertDesk(resources, keeper);
  const { QUEUE_BOARD_WRITE: mayWrite } = config.values;
  return buildServer({
    config,
    log,
    metrics,
    reads: database.reads,
    databaseHealth: () => database.health(),
    queueHealth: () => queues.health(),
    queueBoard: queues.board({ basePath: "/queues", readOnly: !mayWrite }),
    events,
    dashboardDir: join(dirname(createRequire(import.meta.url).resolve("@bottrader/dashboard/package.json")), "dist"),
    internalToken,
    openSession: keeper.open,
    room: keeper.room,
    isReady: keeper.isSure,
    status: () => readStatus(resources, keeper),
    relay,
    nowMs: wallMs,
    countAlert: (outcome) => alerts.inc({ outcome }),
    accept: async (incoming) => {
      const outcome = await acceptAlert(desk, incoming);
      if (outcome.ok && outcome.value.status === "accepted") relay();
      events.changed("intents");
      return outcome;
    },
  });
}

function alertDesk(resources: Resources, keeper: SessionKeeper): AlertDesk {
  const { config, database, clock } = resources;
  const { values: settings } = config;
  return {
    store: database.trade,
    ids: { intentId: keyedIntentId },
    producer: {
      service: "webhook",
      release: settings.RELEASE,
      session: settings.MARKET_SESSION,
      snapshotId: config.hash,
    },
    clock,
    rules: {
      replayWindowMs: settings.WEBHOOK_REPLAY_WINDOW_MS,
      bodyWindowMs: settings.WEBHOOK_BODY_WINDOW_MS,
      entryLagMaxMs: settings.WEBHOOK_ENTRY_LAG_MAX_MS,
      exitLagMaxMs: settings.WEBHOOK_EXIT_LAG_MAX_MS,
      aheadMaxMs: AHEAD_MAX_MS,
      entryTtlMs: settings.ENTRY_INTENT_TTL_MS,
      exitTtlMs: settings.WEBHOOK_EXIT_LAG_MAX_MS,
    },
    symbols: () =>
      keeper
        .room()
        ?.desk.exchange.markets()
        .map((market) => market.symbol) ?? [],
    digest: (text) => createHash("sha256").update(text).digest("hex"),
  };
}

function countRows({ metrics, database }: Resources): void {
  const counted = [
    ["webhook_positions_open", "positionsOpen"],
    ["webhook_positions_unprotected", "positionsUnprotected"],
    ["webhook_orders_unresolved", "ordersUnresolved"],
    ["webhook_outbox_waiting", "alertsUnpublished"],
    ["webhook_unmatched_sells", "unmatchedOpen"],
  ] as const;
  for (const [name, count] of counted) {
    metrics.gauge(name, `${count} in the database`, async () => (await database.reads.counts())[count]);
  }
}
