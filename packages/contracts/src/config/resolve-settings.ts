import { err, ok, type Result } from "@bottrader/core";
import { SETTING_NAMES } from "./catalogue.ts";
import { feeWarnings } from "./check-fees.ts";
import { checkSettings } from "./check-settings.ts";
import { idleSettings } from "./idle-settings.ts";
import { type EffectiveSettings, parseSettings, type SettingFault } from "./parse-settings.ts";

export type ResolvedSettings = EffectiveSettings & {
  /** Names nobody knows, which are probably misspelt, and values the others leave without effect. */
  readonly warnings: readonly string[];
};

/** Parses every setting, checks them against each other and reports all faults at once. */
export function resolveSettings(
  raw: ReadonlyMap<string, { readonly value: string; readonly source: string }>,
): Result<ResolvedSettings, readonly SettingFault[]> {
  const parsed = parseSettings(raw);
  if (!parsed.ok) return parsed;
  const faults = checkSettings(parsed.value.values);
  if (faults.length > 0) return err(faults);
  const { values, effective } = parsed.value;
  const given = new Set(effective.filter(({ source }) => isGiven(source)).map(({ name }) => name));
  const warnings = [...unknownNames(raw), ...idleSettings(values, given), ...feeWarnings(values, given)];
  return ok({ ...parsed.value, warnings });
}

/** A preset says its whole plan, also what its own switches leave unused: that is no mistake of the operator. */
const isGiven = (source: string): boolean => source !== "default" && !source.startsWith("preset");

const known = new Set<string>(SETTING_NAMES);

/** In files every unknown name is ours; in the environment only names with our prefix are. */
function unknownNames(
  raw: ReadonlyMap<string, { readonly value: string; readonly source: string }>,
): readonly string[] {
  return [...raw]
    .filter(
      ([name, { source }]) =>
        !known.has(name.replace(/_FILE$/, "")) && (source !== "environment" || name.startsWith("BOTTRADER_")),
    )
    .filter(([name]) => !LAUNCHER_NAMES.has(name))
    .map(([name, { source }]) => `${name} (${source}) is not a setting: it has no effect`);
}

/** Read by the launcher and the services before there are settings. */
const LAUNCHER_NAMES = new Set(["BOTTRADER_ENV_FILE", "BOTTRADER_PRESET_FILES"]);
