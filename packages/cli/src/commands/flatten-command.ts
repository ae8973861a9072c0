/** `flatten`: sells what is held, through the normal exit path, with reason `KILL_SWITCH`. */
import { type CliCommand, type CommandRequest, DONE, type Outcome } from "../cli-command.ts";
import { operate } from "../running/operate.ts";
import { OPERATOR_OPTIONS } from "./trading-state-commands.ts";

const SYMBOL = /^[A-Z0-9]{1,20}\/[A-Z0-9]{1,12}$/;

export const flattenCommand: CliCommand = {
  name: "flatten",
  summary: "sell one position, or halt and sell all",
  options: [
    { flags: "--symbol <symbol>", help: "sell this position only, such as BTC/USD, and do not halt" },
    { flags: "--yes", help: "required: this sells" },
    ...OPERATOR_OPTIONS,
  ],
  run: flatten,
};

async function flatten(request: CommandRequest): Promise<Outcome> {
  const { context, options } = request;
  const symbol = options.text("symbol");
  if (symbol !== null && !SYMBOL.test(symbol)) options.fault(`--symbol must be like BTC/USD, not "${symbol}"`);
  if (!options.flag("yes")) options.fault(`--yes is missing: this sells ${symbol ?? "every position"}`);
  const answer = await operate(request, { path: "flatten", body: symbol === null ? {} : { symbol } });
  if (!answer.ok) return answer;
  const text = options.flag("json") ? JSON.stringify(answer.value) : describe(answer.value, symbol);
  await context.stdout.write(`${text}\n`);
  return DONE;
}

function describe(answer: unknown, symbol: string | null): string {
  const intents = typeof answer === "object" && answer !== null && "intents" in answer ? answer.intents : null;
  const ids = Array.isArray(intents) ? intents.map(String) : [];
  const state = symbol === null ? "Trading is halted. " : "";
  if (ids.length === 0) return `${state}There was nothing to sell.`;
  return `${state}${ids.length} exits were asked for: ${ids.join(", ")}`;
}
