/** Every setting of the system, once. */
import { entrySettings, riskSettings } from "./entry-settings.ts";
import { exitSettings } from "./exit-settings.ts";
import { accessSettings, modeSettings, serviceSettings } from "./service-settings.ts";
import type { Setting, SettingGroup } from "./setting.ts";
import { signalSettings } from "./signal-settings.ts";

export const settingsCatalogue = {
  ...modeSettings,
  ...signalSettings,
  ...entrySettings,
  ...riskSettings,
  ...exitSettings,
  ...serviceSettings,
  ...accessSettings,
} as const;

export type SettingName = keyof typeof settingsCatalogue;
export type Settings = {
  readonly [N in SettingName]: (typeof settingsCatalogue)[N] extends Setting<infer T> ? T : never;
};
export const SETTING_NAMES = Object.keys(settingsCatalogue) as readonly SettingName[];

/** Groups that decide trades: they make up the snapshot hash. Ports, paths and secrets do not. */
export const SNAPSHOT_GROUPS: readonly SettingGroup[] = ["mode", "signal", "entry", "exit", "risk"];
