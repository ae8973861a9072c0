const TIMEOUT_MS = 3_000;

export interface JsonAnswer {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Undefined when the body is not JSON. */
  readonly body: unknown;
}

/** Asks one of our services. Never rejects: no answer within three seconds is status 0. */
export async function fetchJson(url: string, token?: string): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { accept: "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    });
    const text = await response.text();
    return { status: response.status, body: parseJson(text) };
  } catch {
    return { status: 0, body: undefined };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
