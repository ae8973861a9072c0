import { err, ok, type Result } from "../result.ts";

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Length in milliseconds of a timeframe such as `1m`, `4h`, `1d`. */
export function timeframeMs(timeframe: string): Result<number, string> {
  const match = /^([1-9]\d{0,2})([smhdw])$/.exec(timeframe);
  if (!match) return err(`timeframe "${timeframe}" is not a count followed by s, m, h, d or w`);
  return ok(Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS]);
}
