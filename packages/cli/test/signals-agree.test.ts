/** The lines of `signals --json` against indicators and scores worked out again, from the raw candles and nothing of ours. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { seededRandom } from "@bottrader/core";
import { describe, expect, test } from "vitest";
import { cli, folder, REPOSITORY } from "./harness.ts";

const CANDLES = join(REPOSITORY, "..", "shared", "data", "candles");
const HEADER = "timestamp_ms,open,high,low,close,volume";
/** Ten times the longest period, by when no seed is left. */
const WARM_BARS = 350;
const BARS_PICKED = 200;

type Bar = { readonly atMs: number; readonly high: number; readonly low: number; readonly close: number };
type Values = readonly number[];

type Vote = {
  readonly component: string;
  readonly side: "buy" | "sell";
  readonly vote: number;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly weight: number;
};
type Line = {
  readonly timestamp: number;
  readonly close: number;
  readonly indicators: Readonly<Record<string, number | null>>;
  readonly score: { readonly buy: number; readonly sell: number };
  readonly votes: readonly Vote[];
  readonly action: string;
  readonly trigger: string | null;
  readonly guards: readonly { readonly name: string; readonly verdict: string; readonly detail: string }[];
};

const WEIGHTS: Readonly<Record<string, number>> = {
  ratio: 1.2,
  touch: 1.5,
  pattern: 2,
  rsi: 1.5,
  roc: 2,
  macd: 1.8,
  swing: 2.2,
};
const INDICATORS = ["rsi", "roc", "macd", "macdSignal", "macdHistogram", "bbUpper", "bbMiddle", "bbLower", "atr"];
const GUARDS = ["flip_hysteresis", "cooldown", "volume", "trend", "red_day"];

const mean = (values: Values): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const at = (values: Values, index: number): number => values[index] ?? Number.NaN;

/** Seeded with the mean of the first `period`, then `keep · before + (1 − keep) · value`. */
function smooth(values: Values, period: number, keep: number): Values {
  const seed = mean(values.slice(0, period));
  const smoothed: number[] = [seed];
  for (const value of values.slice(period))
    smoothed.push(keep * at(smoothed, smoothed.length - 1) + (1 - keep) * value);
  return smoothed;
}
const ema = (values: Values, period: number): Values => smooth(values, period, 1 - 2 / (period + 1));
const wilder = (values: Values, period: number): Values => smooth(values, period, 1 - 1 / period);
const newest = (values: Values): number => at(values, values.length - 1);

/** All indicators of the last of `bars`, each from scratch. */
function indicatorsOf(bars: readonly Bar[]): Readonly<Record<string, number>> {
  const closes = bars.map(({ close }) => close);
  const last = closes.length - 1;
  const window = closes.slice(-20);
  const middle = mean(window);
  const sigma = Math.sqrt(mean(window.map((close) => (close - middle) ** 2)));
  const slow = ema(closes, 26);
  const fast = ema(closes, 12).slice(-slow.length);
  const line = slow.map((value, index) => at(fast, index) - value);
  const signal = newest(ema(line, 9));
  const changes = closes.slice(1).map((close, index) => close - at(closes, index));
  const gain = newest(
    wilder(
      changes.map((change) => Math.max(0, change)),
      14,
    ),
  );
  const loss = newest(
    wilder(
      changes.map((change) => Math.max(0, -change)),
      14,
    ),
  );
  const ranges = bars.slice(1).map(({ high, low }, index) => {
    const before = at(closes, index);
    return Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
  });
  return {
    rsi: gain + loss === 0 ? 50 : (100 * gain) / (gain + loss),
    roc: 100 * (at(closes, last) / at(closes, last - 5) - 1),
    macd: newest(line),
    macdSignal: signal,
    macdHistogram: newest(line) - signal,
    bbUpper: middle + 2 * sigma,
    bbMiddle: middle,
    bbLower: middle - 2 * sigma,
    atr: newest(wilder(ranges, 14)),
  };
}

function readBars(path: string): readonly Bar[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((row) => {
      const [atMs = 0, , high = 0, low = 0, close = 0] = row.split(",").map(Number);
      return { atMs, high, low, close };
    });
}

/** A walk that is calm and wild by turns, where no recorded candles are. */
function walk(): string {
  const random = seededRandom(11);
  let close = 100;
  const rows = Array.from({ length: 2_000 }, (_, index) => {
    const open = close;
    const step = index % 300 < 60 ? 0.03 : 0.004;
    close = open * (1 + step * (random() - 0.5));
    const high = Math.max(open, close) * (1 + step * 0.2 * random());
    const low = Math.min(open, close) * (1 - step * 0.2 * random());
    return [1_700_000_100_000 + index * 300_000, open, high, low, close, 1 + random()].join(",");
  });
  return [HEADER, ...rows, ""].join("\n");
}

/** One file of every recorded folder, else a generated one. */
function candleFiles(): readonly string[] {
  if (!existsSync(CANDLES)) return [join(folder({ "BINANCE_ADA-USDT_5m.csv": walk() }), "BINANCE_ADA-USDT_5m.csv")];
  return readdirSync(CANDLES).flatMap((name) => {
    const [file] = readdirSync(join(CANDLES, name)).filter((one) => /\.csv(\.gz)?$/.test(one));
    return file === undefined ? [] : [join(CANDLES, name, file)];
  });
}

async function linesOf(path: string): Promise<readonly Line[]> {
  const run = await cli(["signals", "--candles", path, "--json"]);
  expect(run).toMatchObject({ code: 0, stderr: "" });
  return run.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

const closeTo = (actual: number | null, expected: number, scale: number): boolean =>
  actual !== null && Math.abs(actual - expected) <= 1e-9 * Math.max(Math.abs(expected), scale);

type Compare = (value: number, threshold: number) => boolean;
const above: Compare = (value, threshold) => value > threshold;
const below: Compare = (value, threshold) => value < threshold;
/** Components whose vote is their comparison; the others ask for more than one. */
const COMPARED: Readonly<Record<string, Compare>> = {
  "rsi buy": below,
  "rsi sell": above,
  "roc buy": above,
  "roc sell": below,
  "touch buy": (value, threshold) => value <= threshold,
  "touch sell": (value, threshold) => value >= threshold,
};

/** Bands without width are touched by everything and say nothing. */
const isFlat = ({ indicators }: Line): boolean => indicators["bbUpper"] === indicators["bbLower"];

function expectedVote(line: Line, { component, side, vote, value, threshold }: Vote): number {
  if (value === null || threshold === null) return 0;
  if (component === "touch" && isFlat(line)) return 0;
  const compare = COMPARED[`${component} ${side}`];
  return compare === undefined ? vote : Number(compare(value, threshold));
}

function voteFaults(line: Line, side: "buy" | "sell"): readonly string[] {
  const votes = line.votes.filter((vote) => vote.side === side);
  const sum = votes.reduce((total, { vote, weight }) => total + vote * weight, 0);
  return [
    ...(Math.abs(sum - line.score[side]) < 1e-9 ? [] : [`score ${side}`]),
    ...votes.filter(({ component, weight }) => WEIGHTS[component] !== weight).map(({ component }) => component),
    ...votes.filter((vote) => expectedVote(line, vote) !== vote.vote).map(({ component }) => `${component} ${side}`),
  ];
}

const reachesTarget = ({ score, votes }: Line, side: "buy" | "sell"): boolean =>
  score[side] >= 5.5 && votes.filter((vote) => vote.side === side && vote.vote === 1).length >= 2;

/** A trigger is acted on exactly when no guard blocks it. */
function decisionFaults(line: Line): readonly string[] {
  const { action, trigger, guards } = line;
  const isBlocked = guards.some(({ verdict }) => verdict === "block");
  const isActed = action !== "hold";
  const isByScore = trigger !== "score" || reachesTarget(line, "buy") || reachesTarget(line, "sell");
  return [
    ...(isActed === (trigger !== null && !isBlocked) ? [] : [`${action} on ${trigger}`]),
    ...(isByScore ? [] : ["a score trigger below the target"]),
  ];
}

/** Everything a line says that does not follow from its own figures; empty when it is right. */
function faultsOf(line: Line): readonly string[] {
  const isWhole =
    JSON.stringify(Object.keys(line.indicators)) === JSON.stringify(INDICATORS) &&
    JSON.stringify(line.guards.map(({ name }) => name)) === JSON.stringify(GUARDS) &&
    line.votes.length === 14;
  const faults = [...voteFaults(line, "buy"), ...voteFaults(line, "sell"), ...decisionFaults(line)];
  return [...(isWhole ? [] : ["fields"]), ...faults].map((fault) => `${line.timestamp}: ${fault}`);
}

describe.each(candleFiles().map((path) => [path.split("/").slice(-2).join("/"), path] as const))("%s", (_, path) => {
  test("has one line a bar, and what it says follows from the candles", async () => {
    const [lines, bars] = [await linesOf(path), readBars(path)];
    expect(lines.length).toBe(bars.length);
    expect(
      lines.findIndex(({ timestamp, close }, index) => {
        const bar = bars[index];
        return bar === undefined || bar.atMs !== timestamp || bar.close !== close;
      }),
    ).toBe(-1);
    expect(lines.flatMap(faultsOf).slice(0, 5)).toEqual([]);
    expect(lines[0]?.indicators).toEqual(Object.fromEntries(INDICATORS.map((name) => [name, null])));

    const random = seededRandom(20_251_203);
    const wrong: string[] = [];
    for (let pick = 0; pick < BARS_PICKED && bars.length > WARM_BARS; pick += 1) {
      const index = WARM_BARS + Math.floor(random() * (bars.length - WARM_BARS));
      const line = lines[index];
      // Its averages forget what is older
      const expected = indicatorsOf(bars.slice(Math.max(0, index - 1_500), index + 1));
      for (const [name, value] of Object.entries(expected)) {
        const scale = name === "rsi" || name === "roc" ? 1 : (line?.close ?? 0);
        if (!closeTo(line?.indicators[name] ?? null, value, scale)) wrong.push(`${name} of bar ${index}: ${value}`);
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  }, 60_000);
});
