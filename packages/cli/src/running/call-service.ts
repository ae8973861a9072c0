import { ok, type Result } from "@bottrader/core";
import { type CliFault, fail } from "../cli-command.ts";

const TIMEOUT_MS = 10_000;

export type ServiceCall = {
  readonly url: string;
  /** POST when there is a body, else GET. */
  readonly body?: unknown;
  readonly token?: string | null;
};

export type ServiceAnswer = {
  readonly status: number;
  /** Parsed when it is JSON, else the text. */
  readonly body: unknown;
};

/** Calls one of our services once. Fault: no answer within ten seconds; any answer is a value, whatever its status. */
export async function callService({ url, body, token = null }: ServiceCall): Promise<Result<ServiceAnswer, CliFault>> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (token !== null) headers["authorization"] = `Bearer ${token}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  try {
    const response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return ok({ status: response.status, body: parsed(await response.text()) });
  } catch (error) {
    return fail(`${new URL(url).origin} does not answer (${reasonOf(error)}): is the system running?`);
  }
}

/** What a refusal says, for people. */
export function describeRefusal({ status, body }: ServiceAnswer): string {
  const error = typeof body === "object" && body !== null && "error" in body ? body.error : null;
  if (typeof error === "object" && error !== null && "code" in error && "message" in error) {
    return `${status} ${String(error.code)}: ${String(error.message)}`;
  }
  return `${status} ${typeof body === "string" ? body : JSON.stringify(body)}`.trim();
}

export const isSuccess = ({ status }: ServiceAnswer): boolean => status >= 200 && status < 300;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** fetch hides why a connection failed in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return error.name === "TimeoutError" ? `nothing within ${TIMEOUT_MS / 1_000} s` : error.message;
}
