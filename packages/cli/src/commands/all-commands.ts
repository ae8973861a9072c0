import type { CliCommand } from "../cli-command.ts";
import { alertCommand } from "./alert-command.ts";
import { allocationsCommand } from "./allocations-command.ts";
import { configCommand } from "./config-command.ts";
import { doctorCommand } from "./doctor-command.ts";
import { fifoCommand } from "./fifo-command.ts";
import { flattenCommand } from "./flatten-command.ts";
import { reportCommand } from "./report-command.ts";
import { signalsCommand } from "./signals-command.ts";
import { haltCommand, reduceCommand, resumeCommand } from "./trading-state-commands.ts";

/** Every command, in the order of the help. */
export const ALL_COMMANDS: readonly CliCommand[] = [
  reportCommand,
  signalsCommand,
  fifoCommand,
  allocationsCommand,
  alertCommand,
  haltCommand,
  reduceCommand,
  resumeCommand,
  flattenCommand,
  doctorCommand,
  configCommand,
];
