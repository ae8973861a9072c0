/**
 * The database of a market session. A server of our own has one database for each session; on a server that was given, the live session
 * uses the database the URL names, and every other session one beside it, so that recordings never mix with it.
 */
export function sessionDatabase(givenUrl: string, session: string): string {
  if (session === "live") return givenUrl;
  const url = new URL(givenUrl);
  url.pathname = `${url.pathname === "/" || url.pathname === "" ? "/bottrader" : url.pathname}_${session}`;
  return url.href;
}
