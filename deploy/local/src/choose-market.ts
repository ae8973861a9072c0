import { connect } from "node:net";

import type { Recording } from "./describe-recording.ts";
import type { Settings } from "./merge-settings.ts";
import type { Log } from "./servers/log.ts";

const PROBE_TIMEOUT_MS = 2_000;
const HTTPS_PORT = 443;
const DEFAULT_EXCHANGE = "coinbase";

const PUBLIC_HOSTS: Readonly<Record<string, string>> = {
  binance: "api.binance.com",
  bybit: "api.bybit.com",
  coinbase: "api.coinbase.com",
  kraken: "api.kraken.com",
  okx: "www.okx.com",
};

/** Where bars come from, and the name under which everything that follows from them is kept. */
export interface MarketChoice {
  readonly source: "recorded" | "live" | "synthetic";
  readonly session: string;
}

/** Answers whether a host takes connections. */
export type CanReach = (host: string) => Promise<boolean>;

/**
 * Chooses the market before anything is stored, so that live, synthetic and recorded prices never meet in one database. Without a
 * recording and a wish it is the live feed, or the synthetic market when the exchange cannot be reached, which is said.
 */
export async function chooseMarket(
  { settings, recording }: { settings: Settings; recording: Recording | undefined },
  { log, canReach = canConnect }: { log: Log; canReach?: CanReach },
): Promise<MarketChoice> {
  if (recording !== undefined) return { source: "recorded", session: recording.session };
  const { MARKET_SOURCE: wanted = "auto", EXCHANGE: exchange = DEFAULT_EXCHANGE } = settings;
  if (wanted === "synthetic") return { source: "synthetic", session: "synthetic" };
  const host = PUBLIC_HOSTS[exchange];
  // Behind a proxy a direct connection says nothing
  const isAsked = wanted === "auto" && host !== undefined && settings["HTTPS_PROXY"] === undefined;
  if (!isAsked || (await canReach(host))) return { source: "live", session: "live" };
  log(`no network: ${host} cannot be reached. Playing a SYNTHETIC market; its prices are made up`);
  return { source: "synthetic", session: "synthetic" };
}

const canConnect: CanReach = (host) =>
  new Promise((resolve) => {
    const socket = connect({ host, port: HTTPS_PORT });
    const answer = (isReached: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isReached);
    };
    // A timer of our own, because the socket's does not count the time of the name look-up
    const timer = setTimeout(() => answer(false), PROBE_TIMEOUT_MS);
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
  });
