import { describeSettingFault, type EffectiveSettings, resolveSettings } from "@bottrader/contracts";
import { readSettings } from "@bottrader/platform";

/** Reads and checks the whole configuration; prints every fault at once and exits 2 when there is one. */
export function loadSettings(env: NodeJS.ProcessEnv): EffectiveSettings & { readonly warnings: readonly string[] } {
  const raw = readSettings({
    env,
    envFile: env["BOTTRADER_ENV_FILE"],
    presetFiles: env["BOTTRADER_PRESET_FILES"]?.split(":").filter((path) => path !== "") ?? [],
  });
  const resolved = resolveSettings(raw.settings);
  const faults = [...raw.faults, ...(resolved.ok ? [] : resolved.error.map(describeSettingFault))];
  if (faults.length > 0 || !resolved.ok) {
    process.stderr.write(`The configuration cannot be used:\n${faults.map((fault) => `  ${fault}\n`).join("")}`);
    process.exit(2);
  }
  return resolved.value;
}
