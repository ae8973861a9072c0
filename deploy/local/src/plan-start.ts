import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

import type { Checked } from "./checked.ts";
import { describeRecording, type Recording } from "./describe-recording.ts";
import { mergeSettings, type Settings } from "./merge-settings.ts";
import { parseArguments } from "./parse-arguments.ts";

const DEFAULT_SPEED = "60";
const PORT_MAX = 65_535;
const MARKET_SOURCES = ["auto", "live", "synthetic", "recorded"];

/** What one start has to do. */
export type StartPlan =
  | { readonly kind: "help" }
  | {
      readonly kind: "start";
      readonly settings: Settings;
      readonly homeDir: string;
      readonly recording: Recording | undefined;
      readonly speed: string;
      readonly untilDone: boolean;
    };

export interface StartRequest {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Folder of the repository. */
  readonly root: string;
}

/** Checks the command line, the files it names and the settings the launcher itself uses; gives every fault at once. */
export function planStart({ argv, env, cwd, root }: StartRequest): Checked<StartPlan> {
  const { given, faults: argumentFaults } = parseArguments(argv);
  if (given.help) return { ok: true, value: { kind: "help" } };
  const faults = [...argumentFaults];
  // npm changes to the package's folder; the shell's own folder is in INIT_CWD
  const locate = (path: string): string => {
    const here = resolve(cwd, path);
    return existsSync(here) ? here : resolve(env["INIT_CWD"] ?? cwd, path);
  };
  const keep = <T>(checked: Checked<T>, fallback: T): T => {
    if (checked.ok) return checked.value;
    faults.push(...checked.faults);
    return fallback;
  };

  const envFile = given.envFile === undefined ? undefined : locate(given.envFile);
  const presetFile = keep(findPreset(given.preset, root), undefined);
  const { settings, faults: fileFaults } = mergeSettings({ env, envFile, presetFile });
  faults.push(...fileFaults, ...settingFaults(settings, given.candles));
  const folder = given.candles ?? (settings["MARKET_SOURCE"] === "recorded" ? settings["CANDLES_DIR"] : undefined);
  const recording = folder === undefined ? undefined : keep(describeRecording(locate(folder)), undefined);
  if (faults.length > 0) return { ok: false, faults };
  const homeDir = resolve(root, settings["BOTTRADER_HOME"] ?? ".bottrader");
  const speed = given.speed ?? settings["REPLAY_SPEED"] ?? DEFAULT_SPEED;
  return {
    ok: true,
    value: { kind: "start", settings, homeDir, recording, speed, untilDone: given.untilDone },
  };
}

function findPreset(name: string | undefined, root: string): Checked<string | undefined> {
  if (name === undefined) return { ok: true, value: undefined };
  const folder = join(root, "deploy", "presets");
  const names = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".env")) : [];
  if (names.includes(`${name}.env`)) return { ok: true, value: join(folder, `${name}.env`) };
  const known = names.map((file) => file.slice(0, -".env".length)).join(", ");
  return { ok: false, faults: [`--preset: there is no "${name}"; known are: ${known === "" ? "none" : known}`] };
}

function settingFaults(settings: Settings, candles: string | undefined): readonly string[] {
  const faults: string[] = [];
  for (const name of ["PORT", "SIGHOOK_PORT"]) {
    const text = settings[name] ?? "0";
    if (!/^\d+$/u.test(text) || Number(text) > PORT_MAX) faults.push(`${name} must be a port number, not "${text}"`);
  }
  const source = settings["MARKET_SOURCE"] ?? "auto";
  if (!MARKET_SOURCES.includes(source)) {
    faults.push(`MARKET_SOURCE must be one of ${MARKET_SOURCES.join(", ")}, not "${source}"`);
  }
  if (source === "recorded" && candles === undefined && settings["CANDLES_DIR"] === undefined) {
    faults.push("MARKET_SOURCE=recorded needs --candles DIR");
  }
  return faults;
}
