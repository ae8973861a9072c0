import { parseArgs } from "node:util";

/** The options of `npm start`, as they were written. */
export interface StartArguments {
  readonly help: boolean;
  readonly untilDone: boolean;
  readonly candles: string | undefined;
  readonly speed: string | undefined;
  readonly envFile: string | undefined;
  readonly preset: string | undefined;
}

export const USAGE = `npm start -- [options]

  --candles DIR   play recorded candles (EXCHANGE_BASE-QUOTE_TIMEFRAME.csv[.gz]) in place of the live public feed
  --speed N|max   speed of the recording: N times real time, or as fast as it can be traded (default 60)
  --until-done    print the performance report when the recording is over, stop everything and exit
  --env FILE      settings (NAME=value lines); the process environment wins over them
  --preset NAME   settings of deploy/presets/NAME.env, below the file and the environment
  --help          this text

State is kept in .bottrader (or BOTTRADER_HOME); starting again continues from it. Ctrl-C stops everything.`;

const VALUE_OPTIONS = ["candles", "speed", "env", "preset"];
const FLAG_OPTIONS = ["until-done", "help"];

/** Reads the command line and collects every fault in it. Whether named files exist is checked elsewhere. */
export function parseArguments(argv: readonly string[]): { given: StartArguments; faults: readonly string[] } {
  const faults: string[] = [];
  const values = new Map<string, string>();
  for (const { name, value } of readOptions(argv, faults)) {
    if (values.has(name)) faults.push(`--${name} is given more than once`);
    values.set(name, value);
  }
  faults.push(...combinationFaults(values));
  const given = {
    help: values.has("help"),
    untilDone: values.has("until-done"),
    candles: values.get("candles"),
    speed: values.get("speed"),
    envFile: values.get("env"),
    preset: values.get("preset"),
  };
  return { given, faults };
}

function readOptions(argv: readonly string[], faults: string[]): readonly { name: string; value: string }[] {
  const { tokens } = parseArgs({
    args: [...argv],
    options: {
      ...Object.fromEntries(VALUE_OPTIONS.map((name) => [name, { type: "string" as const }])),
      ...Object.fromEntries(FLAG_OPTIONS.map((name) => [name, { type: "boolean" as const }])),
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const options: { name: string; value: string }[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") faults.push(`"${token.value}" is not an option; see --help`);
    if (token.kind !== "option") continue;
    const fault = optionFault(token);
    if (fault === undefined) options.push({ name: token.name, value: token.value ?? "" });
    else faults.push(fault);
  }
  return options;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function optionFault({ name, rawName, value, inlineValue }: OptionToken): string | undefined {
  if (FLAG_OPTIONS.includes(name)) return value === undefined ? undefined : `${rawName} takes no value`;
  if (!VALUE_OPTIONS.includes(name)) return `unknown option ${rawName}; see --help`;
  const isNextOption = inlineValue !== true && value?.startsWith("--") === true;
  return value === undefined || value === "" || isNextOption ? `${rawName} needs a value` : undefined;
}

function combinationFaults(values: ReadonlyMap<string, string>): readonly string[] {
  const faults: string[] = [];
  const speed = values.get("speed");
  if (speed !== undefined && speed !== "max" && !(/^\d+(\.\d+)?$/u.test(speed) && Number(speed) > 0)) {
    faults.push(`--speed must be a positive number or max, not "${speed}"`);
  }
  if (values.has("candles")) return faults;
  if (speed !== undefined) faults.push("--speed has no effect without --candles");
  if (values.has("until-done")) faults.push("--until-done has no end to wait for without --candles");
  return faults;
}
