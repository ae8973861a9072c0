/** Chooses the market and puts together what evaluates and plays it. */
import { setTimeout as sleep } from "node:timers/promises";
import { exitRules, signalRules, snapshotSettings } from "@bottrader/contracts";
import { invariant, type SignalRules, timeframeMs } from "@bottrader/core";
import { createSignalCycle, type SignalCycle } from "@bottrader/engine";
import { keyedIntentId } from "@bottrader/platform";
import type { SignalServiceState } from "@bottrader/ports";
import { createInsist, type Insist } from "../market/insist.ts";
import { createMarketDriver, type MarketDriver } from "../market/market-driver.ts";
import { type ChosenSource, chooseSource } from "./choose-source.ts";
import type { Resources } from "./open-resources.ts";

/** What is known once the market has been chosen. */
export type OpenMarket = {
  readonly chosen: ChosenSource;
  readonly rules: SignalRules;
  readonly cycle: SignalCycle;
  readonly driver: MarketDriver;
  /** Decision states of an earlier process, as far as it got. */
  readonly state: SignalServiceState;
  readonly insist: Insist;
};

const wait = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal });

/** Waits for the database as long as it takes. Throws when no market can be had, or `signal` says stop. */
export async function openMarket(resources: Resources, signal: AbortSignal): Promise<OpenMarket> {
  const { config, log, database, orders, relay, wallMs } = resources;
  const { values: settings } = config;
  const { MARKET_SESSION: session } = settings;
  const insist = createInsist({ log, sleep: wait }, signal);
  const state = await insist("reading the stored state", () => database.signal.load(session));
  const chosen = await chooseSource(settings, log, state.cursorMs);
  const { source, paceMs } = chosen;
  const barMs = timeframeMs(source.timeframe);
  invariant(barMs.ok, `the source's timeframe ${source.timeframe} is one of ours`);
  const rules = signalRules(settings, barMs.value);
  await insist("storing the configuration", () =>
    database.snapshots.save(config.hash, snapshotSettings(settings), wallMs()),
  );
  const cycle = createSignalCycle({
    markets: source.markets,
    timeframe: source.timeframe,
    signalRules: rules,
    exitRules: exitRules(settings),
    spreadRatio: settings.PAPER_SPREAD_PCT,
    entryTtlMs: settings.ENTRY_INTENT_TTL_MS,
    exitTtlMs: settings.WEBHOOK_EXIT_LAG_MAX_MS,
    producer: { service: "sighook", release: settings.RELEASE, session, snapshotId: config.hash },
    ids: { intentId: keyedIntentId },
  });
  cycle.restore(state);
  const store = database.signal;
  const driver = createMarketDriver({ source, cycle, store, orders, relay, session, paceMs, log, wallMs, sleep: wait });
  return { chosen, rules, cycle, driver, state, insist };
}
