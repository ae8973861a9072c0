import { formatDuration } from "../format/time.ts";
import type { LinkState } from "../live/create-event-link.ts";
import { useDeskState, useWallNowMs } from "../live/desk-context.ts";
import { linkHealth } from "./link-health.ts";

/** Whether what is on the page is current; says so in words, not only in colour. */
export function LinkIndicator() {
  const link = useDeskState((state) => state.link);
  const contactAtMs = useDeskState((state) => state.contactAtMs);
  const nowMs = useWallNowMs();
  const health = linkHealth({ link, contactAtMs, nowMs });
  return (
    <span class={`link link-${health}`} role="status" title={contactWords(contactAtMs, nowMs)}>
      <i class="dot" aria-hidden="true" />
      {LABELS[health]}
    </span>
  );
}

/** A line across the page while its figures are old. */
export function StaleBanner() {
  const link = useDeskState((state) => state.link);
  const contactAtMs = useDeskState((state) => state.contactAtMs);
  const nowMs = useWallNowMs();
  if (linkHealth({ link, contactAtMs, nowMs }) !== "stale" || contactAtMs === null) return null;
  return (
    <p class="stale-banner" role="alert">
      <strong>These figures are {formatDuration(nowMs - contactAtMs)} old.</strong> {retryWords(link, nowMs)} Orders and
      stops at the venue do not depend on this page.
    </p>
  );
}

const LABELS = { live: "Connected", joining: "Connecting", polling: "Reconnecting", stale: "Stale" } as const;

function contactWords(contactAtMs: number | null, nowMs: number): string {
  return contactAtMs === null ? "No answer yet" : `Last answer ${formatDuration(Math.max(0, nowMs - contactAtMs))} ago`;
}

function retryWords(link: LinkState, nowMs: number): string {
  if (link.kind !== "waiting") return "Trying to reach the order manager.";
  return `Next try in ${formatDuration(Math.max(0, link.retryAtMs - nowMs))}.`;
}
