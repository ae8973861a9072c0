/** What a command is: its options, and what it does with them. */
import { err, ok, type Result } from "@bottrader/core";
import type { CliContext } from "./cli-context.ts";
import type { OptionReader } from "./option-reader.ts";

/** Why a command did not end well; each kind has its exit code. */
export type CliFault = {
  readonly kind: "failed" | "usage" | "check";
  /** One line each; all that is known at once. */
  readonly messages: readonly string[];
};

export const EXIT_CODES: Readonly<Record<"done" | CliFault["kind"], number>> = {
  done: 0,
  failed: 1,
  usage: 2,
  check: 3,
};

export type Outcome = Result<null, CliFault>;

export const DONE: Outcome = ok(null);

export const fail = (...messages: readonly string[]): Result<never, CliFault> => err({ kind: "failed", messages });

export const refuse = (messages: readonly string[]): Result<never, CliFault> => err({ kind: "usage", messages });

export type CliOption = {
  /** As the help shows it: `--since <time>`, or `--yes` for a flag. */
  readonly flags: string;
  readonly help: string;
};

export type CommandRequest = { readonly context: CliContext; readonly options: OptionReader };

export type CliCommand = {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CliOption[];
  run(request: CommandRequest): Promise<Outcome>;
};
