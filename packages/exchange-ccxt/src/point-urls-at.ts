/**
 * The addresses of an exchange with another origin in the place of its own, paths kept: `https://api.x.com/v1` becomes
 * `http://127.0.0.1:8080/v1`. `urls` is ccxt's tree of texts; what is not an address in it is left alone.
 */
export function pointUrlsAt(urls: unknown, baseUrl: string): unknown {
  const origin = baseUrl.replace(/\/+$/, "");
  if (typeof urls === "string")
    return urls.replace(/^(https?|wss?):\/\/[^/]+/, (_, scheme: string) => originFor(scheme, origin));
  if (urls === null || typeof urls !== "object" || Array.isArray(urls)) return urls;
  return Object.fromEntries(Object.entries(urls).map(([name, value]) => [name, pointUrlsAt(value, origin)]));
}

/** A websocket address keeps being one. */
function originFor(scheme: string, origin: string): string {
  return scheme.startsWith("ws") ? origin.replace(/^http/, "ws") : origin;
}
