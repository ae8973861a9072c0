import { createHash } from "node:crypto";
import { Decimal, err, ok, type Result } from "@bottrader/core";
import { SETTING_NAMES, type SettingName, type Settings, SNAPSHOT_GROUPS, settingsCatalogue } from "./catalogue.ts";
import type { Setting } from "./setting.ts";

export type SettingFault = { readonly name: string; readonly message: string };

/** One sentence that begins with the setting's name. */
export const describeSettingFault = ({ name, message }: SettingFault): string =>
  message.startsWith(`${name} `) ? message : `${name} ${message}`;

export type EffectiveSetting = {
  readonly name: SettingName;
  readonly value: string | null;
  readonly source: string;
  readonly secret: boolean;
};

export type EffectiveSettings = {
  readonly values: Settings;
  readonly effective: readonly EffectiveSetting[];
  /** Hash of every setting that decides trades: the snapshot id. */
  readonly hash: string;
};

type Raw = ReadonlyMap<string, { readonly value: string; readonly source: string }>;

/** Parses every setting and reports all faults at once. Cross-field rules are `checkSettings`. */
export function parseSettings(raw: Raw): Result<EffectiveSettings, readonly SettingFault[]> {
  const values: Record<string, unknown> = {};
  const effective: EffectiveSetting[] = [];
  const faults: SettingFault[] = [];
  for (const name of SETTING_NAMES) {
    const setting: Setting<unknown> = settingsCatalogue[name];
    const given = raw.get(name);
    // An empty value in an env file means "not set": compose files pass empty variables for absent ones
    const text = given === undefined || given.value.trim() === "" ? setting.fallback : given.value;
    const source = text === given?.value && given !== undefined ? given.source : "default";
    effective.push({ name, value: text, source, secret: setting.secret });
    if (text === null) {
      values[name] = null;
      continue;
    }
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else faults.push({ name, message: parsed.error.issues.map((issue) => issue.message).join("; ") });
  }
  if (faults.length > 0) return err(faults);
  return ok({ values: values as Settings, effective, hash: snapshotHash(values as Settings) });
}

/** The settings that decide trades, as the text that is hashed and stored. */
export function snapshotSettings(values: Settings): Readonly<Record<string, string>> {
  const decisive = SETTING_NAMES.filter((name) => SNAPSHOT_GROUPS.includes(settingsCatalogue[name].group)).sort();
  return Object.fromEntries(decisive.map((name) => [name, canonicalText(values[name])]));
}

/** 16 hex digits over the canonical text of every deciding setting: the same settings always give the same snapshot. */
function snapshotHash(values: Settings): string {
  return createHash("sha256")
    .update(JSON.stringify(snapshotSettings(values)))
    .digest("hex")
    .slice(0, 16);
}

/** One spelling for one meaning: 0.5 and 0.50 are the same setting, and so is a list in another order. */
function canonicalText(value: Settings[SettingName]): string {
  if (value === null) return "";
  if (value instanceof Decimal) return value.toFixed();
  if (typeof value !== "object") return String(value);
  return value
    .map((item) => (typeof item === "string" ? item : `${item.gainRatio.toFixed()}:${item.atrMult.toFixed()}`))
    .toSorted()
    .join(",");
}
