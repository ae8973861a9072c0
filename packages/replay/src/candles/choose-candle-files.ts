/**
 * Decides which files of a folder are played.
 *
 * Without a wanted timeframe the finest one in the folder is played, and every symbol must be recorded in it. With one, each symbol is played
 * from its file of that timeframe, or aggregated from the coarsest finer one that divides it. Files that are not chosen are left alone.
 */
import { err, ok, type Result, timeframeMs } from "@bottrader/core";
import type { CandleFileFault } from "./candle-file-fault.ts";
import { type CandleFileName, parseCandleFileName } from "./candle-file-name.ts";
import type { CandleFileSource } from "./decode-candle-file.ts";

export type ChosenFiles = {
  /** One file a symbol, in the order of the symbols. */
  readonly sources: readonly CandleFileSource[];
  readonly exchange: string;
  readonly timeframe: string;
  readonly intervalMs: number;
};

type Chosen = Result<ChosenFiles, readonly CandleFileFault[]>;

export function chooseCandleFiles(paths: readonly string[], dir: string, wanted: string | undefined): Chosen {
  const parsed = paths.map((path) => ({ path, name: parseCandleFileName(path) }));
  const sources = parsed.flatMap(({ path, name }) => (name.ok ? [{ path, name: name.value }] : []));
  const nameFaults = parsed.flatMap(({ name }) => (name.ok ? [] : [name.error]));
  const [first] = sources;
  if (first === undefined) return err([...nameFaults, emptyFolder(dir)]);
  const faults = [
    ...nameFaults,
    ...mixed(sources, { field: "exchange", of: (name) => name.exchange }),
    ...mixed(sources, { field: "quote", of: (name) => name.quote }),
    ...repeated(sources),
  ];
  const target = targetOf(sources, dir, wanted);
  if (!target.ok) return err([...faults, target.error]);
  const picked = pickEach(sources, target.value);
  const all = [...faults, ...picked.faults];
  return all.length > 0 ? err(all) : ok({ ...target.value, sources: picked.sources, exchange: first.name.exchange });
}

type Target = { readonly timeframe: string; readonly intervalMs: number; readonly isWanted: boolean };

function targetOf(
  sources: readonly CandleFileSource[],
  dir: string,
  wanted: string | undefined,
): Result<Target, CandleFileFault> {
  const [finest] = sources.map(({ name }) => name).sort((a, b) => a.intervalMs - b.intervalMs);
  if (wanted !== undefined) {
    const interval = timeframeMs(wanted);
    if (interval.ok) return ok({ timeframe: wanted, intervalMs: interval.value, isWanted: true });
    const allowed = "a count followed by s, m, h, d or w";
    return err({ file: dir, line: null, field: "timeframe", problem: `"${wanted}" is not one`, allowed });
  }
  if (finest === undefined) return err(emptyFolder(dir));
  return ok({ timeframe: finest.timeframe, intervalMs: finest.intervalMs, isWanted: false });
}

function pickEach(sources: readonly CandleFileSource[], target: Target) {
  const symbols = [...new Set(sources.map(({ name }) => name.symbol))].sort();
  const picked: CandleFileSource[] = [];
  const faults: CandleFileFault[] = [];
  for (const symbol of symbols) {
    const own = sources.filter(({ name }) => name.symbol === symbol);
    const usable = own
      .filter(({ name }) => isUsable(name, target))
      .sort((a, b) => b.name.intervalMs - a.name.intervalMs);
    const [best] = usable;
    const [any] = own;
    if (best !== undefined) picked.push(best);
    else if (any !== undefined) faults.push(unusable(any.name, own, target));
  }
  return { sources: picked, faults };
}

function isUsable(name: CandleFileName, { intervalMs, isWanted }: Target): boolean {
  return isWanted ? intervalMs % name.intervalMs === 0 : name.intervalMs === intervalMs;
}

function unusable(name: CandleFileName, own: readonly CandleFileSource[], target: Target): CandleFileFault {
  const recorded = own.map((source) => source.name.timeframe).join(", ");
  return {
    file: name.file,
    line: null,
    field: "timeframe",
    problem: `is ${recorded} for ${name.symbol}, from which ${target.timeframe} cannot be made`,
    allowed: target.isWanted ? `a timeframe that divides ${target.timeframe}` : `${target.timeframe}, the finest here`,
  };
}

function mixed(
  sources: readonly CandleFileSource[],
  trait: { readonly field: string; readonly of: (name: CandleFileName) => string },
): CandleFileFault[] {
  const [first] = sources;
  if (first === undefined) return [];
  const expected = trait.of(first.name);
  return sources
    .filter(({ name }) => trait.of(name) !== expected)
    .map(({ name }) => ({
      file: name.file,
      line: null,
      field: trait.field,
      problem: `is ${trait.of(name)}`,
      allowed: `${expected}, as in ${first.name.file}: one account trades in one ${trait.field}`,
    }));
}

function repeated(sources: readonly CandleFileSource[]): CandleFileFault[] {
  const seen = new Map<string, string>();
  return sources.flatMap(({ name }) => {
    const key = `${name.symbol} ${name.timeframe}`;
    const before = seen.get(key);
    seen.set(key, before ?? name.file);
    if (before === undefined) return [];
    return [
      {
        file: name.file,
        line: null,
        field: "file name",
        problem: `repeats ${key}`,
        allowed: `one file, ${before} is there`,
      },
    ];
  });
}

function emptyFolder(dir: string): CandleFileFault {
  const allowed = "at least one EXCHANGE_BASE-QUOTE_TIMEFRAME.csv or .csv.gz";
  return { file: dir, line: null, field: "folder", problem: "has no candle file", allowed };
}
