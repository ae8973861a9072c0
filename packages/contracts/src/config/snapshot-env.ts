/** A stored snapshot as an env file, so that an operator can return to it. */
import { err, ok, type Result } from "@bottrader/core";
import { SETTING_NAMES, type SettingName } from "./catalogue.ts";
import { parseSettings, type SettingFault } from "./parse-settings.ts";

/** Empty in a snapshot, but not in an env file, where an empty value is the default. */
const EMPTY_AS: Readonly<Partial<Record<SettingName, string>>> = { TRAILING_TIERS: "none" };

/** Lines `NAME=value` by name. What the snapshot has as empty is left out: no deciding setting is empty but has a default that is not. */
export function snapshotEnvLines(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(settings)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => {
      const text = value === "" && isSettingName(name) ? (EMPTY_AS[name] ?? "") : value;
      return text === "" ? [] : [`${name}=${text}`];
    });
}

/** The hash this release makes of the snapshot's settings: another one where a setting came, went or changed its default since. */
export function rehashSnapshot(settings: Readonly<Record<string, string>>): Result<string, readonly SettingFault[]> {
  const raw = snapshotEnvLines(settings).map((line): [string, { value: string; source: string }] => {
    const at = line.indexOf("=");
    return [line.slice(0, at), { value: line.slice(at + 1), source: "snapshot" }];
  });
  const parsed = parseSettings(new Map(raw));
  return parsed.ok ? ok(parsed.value.hash) : err(parsed.error);
}

const isSettingName = (name: string): name is SettingName => (SETTING_NAMES as readonly string[]).includes(name);
