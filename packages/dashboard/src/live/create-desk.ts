/**
 * What the page knows, and the few things it can do.
 *
 * Invariants
 * 1. Figures once shown stay until newer ones replace them; a failed read adds its fault and removes nothing.
 * 2. Any call answered "signed out" closes the desk: no figures, no stream, no timers, until the operator signs in again.
 * 3. The status is read alone first; only when it answers is the stream opened, and every opening reads everything again, because what
 *    changed while it was closed is not announced twice.
 * 4. An answer that belongs to an earlier session, or to a symbol no longer chosen, is dropped.
 */
import type { TradingState } from "@bottrader/contracts";
import type { Answer, Api, ApiFault, Mutation } from "../api/client.ts";
import { RESOURCE_NAMES, RESOURCES, resourcesChangedBy } from "../api/resources.ts";
import type { DeskData, ResourceName } from "../api/views.ts";
import { createEventLink, type LinkState, type OpenStream } from "./create-event-link.ts";
import { createRefresher, type Refresher } from "./create-refresher.ts";
import { createStore, type Store } from "./store.ts";
import type { Timers } from "./timers.ts";

export interface Slot<T> {
  readonly data: T | null;
  /** Why the last read failed; null after a good one. */
  readonly fault: ApiFault | null;
  readonly loadedAtMs: number | null;
}

type Slots = { readonly [Name in ResourceName]: Slot<DeskData[Name]> };

export interface DeskState {
  /** `unknown` until the first answer tells. */
  readonly session: "unknown" | "open" | "closed";
  readonly link: LinkState;
  /** Last time the server answered anything well. */
  readonly contactAtMs: number | null;
  readonly symbol: string | null;
  readonly slots: Slots;
}

export interface Desk {
  readonly store: Store<DeskState>;
  readonly start: () => void;
  readonly stop: () => void;
  readonly refresh: (name: ResourceName) => void;
  readonly selectSymbol: (symbol: string) => void;
  readonly signIn: (password: string) => Promise<Answer<unknown>>;
  readonly signOut: () => Promise<Answer<unknown>>;
  readonly setTradingState: (state: TradingState, reason: string) => Promise<Answer<unknown>>;
  readonly closePosition: (symbol: string) => Promise<Answer<unknown>>;
  readonly liftLock: (id: string, note: string) => Promise<Answer<unknown>>;
}

interface DeskOptions {
  readonly api: Api;
  readonly openStream: OpenStream;
  readonly timers: Timers;
  readonly random: () => number;
}

/** How often the status is asked for when nothing is announced: this is what tells a quiet market from a dead connection. */
const HEARTBEAT_MS = 10_000;
/** Everything is read again this often, so that no lost announcement can leave a wrong figure standing for longer. */
const FULL_REFRESH_BEATS = 6;

const emptySlot = { data: null, fault: null, loadedAtMs: null } as const;
const emptySlots: Slots = {
  status: emptySlot,
  account: emptySlot,
  positions: emptySlot,
  orders: emptySlot,
  trades: emptySlot,
  intents: emptySlot,
  performance: emptySlot,
  equity: emptySlot,
  signals: emptySlot,
  candles: emptySlot,
  locks: emptySlot,
};
const blankState: DeskState = {
  session: "unknown",
  link: { kind: "off" },
  contactAtMs: null,
  symbol: null,
  slots: emptySlots,
};

/** Wires API, stream and timers to one store. Nothing happens before `start`. */
export function createDesk(options: DeskOptions): Desk {
  const { api, timers } = options;
  const store = createStore<DeskState>(blankState);
  let generation = 0;
  const reader = createReader({
    api,
    timers,
    store,
    generationNow: () => generation,
    onSignedIn: () => link.start(),
    onSignedOut: () => close(),
  });
  const refreshers = new Map<ResourceName, Refresher>();
  const refresh = (name: ResourceName): void => refreshers.get(name)?.request();
  const refreshAll = (): void => RESOURCE_NAMES.forEach(refresh);

  const link = createEventLink({
    openStream: options.openStream,
    timers,
    random: options.random,
    onState: (state) => {
      store.update((desk) => ({ ...desk, link: state }));
      // While the stream is down its attempts are the polling rhythm, so the figures keep moving.
      if (state.kind === "open" || state.kind === "waiting") refreshAll();
    },
    onChange: (kinds) => {
      resourcesChangedBy(kinds).forEach(refresh);
    },
  });
  const heartbeat = createHeartbeat(timers, (beat) =>
    beat % FULL_REFRESH_BEATS === 0 ? refreshAll() : refresh("status"),
  );

  const stop = (): void => {
    generation += 1;
    heartbeat.stop();
    link.stop();
    for (const refresher of refreshers.values()) refresher.stop();
    refreshers.clear();
  };
  const close = (): void => {
    stop();
    store.update(() => ({ ...blankState, session: "closed" }));
  };
  const start = (): void => {
    stop();
    store.update(() => blankState);
    for (const name of RESOURCE_NAMES) {
      const run = (): Promise<void> => reader(name);
      refreshers.set(name, createRefresher({ run, gapMs: RESOURCES[name].gapMs, timers }));
    }
    refresh("status");
    heartbeat.start();
  };

  return {
    store,
    start,
    stop,
    refresh,
    selectSymbol: (symbol) => {
      if (store.get().symbol === symbol) return;
      store.update((desk) => ({ ...desk, symbol, slots: { ...desk.slots, candles: emptySlot } }));
      refresh("candles");
    },
    ...createActions({ api, start, close, refresh }),
  };
}

interface ActionOptions {
  readonly api: Api;
  readonly start: () => void;
  readonly close: () => void;
  readonly refresh: (name: ResourceName) => void;
}

function createActions({ api, start, close, refresh }: ActionOptions) {
  const act = async (mutation: Mutation, stale: readonly ResourceName[]): Promise<Answer<unknown>> => {
    const answer = await api.mutate(mutation);
    if (answer.ok) stale.forEach(refresh);
    else if (answer.fault.kind === "signed_out") close();
    return answer;
  };
  return {
    signIn: async (password: string) => {
      const answer = await api.mutate({ method: "POST", path: "/session", body: { password } });
      if (answer.ok) start();
      return answer;
    },
    signOut: async () => {
      const answer = await api.mutate({ method: "DELETE", path: "/session" });
      if (answer.ok || answer.fault.kind === "signed_out") close();
      return answer;
    },
    setTradingState: (state: TradingState, reason: string) =>
      act({ method: "POST", path: "/trading-state", body: reason === "" ? { state } : { state, reason } }, [
        "status",
        "locks",
      ]),
    closePosition: (symbol: string) =>
      act({ method: "POST", path: `/positions/${encodeURIComponent(symbol)}/close` }, [
        "positions",
        "orders",
        "intents",
      ]),
    liftLock: (id: string, note: string) =>
      act({ method: "DELETE", path: `/locks/${encodeURIComponent(id)}?note=${encodeURIComponent(note)}` }, ["locks"]),
  };
}

interface ReaderOptions {
  readonly api: Api;
  readonly timers: Timers;
  readonly store: Store<DeskState>;
  readonly generationNow: () => number;
  /** Called on the first good answer of a session. */
  readonly onSignedIn: () => void;
  readonly onSignedOut: () => void;
}

function createReader({ api, timers, store, generationNow, onSignedIn, onSignedOut }: ReaderOptions) {
  return async <Name extends ResourceName>(name: Name): Promise<void> => {
    const generation = generationNow();
    const { symbol } = store.get();
    if (name === "candles" && symbol === null) return;
    const answer = await api.read(name, symbol);
    const isStale = generation !== generationNow() || (name === "candles" && store.get().symbol !== symbol);
    if (isStale) return;
    if (!answer.ok && answer.fault.kind === "signed_out") {
      onSignedOut();
      return;
    }
    const isFirst = answer.ok && store.get().session !== "open";
    store.update((desk) => withAnswer(desk, { name, answer, nowMs: timers.nowMs() }));
    if (isFirst) onSignedIn();
  };
}

interface Arrival<Name extends ResourceName> {
  readonly name: Name;
  readonly answer: Answer<DeskData[Name]>;
  readonly nowMs: number;
}

function withAnswer<Name extends ResourceName>(desk: DeskState, { name, answer, nowMs }: Arrival<Name>): DeskState {
  const slot: Slot<DeskData[Name]> = answer.ok
    ? { data: answer.value, fault: null, loadedAtMs: nowMs }
    : { ...desk.slots[name], fault: answer.fault };
  const slots = { ...desk.slots, [name]: slot };
  return answer.ok ? { ...desk, session: "open", contactAtMs: nowMs, slots } : { ...desk, slots };
}

function createHeartbeat(timers: Timers, onBeat: (beat: number) => void) {
  let cancel: (() => void) | null = null;
  let beat = 0;
  const arm = (): void => {
    cancel = timers.after(HEARTBEAT_MS, () => {
      beat += 1;
      onBeat(beat);
      arm();
    });
  };
  return {
    start: arm,
    stop: () => {
      cancel?.();
      cancel = null;
      beat = 0;
    },
  };
}
