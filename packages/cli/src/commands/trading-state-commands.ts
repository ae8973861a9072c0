/** `halt`, `reduce`, `resume`: the kill switch. */
import type { TradingState } from "@bottrader/contracts";
import { type CliCommand, type CliOption, DONE } from "../cli-command.ts";
import { operate } from "../running/operate.ts";

export const OPERATOR_OPTIONS: readonly CliOption[] = [
  { flags: "--url <address>", help: "address of the order manager (default: the running system's)" },
];

export const haltCommand = tradingStateCommand("halt", {
  state: "halted",
  summary: "open nothing; positions keep their stops and exits still run",
  effect: "Nothing is opened until `bottrader resume`. Entries that had not filled were taken back.",
});

export const reduceCommand = tradingStateCommand("reduce", {
  state: "reducing",
  summary: "exits only",
  effect: "Only exits run until `bottrader resume`. Entries that had not filled were taken back.",
});

export const resumeCommand = tradingStateCommand("resume", {
  state: "active",
  summary: "trade again after halt, reduce or flatten",
  effect: "Entries are allowed again.",
});

type StateChange = { readonly state: TradingState; readonly summary: string; readonly effect: string };

function tradingStateCommand(name: string, { state, summary, effect }: StateChange): CliCommand {
  return {
    name,
    summary,
    options: [
      { flags: "--reason <text>", help: "why, for the record; up to 200 characters" },
      { flags: "--yes", help: "accepted, not needed: nothing is sold by this" },
      ...OPERATOR_OPTIONS,
    ],
    run: async (request) => {
      const { context, options } = request;
      const reason = options.text("reason");
      if (reason !== null && reason.length > 200) options.fault("--reason must have at most 200 characters");
      const body = reason === null ? { state } : { state, reason };
      const answer = await operate(request, { path: "trading-state", body });
      if (!answer.ok) return answer;
      const text = options.flag("json") ? JSON.stringify(answer.value) : `Trading is ${state}. ${effect}`;
      await context.stdout.write(`${text}\n`);
      return DONE;
    },
  };
}
