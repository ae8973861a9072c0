import type { MarketChoice } from "./choose-market.ts";
import type { Credentials } from "./credentials.ts";
import type { Recording } from "./describe-recording.ts";
import type { Settings } from "./merge-settings.ts";
import { findFreePort } from "./servers/find-free-port.ts";
import type { Log } from "./servers/log.ts";

const WEBHOOK_PORT = 8_080;
const SIGHOOK_PORT = 8_081;

/** Where the two services listen. */
export interface Addresses {
  readonly webhookPort: number;
  readonly sighookPort: number;
  readonly webhookUrl: string;
  readonly sighookUrl: string;
}

/** Takes the wanted ports, or the next free ones, which is said. */
export async function chooseAddresses(settings: Settings, note: Log): Promise<Addresses> {
  const { HOST: host = "" } = settings;
  const wantedWebhook = wantedPort(settings["PORT"], WEBHOOK_PORT);
  const webhookPort = await findFreePort(wantedWebhook);
  announce("PORT", { wanted: wantedWebhook, taken: webhookPort, note });
  const wantedSighook = wantedPort(settings["SIGHOOK_PORT"], SIGHOOK_PORT);
  const first = await findFreePort(wantedSighook);
  // Nobody listens on the first one yet, so it looks free to the second
  const sighookPort = first === webhookPort ? await findFreePort(first + 1) : first;
  announce("SIGHOOK_PORT", { wanted: wantedSighook, taken: sighookPort, note });
  const urlHost = ["", "0.0.0.0", "::"].includes(host) ? "127.0.0.1" : host;
  return {
    webhookPort,
    sighookPort,
    webhookUrl: `http://${urlHost}:${webhookPort}`,
    sighookUrl: `http://${urlHost}:${sighookPort}`,
  };
}

/** 0 asks for any free port. */
function wantedPort(text: string | undefined, fallback: number): number | undefined {
  const port = text === undefined ? fallback : Number(text);
  return port === 0 ? undefined : port;
}

function announce(
  name: string,
  { wanted, taken, note }: { wanted: number | undefined; taken: number; note: Log },
): void {
  if (wanted !== undefined && wanted !== taken) note(`port ${wanted} is in use: ${name} is ${taken}`);
}

export interface EnvironmentParts {
  readonly settings: Settings;
  readonly homeDir: string;
  readonly market: MarketChoice;
  readonly recording: Recording | undefined;
  readonly speed: string;
  readonly addresses: Addresses;
  readonly credentials: Credentials;
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
}

/** The environment of both services: every setting in force, and over them what the launcher decided. */
export function serviceEnvironment(parts: EnvironmentParts): Readonly<Record<string, string>> {
  const { settings, market, recording, addresses, credentials, redisUrl } = parts;
  const environment: Record<string, string> = {
    ...settings,
    BOTTRADER_HOME: parts.homeDir,
    DATABASE_URL: parts.databaseUrl,
    MARKET_SESSION: market.session,
    MARKET_SOURCE: market.source,
    PORT: String(addresses.webhookPort),
    SIGHOOK_PORT: String(addresses.sighookPort),
    WEBHOOK_URL: addresses.webhookUrl,
    SIGHOOK_URL: addresses.sighookUrl,
    INTERNAL_TOKEN: credentials.internalToken.value,
    WEBHOOK_SECRET: credentials.webhookSecret.value,
    OPERATOR_PASSWORD: credentials.operatorPassword.value,
    OPERATOR_TOKEN: credentials.operatorToken.value,
  };
  // These have a meaning by being absent
  for (const name of ["REDIS_URL", "CANDLES_DIR", "REPLAY_SPEED"]) delete environment[name];
  if (redisUrl !== undefined) environment["REDIS_URL"] = redisUrl;
  if (recording !== undefined) {
    environment["CANDLES_DIR"] = recording.dir;
    environment["REPLAY_SPEED"] = parts.speed;
  }
  return environment;
}
