import type { MarketChoice } from "./choose-market.ts";
import type { Credential, Credentials } from "./credentials.ts";
import type { Addresses } from "./service-environment.ts";

const DEFAULT_SYMBOL = "BTC/USDT";

export interface StartDescription {
  readonly addresses: Addresses;
  readonly credentials: Credentials;
  readonly market: MarketChoice;
  /** Symbols of the recording, or of the settings; may be empty. */
  readonly symbols: readonly string[];
  readonly homeDir: string;
  /** Makes the alert of this start another one than that of the last. */
  readonly alertId: string;
  readonly queueKind: "Redis" | "Postgres";
}

/** What the operator reads when everything is up: where to look, how to get in, and an alert to paste. */
export function describeStart(description: StartDescription): readonly string[] {
  const { addresses, credentials, market, homeDir, queueKind } = description;
  const { webhookUrl, sighookUrl } = addresses;
  return [
    "",
    `BotTrader is running: ${describeMarket(market)}, queues on ${queueKind}`,
    "",
    `  dashboard   ${webhookUrl}/`,
    `  queues      ${webhookUrl}/queues`,
    `  API         ${webhookUrl}/api/v1   (docs: ${webhookUrl}/docs)`,
    `  signals     ${sighookUrl}/api/v1/signals`,
    `  password    ${show(credentials.operatorPassword, "as set in OPERATOR_PASSWORD")}`,
    `  API token   ${show(credentials.operatorToken, "as set in OPERATOR_TOKEN")}`,
    `  logs        ${homeDir}/logs`,
    "",
    "Send an alert:",
    "",
    `  ${alertCommand(description)}`,
    "",
    "Ctrl-C stops everything.",
  ];
}

function describeMarket({ source, session }: MarketChoice): string {
  if (source === "live") return "live public feed, paper venue unless TRADING_MODE says otherwise";
  if (source === "synthetic") return "SYNTHETIC market (made-up prices), paper venue";
  return `recorded market ${session}, paper venue`;
}

function show({ value, isGenerated }: Credential, otherwise: string): string {
  return isGenerated ? value : otherwise;
}

function alertCommand({ addresses, credentials, symbols, alertId }: StartDescription): string {
  const symbol = symbols.includes(DEFAULT_SYMBOL) ? DEFAULT_SYMBOL : (symbols[0] ?? DEFAULT_SYMBOL);
  const body = { secret: credentials.webhookSecret.value, symbol, action: "buy", id: alertId };
  const text = credentials.webhookSecret.isGenerated
    ? `'${JSON.stringify(body)}'`
    : `'${JSON.stringify({ ...body, secret: "SECRET" }).replace("SECRET", `'"$WEBHOOK_SECRET"'`)}'`;
  return `curl -sS ${addresses.webhookUrl}/webhook -H 'content-type: application/json' -d ${text}`;
}
