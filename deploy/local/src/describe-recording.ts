import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import type { Checked } from "./checked.ts";

const CANDLE_FILE = /^[A-Za-z0-9]+_(?<base>[A-Za-z0-9]+)-(?<quote>[A-Za-z0-9]+)_[0-9]+[smhdwM]\.csv(\.gz)?$/u;
const SESSION_HEX_LENGTH = 12;

/** A folder of recorded candles. */
export interface Recording {
  readonly dir: string;
  /** The same for the same files wherever they lie, so that a recording is continued and two are never mixed. */
  readonly session: string;
  /** Symbols as BASE/QUOTE, sorted. */
  readonly symbols: readonly string[];
}

/** Looks into a folder of candle files. Faults: it is not a folder, or has no file with the name of a candle file. */
export function describeRecording(dir: string): Checked<Recording> {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return { ok: false, faults: [`--candles: ${dir} is not a folder`] };
  }
  const names = readdirSync(dir)
    .filter((name) => CANDLE_FILE.test(name))
    .sort();
  if (names.length === 0) {
    return { ok: false, faults: [`--candles: no file in ${dir} is named like EXCHANGE_BASE-QUOTE_TIMEFRAME.csv[.gz]`] };
  }
  const hash = createHash("sha256");
  for (const name of names) hash.update(`${name}\t${statSync(join(dir, name)).size}\n`);
  const session = `rec_${hash.digest("hex").slice(0, SESSION_HEX_LENGTH)}`;
  const symbols = new Set(names.map(symbolOf));
  return { ok: true, value: { dir, session, symbols: [...symbols].sort() } };
}

function symbolOf(fileName: string): string {
  const { base = "", quote = "" } = CANDLE_FILE.exec(fileName)?.groups ?? {};
  return `${base}/${quote}`.toUpperCase();
}
