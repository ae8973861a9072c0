/**
 * Both services in one process, from the text of an env file to the trades: candles through the signal cycle, its intents as they
 * are on the wire through the order manager, its orders through the paper venue.
 *
 * Every number a rule works with comes out of `resolveSettings`, so a setting that is wired to nothing changes nothing here.
 */
import {
  entryIntentV1,
  exitIntentV1,
  exitRules,
  feesFor,
  parseAlert,
  resolveSettings,
  type SettingName,
  type Settings,
  signalRules,
} from "@bottrader/contracts";
import { Decimal, type Market, price, type SignalEvaluation } from "@bottrader/core";
import type { IntentRecord, TradeRecord } from "@bottrader/ports";
import {
  type AlertDesk,
  acceptAlert,
  type CycleCommit,
  createSignalCycle,
  deskRules,
  type SignalCycle,
} from "../src/index.ts";
import { type Floor, type FloorOptions, ids, MINUTE_MS, market, type Ohlcv, openFloor, producer } from "./floor.ts";

export type Env = { readonly [N in SettingName]?: string };

/** Bars of one minute by symbol. */
type Bars = Readonly<Record<string, Ohlcv>>;

export type Wired = {
  readonly floor: Floor;
  readonly settings: Settings;
  /** What the signal service stored, oldest first. */
  readonly commits: CycleCommit[];
  /** Ids of the intents the signal service decided, in order. */
  readonly decided: string[];
  /** Plays one minute: venue, order manager, decisions, and the execution of what was decided. A bare list is BTC/USDT. */
  play(bars: Ohlcv | Bars): Promise<void>;
  /** Minutes pass without a bar, then the open positions are looked at as the quote loop does. */
  look(bid: string, minutes: number): Promise<void>;
  /** Takes a native alert body as the ingress does, and delivers what comes of it. */
  alert(body: Readonly<Record<string, unknown>>): Promise<void>;
  /** Delivers everything that waits in both outboxes, one after the other. */
  relay(): Promise<void>;
};

export type WiredOptions = Pick<FloorOptions, "wrapVenue"> & {
  readonly bases?: readonly string[];
  /** How long an intent is on its way. */
  readonly delayMs?: number;
};

const VOLUME = 1_000_000;

/** Settings as an env file gives them; throws what the start-up would print. */
function settingsOf(env: Env): Settings {
  const given = Object.entries(env).map(([name, value]) => [name, { value, source: "env file" }] as const);
  const resolved = resolveSettings(new Map(given));
  if (!resolved.ok) throw new Error(resolved.error.map(({ message }) => message).join("\n"));
  return resolved.value.values;
}

export async function openWired(env: Env, options: WiredOptions = {}): Promise<Wired> {
  const settings = settingsOf({ SIGNAL_TIMEFRAME: "1m", ...env });
  const fees = feesFor(settings, "binance");
  const markets = (options.bases ?? ["BTC"]).map((base) =>
    market(base, { makerFeeRatio: fees.maker, takerFeeRatio: fees.taker }),
  );
  const { wrapVenue } = options;
  const floor = await openFloor({ markets, rules: deskRules(settings), ...(wrapVenue && { wrapVenue }) });
  const cycle = cycleOf(settings, markets);
  const wired: Wired = {
    floor,
    settings,
    commits: [],
    decided: [],
    play: async (bars) => {
      const named: Bars = Array.isArray(bars) ? { "BTC/USDT": bars as unknown as Ohlcv } : (bars as Bars);
      await playMinute({ wired, cycle, bars: named, delayMs: options.delayMs ?? 0 });
    },
    look: async (bid, minutes) => {
      floor.nowMs += minutes * MINUTE_MS;
      const positions = await floor.stores.signal.openPositions();
      const bids = new Map([["BTC/USDT", price(bid)]]);
      await commitAndRelay(wired, { ...nothingNew(floor), ...cycle.watch({ bids, positions, nowMs: floor.nowMs }) });
    },
    alert: async (body) => {
      const alert = parseAlert(body);
      if (!alert.ok) throw new Error(JSON.stringify(alert.error));
      const text = JSON.stringify(body);
      const { nowMs } = floor;
      const incoming = { alert: alert.value, source: "test", bodyDigest: text, receivedAtMs: nowMs };
      const accepted = await acceptAlert(alertDeskOf(wired), incoming);
      if (accepted.ok) wired.decided.push(accepted.value.intentId);
      await relay(floor);
    },
    relay: () => relay(floor),
  };
  return wired;
}

const alertDeskOf = ({ floor, settings }: Wired): AlertDesk => ({
  store: floor.stores.trade,
  ids,
  producer,
  clock: { nowMs: () => floor.nowMs },
  digest: (text) => text,
  symbols: () => floor.venue.markets().map(({ symbol }) => symbol),
  rules: {
    replayWindowMs: settings.WEBHOOK_REPLAY_WINDOW_MS,
    bodyWindowMs: settings.WEBHOOK_BODY_WINDOW_MS,
    entryLagMaxMs: settings.WEBHOOK_ENTRY_LAG_MAX_MS,
    exitLagMaxMs: settings.WEBHOOK_EXIT_LAG_MAX_MS,
    aheadMaxMs: MINUTE_MS,
    entryTtlMs: settings.ENTRY_INTENT_TTL_MS,
    exitTtlMs: settings.WEBHOOK_EXIT_LAG_MAX_MS,
  },
});

const cycleOf = (settings: Settings, markets: readonly Market[]): SignalCycle =>
  createSignalCycle({
    markets,
    timeframe: "1m",
    signalRules: signalRules(settings, MINUTE_MS),
    exitRules: exitRules(settings),
    spreadRatio: new Decimal("0.0002"),
    entryTtlMs: settings.ENTRY_INTENT_TTL_MS,
    exitTtlMs: settings.WEBHOOK_EXIT_LAG_MAX_MS,
    producer: { ...producer, service: "sighook" },
    ids,
  });

type Minute = {
  readonly wired: Wired;
  readonly cycle: SignalCycle;
  readonly bars: Bars;
  readonly delayMs: number;
};

async function playMinute({ wired, cycle, bars, delayMs }: Minute): Promise<void> {
  const { floor } = wired;
  const openTimeMs = floor.nowMs;
  await floor.bar(bars);
  const batch = {
    closeTimeMs: floor.nowMs,
    bars: Object.entries(bars).map(([symbol, [open, high, low, close, volume = VOLUME]]) => ({
      symbol,
      candle: { openTimeMs, open, high, low, close, volume },
    })),
  };
  const commit = cycle.process(batch, await floor.stores.signal.openPositions());
  floor.nowMs += delayMs;
  await commitAndRelay(wired, commit);
  floor.nowMs -= delayMs;
}

const nothingNew = ({ nowMs }: Floor) =>
  ({ session: producer.session, cursorMs: nowMs, evaluations: [], signalStates: {} }) as const;

async function commitAndRelay(wired: Wired, commit: CycleCommit): Promise<void> {
  await wired.floor.stores.signal.commit({ ...commit, batchesDone: 1 });
  wired.commits.push(commit);
  wired.decided.push(...commit.outbox.map(({ intentId }) => intentId));
  await relay(wired.floor);
}

/** Takes every waiting row through JSON and its contract, as queue and consumer do. */
async function relay(floor: Floor): Promise<void> {
  for (const outbox of [floor.stores.outbox.alerts, floor.stores.outbox.signals]) {
    for (const row of await outbox.unpublished(100)) {
      const wire: unknown = JSON.parse(JSON.stringify(row.payload));
      const intent = row.queue === "entry-intents-v1" ? entryIntentV1.parse(wire) : exitIntentV1.parse(wire);
      await floor.deliver(intent);
      await outbox.markPublished([row.sequence], floor.nowMs);
    }
  }
}

/** The intents the signal service decided, with what became of them. */
export async function decidedIntents({ floor, decided }: Wired): Promise<readonly IntentRecord[]> {
  const records = await floor.stores.trade.transact((tx) => Promise.all(decided.map((id) => tx.intent(id))));
  return records.flatMap((record) => record ?? []);
}

/** `entry trigger: fate` or `exit reason: fate` of every decided intent. */
export const intentTexts = async (wired: Wired): Promise<readonly string[]> =>
  (await decidedIntents(wired)).map(({ intent, state, reason }) => {
    const why = intent.type === "entry" ? intent.trigger : intent.type === "exit" ? intent.reason : "";
    return `${intent.type} ${why}: ${state}${reason === null ? "" : ` ${reason}`}`;
  });

export const tradesOf = (wired: Wired): Promise<readonly TradeRecord[]> => wired.floor.stores.trade.trades({});

export const reasonsOf = async (wired: Wired): Promise<readonly string[]> =>
  (await tradesOf(wired)).map(({ exitReason }) => exitReason);

/** The stored evaluation of the newest bar on which a side came up. */
export function lastCandidate({ commits }: Wired): SignalEvaluation | null {
  const rows = commits.flatMap(({ evaluations }) => evaluations);
  const found = rows.findLast(({ record }) => record !== null && record["candidate"] !== "hold");
  return (found?.record as SignalEvaluation | null | undefined) ?? null;
}
