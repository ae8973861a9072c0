import {
  type EffectiveSettings,
  parseSettings,
  resolveSettings,
  type SettingFault,
  type SettingName,
} from "../src/index.ts";

type Given = { readonly [N in SettingName]?: string };
type Raw = ReadonlyMap<string, { readonly value: string; readonly source: string }>;

/** Settings as they come from an env file. */
export const rawSettings = (given: Readonly<Record<string, string>>, source = "env file"): Raw =>
  new Map(Object.entries(given).map(([name, value]) => [name, { value, source }]));

export function settingsOf(given: Given = {}): EffectiveSettings {
  const parsed = parseSettings(rawSettings(given));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

export function faultsOf(given: Given): readonly SettingFault[] {
  const resolved = resolveSettings(rawSettings(given));
  return resolved.ok ? [] : resolved.error;
}

export const faultyNames = (given: Given): readonly string[] => faultsOf(given).map(({ name }) => name);

export function warningsOf(given: Readonly<Record<string, string>>, source = "env file"): readonly string[] {
  const resolved = resolveSettings(rawSettings(given, source));
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return resolved.value.warnings;
}
