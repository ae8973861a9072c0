/** `config`: the effective configuration, where each value comes from, and whether it may be used. */
import { type EffectiveSetting, type ResolvedSettings, settingsCatalogue } from "@bottrader/contracts";
import { type CliCommand, type CommandRequest, DONE, type Outcome } from "../cli-command.ts";
import { renderText } from "../render/table.ts";
import { readCommandSettings } from "../settings/read-command-settings.ts";

const REDACTED = "[redacted]";

export const configCommand: CliCommand = {
  name: "config",
  summary: "the effective configuration, its sources and hash, secrets redacted",
  options: [{ flags: "--check", help: "only say whether it is valid" }],
  run: showConfig,
};

async function showConfig(request: CommandRequest): Promise<Outcome> {
  const { context, options } = request;
  const settings = readCommandSettings(request);
  const isCheck = options.flag("check");
  if (!settings.ok) {
    const { messages: faults } = settings.error;
    if (options.flag("json")) await context.stdout.write(`${JSON.stringify({ valid: false, faults })}\n`);
    return settings;
  }
  const { hash, warnings } = settings.value;
  const shown = isCheck ? {} : { settings: settings.value.effective.map(redact) };
  if (options.flag("json")) {
    await context.stdout.write(`${JSON.stringify({ valid: true, hash, warnings, ...shown })}\n`);
    return DONE;
  }
  for (const warning of warnings) await context.stderr.write(`warning: ${warning}\n`);
  await context.stdout.write(isCheck ? `The configuration is valid. Hash ${hash}.\n` : describe(settings.value));
  return DONE;
}

const redact = ({ name, value, source, secret }: EffectiveSetting) => ({
  name,
  value: secret && value !== null ? REDACTED : value,
  source: value === null ? "not set" : source,
  group: settingsCatalogue[name].group,
});

const describe = ({ effective, hash }: ResolvedSettings): string =>
  renderText([
    {
      title: "Effective configuration",
      notes: [`Hash of what decides trades: ${hash}. Process environment over env file over preset over default.`],
      table: {
        columns: ["group", "setting", "value", "source"].map((title) => ({ title })),
        rows: effective.map(redact).map(({ group, name, value, source }) => [group, name, value ?? "", source]),
      },
    },
  ]);
