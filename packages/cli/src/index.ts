export type { CliContext, TextSink } from "./cli-context.ts";
export { type CliInvocation, runCli } from "./run-cli.ts";
