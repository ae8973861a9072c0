import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { SETTING_NAMES } from "@bottrader/contracts";
import { describe, expect, test } from "vitest";
import { cli, REPOSITORY } from "./harness.ts";

type Changes = Readonly<Record<string, readonly [before: string, after: string]>>;

/** What each phase changes against the one before it, and nothing else. */
const STEPS: readonly (readonly [from: string, to: string, changes: Changes])[] = [
  [
    "phase0",
    "phase1",
    {
      SIGNAL_EXIT_ENABLED: ["true", "false"],
      TRAILING_STOP_ENABLED: ["false", "true"],
      MAX_LOSS_PCT: ["0.025", "0.045"],
    },
  ],
  ["phase1", "phase1b", { TRAILING_ACTIVATION_PCT: ["0.035", "0.02"] }],
  [
    "phase1b",
    "phase2",
    {
      SIGNAL_EXIT_ENABLED: ["false", "true"],
      SIGNAL_EXIT_MIN_PROFIT_PCT: ["0", "0.015"],
      SIGNAL_EXIT_ATR_MULT: ["0", "1.0"],
      SIGNAL_EXIT_CONFIRMATIONS: ["1", "2"],
      SIGNAL_EXIT_MIN_HOLD_MINUTES: ["0", "30"],
    },
  ],
  [
    "phase2",
    "phase3",
    {
      SOFT_STOP_MODE: ["fixed", "atr"],
      FIRST_HOUR_MINUTES: ["0", "60"],
      REGIME_LOW_MULT: ["1", "0.8"],
      REGIME_HIGH_MULT: ["1", "1.2"],
    },
  ],
  [
    "phase3",
    "phase4",
    {
      TP_SL_MIN_RATIO: ["0.1", "2.0"],
      MIN_NET_RR: ["0", "1.2"],
      PARTIAL_TP_FRACTION: ["0", "0.5"],
      TRAILING_TIERS: ["none", "0.06:1.5,0.10:1.0"],
    },
  ],
  [
    "phase4",
    "phase5",
    {
      SCORE_BUY_TARGET: ["5.5", "6.5"],
      VOLUME_CONFIRM_MULT: ["0", "1.0"],
      TREND_ALIGNMENT_ENABLED: ["false", "true"],
    },
  ],
];
const PHASES = ["phase0", ...STEPS.map(([, to]) => to)];
const FOLDER = join(REPOSITORY, "deploy", "presets");

async function effective(preset: string): Promise<ReadonlyMap<string, string | null>> {
  const run = await cli(["config", "--json", "--preset", preset], { root: REPOSITORY });
  expect(run.faults).toEqual([]);
  const { settings } = JSON.parse(run.stdout) as { settings: { name: string; value: string | null }[] };
  return new Map(settings.map(({ name, value }) => [name, value]));
}

const said = (preset: string): readonly string[] =>
  Object.keys(parseEnv(readFileSync(join(FOLDER, `${preset}.env`), "utf8")));

test("every preset that is shipped is one of the phases", () => {
  const names = readdirSync(FOLDER).map((file) => file.replace(/\.env$/, ""));
  expect(names.toSorted()).toEqual(PHASES.toSorted());
});

test.each(STEPS)("%s → %s changes what its phase changes and nothing else", async (from, to, changes) => {
  const [before, after] = await Promise.all([effective(from), effective(to)]);
  const changed = [...after].flatMap(([name, value]) =>
    before.get(name) === value ? [] : [[name, [before.get(name), value]] as const],
  );
  expect(Object.fromEntries(changed)).toEqual(changes);
});

test("phase 0 is what ran before: signal exit at 0 %, no trail, a soft stop of 2.5 %", async () => {
  const phase0 = await effective("phase0");
  const { SIGNAL_EXIT_ENABLED, SIGNAL_EXIT_MIN_PROFIT_PCT, TRAILING_STOP_ENABLED, MAX_LOSS_PCT } =
    Object.fromEntries(phase0);
  expect([SIGNAL_EXIT_ENABLED, SIGNAL_EXIT_MIN_PROFIT_PCT, TRAILING_STOP_ENABLED, MAX_LOSS_PCT]).toEqual([
    "true",
    "0",
    "false",
    "0.025",
  ]);
});

describe.each(PHASES)("preset %s", (name) => {
  test("is valid without a warning, alone", async () => {
    expect(await cli(["config", "--check", "--preset", name], { root: REPOSITORY })).toMatchObject({
      code: 0,
      stderr: "",
    });
  });

  test("says the whole plan, with names that exist", () => {
    expect(said(name).toSorted()).toEqual(said("phase0").toSorted());
    expect(said(name).filter((setting) => !(SETTING_NAMES as readonly string[]).includes(setting))).toEqual([]);
  });
});
