import type { LinkState } from "../live/create-event-link.ts";

type LinkHealth = "joining" | "live" | "polling" | "stale";

interface LinkHealthInput {
  readonly link: LinkState;
  /** Last good answer of any kind, ms of the wall clock. */
  readonly contactAtMs: number | null;
  readonly nowMs: number;
}

/** The status is asked for every ten seconds, so this long without an answer means that two in a row were lost. */
const CONTACT_AGE_MS_MAX = 25_000;

/** `stale` wins over an open stream: a stream that is open but silent while reads fail is no connection. */
export function linkHealth({ link, contactAtMs, nowMs }: LinkHealthInput): LinkHealth {
  if (contactAtMs === null) return "joining";
  if (nowMs - contactAtMs > CONTACT_AGE_MS_MAX) return "stale";
  return link.kind === "open" ? "live" : "polling";
}
