/** `alert`: sends what TradingView would send. */
import { parseAlert } from "@bottrader/contracts";
import { type CliCommand, type CommandRequest, DONE, fail, type Outcome, refuse } from "../cli-command.ts";
import { callService, describeRefusal, isSuccess, type ServiceAnswer } from "../running/call-service.ts";
import { findRunningSystem } from "../running/find-running-system.ts";
import { readRawSettings } from "../settings/read-command-settings.ts";

/** Field of the alert, and the option it comes from when their names differ. */
const FIELDS: Readonly<Record<string, string>> = {
  symbol: "symbol",
  action: "action",
  id: "id",
  quote: "quote",
  size: "size",
  percent: "percent",
  price: "price",
  stopLoss: "stop-loss",
  takeProfit: "take-profit",
  time: "time",
};

export const alertCommand: CliCommand = {
  name: "alert",
  summary: "send a TradingView-style alert to the running system",
  options: [
    { flags: "--symbol <symbol>", help: "BTC/USD, BTC-USD, BINANCE:BTCUSDT, …" },
    { flags: "--action <action>", help: "buy, sell, close or cancel" },
    { flags: "--id <id>", help: "id of the alert: the same id again is a duplicate (default: a fresh one)" },
    { flags: "--quote <amount>", help: "spend this much quote currency" },
    { flags: "--size <amount>", help: "trade this much base currency" },
    { flags: "--percent <number>", help: "spend this percentage of equity, above 0 to 100" },
    { flags: "--price <price>", help: "price of the alert, for the record" },
    { flags: "--stop-loss <price>", help: "stop of the position" },
    { flags: "--take-profit <price>", help: "target of the position" },
    { flags: "--time <time>", help: "time of the alert, ISO 8601 (default: now)" },
    {
      flags: "--secret <secret>",
      help: "secret of the alert (default: WEBHOOK_SECRET, or that of the running system)",
    },
    { flags: "--url <address>", help: "address of the order manager (default: the running system's)" },
  ],
  run: sendAlert,
};

async function sendAlert(request: CommandRequest): Promise<Outcome> {
  const { context, options } = request;
  const raw = readRawSettings(request);
  const alert = alertOf(request);
  if (options.faults.length > 0) return refuse(options.faults);
  const system = findRunningSystem(request, raw);
  if (!system.ok) return system;
  const secret = options.text("secret") ?? system.value.webhookSecret;
  const body = secret === null ? alert : { ...alert, secret };
  const answer = await callService({ url: `${system.value.webhookUrl}/webhook`, body });
  if (!answer.ok) return answer;
  await context.stdout.write(options.flag("json") ? `${JSON.stringify(answer.value)}\n` : describe(answer.value));
  return isSuccess(answer.value) ? DONE : fail("the alert was not accepted");
}

/** The body without the secret; what is wrong with it goes to the option reader, by the names of the options. */
function alertOf({ context, options }: CommandRequest): Readonly<Record<string, string>> {
  const defaults: Readonly<Record<string, string>> = {
    id: `cli-${context.randomId()}`,
    time: new Date(context.nowMs()).toISOString(),
  };
  const body: Record<string, string> = {};
  for (const [field, option] of Object.entries(FIELDS)) {
    const value = options.text(option) ?? defaults[field];
    if (value !== undefined) body[field] = value;
  }
  const parsed = parseAlert(body);
  if (body["symbol"] === undefined) options.fault("--symbol is missing");
  const faults = parsed.ok
    ? []
    : parsed.error.filter(({ field }) => field !== "symbol" || body["symbol"] !== undefined);
  for (const { field, message } of faults) options.fault(`--${FIELDS[field] ?? field} ${message}`);
  return body;
}

function describe(answer: ServiceAnswer): string {
  if (!isSuccess(answer)) return `${describeRefusal(answer)}\n`;
  return `${answer.status} ${JSON.stringify(answer.body)}\n`;
}
