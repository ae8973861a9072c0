/** The command line: finds the command, collects what is wrong with the way it was called, runs it and gives the exit code. */
import { Command, CommanderError } from "commander";
import { type CliCommand, EXIT_CODES, type Outcome, refuse } from "./cli-command.ts";
import type { CliContext } from "./cli-context.ts";
import { ALL_COMMANDS } from "./commands/all-commands.ts";
import { createOptionReader, type GivenOptions } from "./option-reader.ts";

export type CliInvocation = {
  /** Without the names of node and the script. */
  readonly argv: readonly string[];
  readonly version: string;
};

/** Runs one command to its end; gives the exit code. */
export async function runCli({ argv, version }: CliInvocation, context: CliContext): Promise<number> {
  const pending: Promise<void>[] = [];
  const outcomes: Outcome[] = [];
  const program = createProgram({
    stdout: (text) => pending.push(context.stdout.write(text)),
    stderr: (text) => pending.push(context.stderr.write(text)),
  });
  // Behind the name of a command `--version` is the command's own
  if (!ALL_COMMANDS.some(({ name }) => argv.includes(name))) program.version(version);
  for (const command of ALL_COMMANDS) {
    addCommand(program, command, async (given, faults) => {
      outcomes.push(await command.run({ context, options: createOptionReader(given, faults) }));
    });
  }
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    await Promise.all(pending);
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
    return await report(context, failure(error));
  }
  await Promise.all(pending);
  return await report(context, outcomes[0] ?? refuse(["no command was given"]));
}

type Streams = { readonly stdout: (text: string) => void; readonly stderr: (text: string) => void };

function createProgram(streams: Streams): Command {
  return new Command("bottrader")
    .description("Looks at, reports on and steers BotTrader.")
    .option("--json", "the result as JSON on stdout")
    .option("--env <file>", "settings (NAME=value lines); the process environment wins over them", collect)
    .option("--preset <name>", "settings of deploy/presets/NAME.env, below the file and the environment", collect)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: streams.stdout, writeErr: streams.stderr })
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 it failed, 2 wrong usage or configuration, 3 a check did not hold.\n" +
        "A running system is found by .bottrader/runtime.json (BOTTRADER_HOME), or by --url and OPERATOR_TOKEN.",
    )
    .exitOverride();
}

type Action = (given: GivenOptions, faults: readonly string[]) => Promise<void>;

function addCommand(program: Command, command: CliCommand, action: Action): void {
  const entry = program
    .command(command.name)
    .description(command.summary)
    // What is not known is reported together with every other fault, not instead of them
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async () => action(entry.optsWithGlobals(), entry.args.map(strayFault)));
  for (const { flags, help } of command.options) {
    if (flags.includes("<")) entry.option(flags, help, collect);
    else entry.option(flags, help);
  }
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const strayFault = (word: string): string =>
  word.startsWith("-") ? `there is no option ${word}` : `"${word}" belongs to no option`;

const failure = (error: unknown): Outcome => ({
  ok: false,
  error: { kind: "failed", messages: [reasonOf(error)] },
});

/** Where a host has several addresses Node gives an error without a message, and a code. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" && "code" in error ? String(error.code) : error.message;
}

async function report(context: CliContext, outcome: Outcome): Promise<number> {
  if (outcome.ok) return EXIT_CODES.done;
  const { kind, messages } = outcome.error;
  await context.stderr.write(messages.map((message) => `bottrader: ${message}\n`).join(""));
  return EXIT_CODES[kind];
}
