/** What the service does by itself: the outbox relay, the watchdog, the scheduled jobs. */
import { filterSymbols, findUnprotected, type RelayOptions, relayLost, relayOutbox } from "@bottrader/engine";
import { type Component, createLoop, type Loop } from "@bottrader/platform";
import { checkLedger } from "./check-ledger.ts";
import type { Resources } from "./open-resources.ts";
import type { SessionKeeper } from "./session-keeper.ts";
import { writeDailyReport } from "./write-daily-report.ts";

const RELAY_EVERY_MS = 1_000;
const LOST_EVERY_MS = 5_000;
const LOST_AFTER_MS = 10_000;

/** Relays at once when nudged, and every second to catch what a crash left. */
export function createRelayLoop(resources: Resources, options: RelayOptions): Loop {
  return createLoop({
    name: "alert relay",
    everyMs: RELAY_EVERY_MS,
    work: () => relayOutbox(options, resources.wallMs()),
    onError: (error) => resources.log.warn({ err: error }, "relay waits for its queue"),
  });
}

export function createLostLoop(resources: Resources, options: RelayOptions): Loop {
  return createLoop({
    name: "lost alerts",
    everyMs: LOST_EVERY_MS,
    work: () => relayLost(options, resources.wallMs() - LOST_AFTER_MS),
    onError: (error) => resources.log.warn({ err: error }, "lost alerts could not be looked for"),
  });
}

/** Looks at the venue's own orders, whatever the books say. One look may fall between a fill and its booking: two are an alarm. */
export function createWatchdog(resources: Resources, keeper: SessionKeeper): Loop {
  let suspected = new Set<string>();
  const { log, config } = resources;
  return createLoop({
    name: "protection watchdog",
    everyMs: config.values.WATCHDOG_INTERVAL_MS,
    work: async () => {
      const room = keeper.room();
      if (room === null || !keeper.isSure()) return;
      const exposed = await findUnprotected(room.desk);
      const naked = exposed.filter(({ symbol }) => suspected.has(symbol));
      suspected = new Set(exposed.map(({ symbol }) => symbol));
      for (const { symbol, uncovered } of naked) {
        keeper.anomaly({ code: "POSITION_UNPROTECTED", symbol, detail: `${uncovered} uncovered` });
      }
      if (naked.length > 0) await room.recover();
    },
    onError: (error) => log.warn({ err: error }, "watchdog could not look"),
  });
}

export function createJobs(resources: Resources, keeper: SessionKeeper): Component {
  const { queues, database, config, log } = resources;
  const jobs = queues.jobs();
  return {
    name: "jobs",
    start: () =>
      jobs.start({
        "check-ledger": async () => {
          await checkLedger(database, log);
        },
        "filter-symbols": async () => {
          const room = keeper.room();
          if (room !== null && keeper.isSure()) await filterSymbols(room.desk);
        },
        "daily-report": () => writeDailyReport({ settings: config.values, database, log }),
        reconcile: async () => {
          // A recording reconciles by itself: its market stands still while a step is settled
          if (keeper.isSure() && keeper.session()?.source === "live") await keeper.room()?.recover();
        },
      }),
    stop: () => jobs.close(),
  };
}
