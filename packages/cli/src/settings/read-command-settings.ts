/** The settings a command works with: process environment over `--env` file over `--preset`. */
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describeSettingFault, type ResolvedSettings, resolveSettings } from "@bottrader/contracts";
import { ok, type Result } from "@bottrader/core";
import { type RawSettings, readSettings } from "@bottrader/platform";
import { type CliFault, type CommandRequest, refuse } from "../cli-command.ts";

/** Settings as text, unchecked. A name that is not set anywhere is not in it. Faults go to the option reader. */
export function readRawSettings({ context, options }: CommandRequest): RawSettings {
  const envFile = options.text("env");
  const preset = options.text("preset");
  const presetFile = preset === null ? null : findPreset(preset, context.root);
  if (presetFile !== null && !presetFile.ok) options.fault(presetFile.error);
  const { settings, faults } = readSettings({
    env: context.env,
    envFile: envFile === null ? undefined : resolve(context.cwd, envFile),
    presetFiles: presetFile?.ok ? [presetFile.value] : [],
  });
  for (const fault of faults) options.fault(fault);
  return settings;
}

/** Every setting, checked; or all faults of the settings and of the command line together. */
export function readCommandSettings(request: CommandRequest): Result<ResolvedSettings, CliFault> {
  const raw = readRawSettings(request);
  const resolved = resolveSettings(raw);
  const { faults } = request.options;
  if (resolved.ok) return faults.length === 0 ? ok(resolved.value) : refuse(faults);
  return refuse([...faults, ...resolved.error.map(describeSettingFault)]);
}

function findPreset(name: string, root: string): Result<string, string> {
  const folder = join(root, "deploy", "presets");
  const known = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".env")) : [];
  if (known.includes(`${name}.env`)) return ok(join(folder, `${name}.env`));
  const names = known.map((file) => file.slice(0, -".env".length)).toSorted();
  return {
    ok: false,
    error: `--preset: there is no "${name}"; known are ${names.length === 0 ? "none" : names.join(", ")}`,
  };
}
