import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { SETTING_NAMES } from "@bottrader/contracts";
import { describe, expect, test } from "vitest";
import { cli, REPOSITORY } from "./harness.ts";

/** What each phase says, and of that what differs from the defaults: some phases are what the defaults do already. */
const PHASES: Readonly<Record<string, { readonly says: number; readonly changes: Readonly<Record<string, string>> }>> =
  {
    phase0: {
      says: 7,
      changes: {
        SIGNAL_EXIT_ATR_MULT: "0",
        SIGNAL_EXIT_CONFIRMATIONS: "1",
        SIGNAL_EXIT_MIN_HOLD_MINUTES: "0",
        SIGNAL_EXIT_MIN_PROFIT_PCT: "0",
        TRAILING_STOP_ENABLED: "false",
      },
    },
    phase1: { says: 3, changes: { MAX_LOSS_PCT: "0.045", SIGNAL_EXIT_ENABLED: "false" } },
    phase1b: {
      says: 4,
      changes: { MAX_LOSS_PCT: "0.045", SIGNAL_EXIT_ENABLED: "false", TRAILING_ACTIVATION_PCT: "0.02" },
    },
    phase2: { says: 5, changes: {} },
    phase3: { says: 6, changes: { SOFT_STOP_MODE: "atr" } },
    phase4: { says: 5, changes: {} },
    phase5: { says: 3, changes: { SCORE_BUY_TARGET: "6.5" } },
  };
const FOLDER = join(REPOSITORY, "deploy", "presets");

async function effective(...options: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const run = await cli(["config", "--json", ...options], { root: REPOSITORY });
  expect(run.faults).toEqual([]);
  const { settings } = JSON.parse(run.stdout) as { settings: { name: string; value: string | null }[] };
  return new Map(settings.map(({ name, value }) => [name, value]));
}

test("every preset that is shipped is one of the phases", () => {
  const names = readdirSync(FOLDER).map((file) => file.replace(/\.env$/, ""));
  expect(names.toSorted()).toEqual(Object.keys(PHASES).toSorted());
});

describe.each(Object.entries(PHASES))("preset %s", (name, { says, changes }) => {
  test("changes what its phase changes and nothing else, without a warning", async () => {
    const [defaults, preset] = await Promise.all([effective(), effective("--preset", name)]);
    const changed = [...preset].filter(([setting, value]) => defaults.get(setting) !== value);
    expect(Object.fromEntries(changed)).toEqual(changes);
    const check = await cli(["config", "--check", "--preset", name], { root: REPOSITORY });
    expect(check).toMatchObject({ code: 0, stderr: "" });
  });

  test("says only names that exist, also where a phase is the default", () => {
    const said = Object.keys(parseEnv(readFileSync(join(FOLDER, `${name}.env`), "utf8")));
    expect(said).toHaveLength(says);
    expect(said.filter((setting) => !(SETTING_NAMES as readonly string[]).includes(setting))).toEqual([]);
  });
});
