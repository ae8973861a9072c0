import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";

export type Settings = Readonly<Record<string, string>>;

export interface SettingSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly envFile: string | undefined;
  readonly presetFile: string | undefined;
}

// Names whose value may stand in a file of its own, as container secrets do
const FILE_SETTING = /^(?<name>[A-Z0-9_]+(SECRET|PASSWORD|TOKEN|KEY|PASSPHRASE|URL))_FILE$/u;

/**
 * The settings in force: process environment over env file over preset, and `NAME_FILE` for the secret `NAME`, below the process
 * environment's own `NAME`. An empty value means the default. Faults: files that cannot be read.
 */
export function mergeSettings({ env, envFile, presetFile }: SettingSources): {
  settings: Settings;
  faults: readonly string[];
} {
  const faults: string[] = [];
  const read = (path: string, option: string): string => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      faults.push(`${option}: the file ${path} cannot be read`);
      return "";
    }
  };
  const merged: Record<string, string | undefined> = {
    ...(presetFile === undefined ? {} : parseEnv(read(presetFile, "--preset"))),
    ...(envFile === undefined ? {} : parseEnv(read(envFile, "--env"))),
    ...env,
  };
  for (const [fileSetting, path] of Object.entries(merged)) {
    const name = FILE_SETTING.exec(fileSetting)?.groups?.["name"];
    if (name === undefined || path === undefined || env[name] !== undefined) continue;
    merged[name] = read(path, fileSetting).trim();
  }
  return { settings: Object.fromEntries(Object.entries(merged).filter(isSet)), faults };
}

function isSet(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined && entry[1] !== "";
}
