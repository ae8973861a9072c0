/**
 * The catalogue of what the page reads: where from, on which change, and how often at most.
 *
 * Invariants
 * 1. Every kind of change the server announces refreshes at least one resource.
 * 2. Every resource but the candles is one fixed path; the candles follow the chosen symbol.
 */
import type { ResourceName } from "./views.ts";

export const CHANGE_KINDS = ["positions", "orders", "trades", "intents", "equity", "signals", "status"] as const;
type ChangeKind = (typeof CHANGE_KINDS)[number];

/** `page` answers are `{items, cursor}`; the page shows the newest and needs no cursor. */
type Shape = "object" | "list" | "page";

interface Resource {
  readonly path: string;
  readonly shape: Shape;
  readonly kinds: readonly ChangeKind[];
  /** Least time between two reads, so that a recording at full speed does not turn into a flood of requests. */
  readonly gapMs: number;
}

export const RESOURCES: { readonly [Name in ResourceName]: Resource } = {
  status: { path: "/status", shape: "object", kinds: ["status", "signals"], gapMs: 500 },
  account: { path: "/account", shape: "object", kinds: ["equity", "positions", "trades"], gapMs: 750 },
  positions: { path: "/positions", shape: "list", kinds: ["positions"], gapMs: 500 },
  orders: { path: "/orders?working=true", shape: "page", kinds: ["orders"], gapMs: 750 },
  trades: { path: "/trades?limit=200", shape: "page", kinds: ["trades"], gapMs: 1_500 },
  intents: { path: "/intents?limit=50", shape: "page", kinds: ["intents"], gapMs: 1_000 },
  performance: { path: "/performance", shape: "object", kinds: ["trades"], gapMs: 4_000 },
  equity: { path: "/equity?limit=1000", shape: "list", kinds: ["equity"], gapMs: 2_000 },
  signals: { path: "/signals", shape: "list", kinds: ["signals"], gapMs: 1_000 },
  candles: { path: "/candles", shape: "object", kinds: ["signals"], gapMs: 1_500 },
  locks: { path: "/locks", shape: "list", kinds: ["status", "trades", "equity"], gapMs: 2_000 },
};

export const RESOURCE_NAMES = Object.keys(RESOURCES) as readonly ResourceName[];

const CANDLES_MAX = 500;

/** Path of a resource below `/api/v1`, or null while nothing can be asked for (candles before a symbol is chosen). */
export function resourcePath(name: ResourceName, symbol: string | null): string | null {
  if (name !== "candles") return RESOURCES[name].path;
  return symbol === null ? null : `/candles?symbol=${encodeURIComponent(symbol)}&limit=${CANDLES_MAX}`;
}

/** Resources to read again after the server announced these kinds of change; kinds this release does not know are ignored. */
export function resourcesChangedBy(kinds: readonly string[]): readonly ResourceName[] {
  return RESOURCE_NAMES.filter((name) => RESOURCES[name].kinds.some((kind) => kinds.includes(kind)));
}
