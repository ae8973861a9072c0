import { setTimeout as sleep } from "node:timers/promises";

import { fetchJson } from "./fetch-json.ts";
import type { Terminal } from "./terminal.ts";

const POLL_MS = 250;
const LINE_EVERY_MS = 10_000;
const BAR_CELLS = 30;
const STATES = ["playing", "done", "failed", "none"] as const;

/** How far the signal service is with its recording. */
export interface Tape {
  readonly state: (typeof STATES)[number];
  /** Market time, Unix milliseconds; 0 before the first bar. */
  readonly atMs: number;
  readonly barsDone: number;
  readonly barsTotal: number;
  readonly error: string | undefined;
}

export interface TapeWatch {
  readonly sighookUrl: string;
  readonly operatorToken: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Shows the progress of a recording until it is over and gives its last state. Rejects when `signal` is aborted. */
export async function watchTape({ sighookUrl, operatorToken, terminal, signal }: TapeWatch): Promise<Tape> {
  const startedMs = performance.now();
  let lineAtMs = startedMs + LINE_EVERY_MS;
  try {
    for (;;) {
      const tape = readTape((await fetchJson(`${sighookUrl}/api/v1/tape`, operatorToken)).body);
      // No answer: the service is being restarted, and goes on where it was
      if (tape !== undefined && (tape.state === "done" || tape.state === "failed")) return tape;
      const nowMs = performance.now();
      if (tape?.state === "playing" && tape.barsTotal > 0) {
        terminal.progress(describeProgress(tape, nowMs - startedMs));
        if (!terminal.isInteractive && nowMs >= lineAtMs) {
          terminal.note(describeProgress(tape, nowMs - startedMs));
          lineAtMs = nowMs + LINE_EVERY_MS;
        }
      }
      await sleep(POLL_MS, undefined, { signal });
    }
  } finally {
    terminal.progress("");
  }
}

/** Never resolves; rejects with the signal service's own words once it says that its market cannot be played, or when `signal` aborts. */
export async function rejectWhenFailed(sighookUrl: string, signal: AbortSignal): Promise<never> {
  for (;;) {
    const tape = readTape((await fetchJson(`${sighookUrl}/api/v1/tape`)).body);
    if (tape?.state === "failed") throw new Error(`the market cannot be played:\n${tape.error ?? "no reason given"}`);
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** One line: a bar, the share, the count, the market's time and the time left at the speed so far. */
function describeProgress({ barsDone, barsTotal, atMs }: Tape, elapsedMs: number): string {
  const share = Math.min(1, barsDone / barsTotal);
  const cells = Math.floor(share * BAR_CELLS);
  const bar = `${"█".repeat(cells)}${"░".repeat(BAR_CELLS - cells)}`;
  const marketTime = new Date(atMs).toISOString().slice(0, 16).replace("T", " ");
  const left = share > 0 ? `, ${duration((elapsedMs / share) * (1 - share))} left` : "";
  const counts = `${barsDone.toLocaleString("en")}/${barsTotal.toLocaleString("en")} bars`;
  return `${bar} ${(share * 100).toFixed(1)} %  ${counts}  ${marketTime} UTC${left}`;
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}

function readTape(body: unknown): Tape | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(body));
  const state = STATES.find((known) => known === fields.get("state"));
  if (state === undefined) return undefined;
  const count = (name: string): number => {
    const value = fields.get(name);
    return typeof value === "number" && Number.isFinite(value) ? value : 0;
  };
  const error = fields.get("error");
  return {
    state,
    atMs: count("atMs"),
    barsDone: count("barsDone"),
    barsTotal: count("barsTotal"),
    error: typeof error === "string" ? error : undefined,
  };
}
