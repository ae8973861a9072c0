/**
 * Keeps the stream of change announcements open.
 *
 * Invariants
 * 1. At most one stream is open; a lost one is reopened after a growing, jittered wait that is never longer than `WAIT_MS_MAX`.
 * 2. A successful opening resets the wait, and is announced, so that what was missed meanwhile can be read again.
 */
import type { Timers } from "./timers.ts";

export type LinkState =
  | { readonly kind: "off" }
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  | { readonly kind: "waiting"; readonly retryAtMs: number };

interface StreamHandlers {
  readonly opened: () => void;
  /** Raw `data` of a `change` event. */
  readonly changed: (data: string) => void;
  readonly lost: () => void;
}

export type OpenStream = (handlers: StreamHandlers) => { readonly close: () => void };

interface EventLinkOptions {
  readonly openStream: OpenStream;
  readonly timers: Timers;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly onState: (state: LinkState) => void;
  readonly onChange: (kinds: readonly string[]) => void;
}

interface EventLink {
  readonly start: () => void;
  readonly stop: () => void;
}

const WAIT_MS_MIN = 500;
const WAIT_MS_MAX = 20_000;

export function createEventLink({ openStream, timers, random, onState, onChange }: EventLinkOptions): EventLink {
  let attempt = 0;
  let stream: { readonly close: () => void } | null = null;
  let cancelRetry: (() => void) | null = null;

  const release = (): void => {
    stream?.close();
    stream = null;
    cancelRetry?.();
    cancelRetry = null;
  };

  const connect = (): void => {
    release();
    onState({ kind: "connecting" });
    stream = openStream({
      opened: () => {
        attempt = 0;
        onState({ kind: "open" });
      },
      changed: (data) => onChange(changeKinds(data)),
      lost: () => {
        release();
        const waitMs = Math.min(WAIT_MS_MAX, WAIT_MS_MIN * 2 ** attempt) * (0.5 + 0.5 * random());
        attempt += 1;
        onState({ kind: "waiting", retryAtMs: timers.nowMs() + waitMs });
        cancelRetry = timers.after(waitMs, connect);
      },
    });
  };

  return {
    start: () => {
      attempt = 0;
      connect();
    },
    stop: () => {
      release();
      onState({ kind: "off" });
    },
  };
}

/** Kinds named by one announcement; an announcement that cannot be read names none, and the timed refresh covers for it. */
function changeKinds(data: string): readonly string[] {
  try {
    const body: unknown = JSON.parse(data);
    if (typeof body !== "object" || body === null || !("kinds" in body) || !Array.isArray(body.kinds)) return [];
    return body.kinds.filter((kind): kind is string => typeof kind === "string");
  } catch {
    return [];
  }
}
