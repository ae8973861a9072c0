/** Collects raw settings from their sources: process environment over env file over preset. */
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";

export type RawSetting = { readonly value: string; readonly source: string };
export type RawSettings = ReadonlyMap<string, RawSetting>;

export type SettingsSources = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly envFile?: string | undefined;
  /** Preset files, later ones win. */
  readonly presetFiles?: readonly string[];
};

/** Settings that may be given as a file: secrets and addresses with secrets in them. */
const FILE_NAME = /^(.*(?:SECRET|PASSWORD|TOKEN|KEY|PASSPHRASE|URL)(?:_NEXT)?)_FILE$/;
const RANKS: readonly string[] = ["preset", "env file", "environment"];

/**
 * Reads every source. `NAME_FILE` gives the content of that file as `NAME` (for container secrets), unless a source at least as
 * strong gives `NAME` itself. Faults: a named file that does not exist or cannot be read.
 */
export function readSettings(sources: SettingsSources): { settings: RawSettings; faults: readonly string[] } {
  const settings = new Map<string, RawSetting>();
  const faults: string[] = [];
  const read = (path: string, who: string): string | null => {
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
      faults.push(`${who}: file ${path} ${isMissing ? "does not exist" : "cannot be read"}`);
      return null;
    }
  };
  const addFile = (path: string, source: string): void => {
    for (const [name, value] of Object.entries(parseEnv(read(path, source) ?? ""))) {
      if (value !== undefined) settings.set(name, { value, source });
    }
  };
  for (const file of sources.presetFiles ?? []) addFile(file, "preset");
  if (sources.envFile !== undefined) addFile(sources.envFile, "env file");
  for (const [name, value] of Object.entries(sources.env)) {
    if (value !== undefined) settings.set(name, { value, source: "environment" });
  }
  for (const [fileName, { value, source }] of Array.from(settings)) {
    const name = FILE_NAME.exec(fileName)?.[1];
    if (name === undefined || value.trim() === "" || isAsStrong(settings.get(name), source)) continue;
    const content = read(value, fileName);
    if (content !== null) settings.set(name, { value: content.trim(), source: `${source} (file)` });
  }
  return { settings, faults };
}

/** An empty value is none: compose files pass empty variables for absent ones. */
const isAsStrong = (given: RawSetting | undefined, source: string): boolean =>
  given !== undefined && given.value.trim() !== "" && RANKS.indexOf(given.source) >= RANKS.indexOf(source);
