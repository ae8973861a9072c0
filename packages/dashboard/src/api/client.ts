/**
 * The only place that talks to `/api/v1`.
 *
 * Invariants
 * 1. Every failure is a value: signed out, unreachable, refused with words, or an answer that cannot be read.
 * 2. Every call that changes something carries the header a foreign page cannot send.
 */
import { RESOURCES, resourcePath } from "./resources.ts";
import type { DeskData, ResourceName } from "./views.ts";

export type ApiFault =
  | { readonly kind: "signed_out" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "refused"; readonly status: number; readonly message: string }
  | { readonly kind: "unreadable" };

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: ApiFault };

export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

export interface Mutation {
  readonly method: "POST" | "DELETE";
  /** Below `/api/v1`. */
  readonly path: string;
  readonly body?: unknown;
}

export interface Api {
  readonly read: <Name extends ResourceName>(name: Name, symbol: string | null) => Promise<Answer<DeskData[Name]>>;
  readonly mutate: (mutation: Mutation) => Promise<Answer<unknown>>;
}

const ROOT = "/api/v1";
const TIMEOUT_MS = 10_000;
const REFUSAL_LENGTH_MAX = 300;

/** Binds the API to a `fetch`; nothing here throws for an expected failure. */
export function createApi(fetchPath: Fetch): Api {
  return {
    async read<Name extends ResourceName>(name: Name, symbol: string | null) {
      const path = resourcePath(name, symbol);
      if (path === null) return { ok: false, fault: { kind: "unreadable" } };
      const answer = await call(fetchPath, path, { method: "GET", headers: { accept: "application/json" } });
      return answer.ok ? readBody<DeskData[Name]>(name, answer.value) : answer;
    },
    async mutate({ method, path, body }) {
      const headers: Record<string, string> = { accept: "application/json", "x-bottrader-csrf": "1" };
      if (body === undefined) return call(fetchPath, path, { method, headers });
      headers["content-type"] = "application/json";
      return call(fetchPath, path, { method, headers, body: JSON.stringify(body) });
    },
  };
}

async function call(fetchPath: Fetch, path: string, init: RequestInit): Promise<Answer<unknown>> {
  let response: Response;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    response = await fetchPath(ROOT + path, { ...init, signal, credentials: "same-origin", cache: "no-store" });
  } catch {
    return { ok: false, fault: { kind: "unreachable" } };
  }
  const body = await jsonOf(response);
  if (response.status === 401) return { ok: false, fault: { kind: "signed_out" } };
  if (!response.ok) {
    return { ok: false, fault: { kind: "refused", status: response.status, message: refusalWords(body) } };
  }
  return { ok: true, value: body };
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function refusalWords(body: unknown): string {
  const error = partOf(body, "error");
  const message = partOf(error, "message");
  return typeof message === "string" ? message.slice(0, REFUSAL_LENGTH_MAX) : "no reason given";
}

/** The server shares this page's contract and release, so only the outer shape is checked: enough to tell its answer from a proxy's. */
function readBody<T>(name: ResourceName, body: unknown): Answer<T> {
  const { shape } = RESOURCES[name];
  const value = shape === "page" ? partOf(body, "items") : body;
  const fits = shape === "object" ? isRecord(value) : Array.isArray(value);
  return fits ? { ok: true, value: value as T } : { ok: false, fault: { kind: "unreadable" } };
}

function partOf(body: unknown, key: string): unknown {
  return isRecord(body) ? body[key] : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
