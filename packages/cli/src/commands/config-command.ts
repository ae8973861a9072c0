/** `config`: the effective configuration, where each value comes from, and whether it may be used; or one that was used before. */
import {
  describeSettingFault,
  type EffectiveSetting,
  type ResolvedSettings,
  rehashSnapshot,
  SETTING_NAMES,
  settingsCatalogue,
  snapshotEnvLines,
  toInstant,
} from "@bottrader/contracts";
import { type CliCommand, type CommandRequest, DONE, fail, type Outcome, refuse } from "../cli-command.ts";
import { renderText } from "../render/table.ts";
import { findDatabaseUrl } from "../running/find-running-system.ts";
import { readCommandSettings, readRawSettings } from "../settings/read-command-settings.ts";
import { readStoredSnapshot, type StoredSettings } from "../settings/read-stored-snapshot.ts";

const REDACTED = "[redacted]";

export const configCommand: CliCommand = {
  name: "config",
  summary: "the effective configuration, its sources and hash, secrets redacted",
  options: [
    { flags: "--check", help: "only say whether it is valid" },
    { flags: "--snapshot <hash>", help: "print the configuration of this hash from the database, as an env file" },
  ],
  run: (request) => {
    const hash = request.options.text("snapshot");
    return hash === null ? showConfig(request) : showSnapshot(request, hash);
  },
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

/** For going back: the env file that makes the configuration again. Needs no valid configuration now. */
async function showSnapshot(request: CommandRequest, hash: string): Promise<Outcome> {
  const { context, options } = request;
  if (options.flag("check")) options.fault("--check is of the configuration now, --snapshot is of an earlier one");
  const raw = readRawSettings(request);
  if (options.faults.length > 0) return refuse(options.faults);
  const databaseUrl = findDatabaseUrl(request, raw);
  if (databaseUrl === null) return fail("--snapshot: nothing is running here and DATABASE_URL is not given");
  const stored = await readStoredSnapshot(databaseUrl, hash);
  if (!stored.ok) return stored;
  const rehashed = rehashSnapshot(stored.value.settings);
  const caveats = rehashed.ok
    ? releaseCaveats(stored.value, rehashed.value)
    : rehashed.error.map((fault) => `this release refuses ${describeSettingFault(fault)}`);
  const { hash: found, firstSeenAtMs, settings } = stored.value;
  const firstSeenAt = toInstant(firstSeenAtMs);
  for (const caveat of caveats) await context.stderr.write(`warning: ${caveat}\n`);
  if (options.flag("json")) {
    await context.stdout.write(`${JSON.stringify({ hash: found, firstSeenAt, settings, caveats })}\n`);
    return DONE;
  }
  const lines = [
    `# Configuration ${found}, first used ${firstSeenAt}.`,
    "# Only what decides trades: addresses, secrets, market data and files are not part of it.",
    ...snapshotEnvLines(settings),
  ];
  await context.stdout.write(`${lines.join("\n")}\n`);
  return DONE;
}

/** Why the same settings are another configuration now. */
function releaseCaveats({ hash, settings }: StoredSettings, rehashed: string): readonly string[] {
  if (hash === rehashed) return [];
  const known: readonly string[] = SETTING_NAMES;
  const gone = Object.keys(settings).filter((name) => !known.includes(name));
  return [
    `of these settings this release makes configuration ${rehashed}: settings have come, gone or been spelt anew since`,
    ...(gone.length === 0 ? [] : [`this release does not have ${gone.join(", ")}`]),
  ];
}
