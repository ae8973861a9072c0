/** Candle files for the tests of the recorded source: real ones where they are at hand, written ones always. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { type Candle, Decimal } from "@bottrader/core";
import type { BarBatch } from "@bottrader/ports";

const DATA = resolve(import.meta.dirname, "../../../../../shared/data");

/** Path of a real file or folder; null on a clone that stands alone. */
export function realData(path: string): string | null {
  const full = join(DATA, path);
  return existsSync(full) ? full : null;
}

export const noFees = () => ({ maker: new Decimal(0), taker: new Decimal(0) });
export const HEADER = "timestamp_ms,open,high,low,close,volume";
export const START_MS = 1_600_000_020_000;
export const MINUTE_MS = 60_000;

/** A flat one-minute row `index` minutes after the start. */
export const row = (index: number, rest = "10,12,9.5,11,3") => `${START_MS + index * MINUTE_MS},${rest}`;
export const rows = (indexes: readonly number[]) => [HEADER, ...indexes.map((index) => row(index))].join("\n");
export const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Writes files into a new folder (with a space in its name), gzipped where the name says so. */
export async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const dir = join(await mkdtemp(join(tmpdir(), "recorded candles ")), "a folder");
  await mkdir(dir);
  for (const [name, content] of Object.entries(files)) {
    const packed = name.endsWith(".gz") && typeof content === "string" ? gzipSync(content) : content;
    await writeFile(join(dir, name), packed);
  }
  return dir;
}

export const removeFolder = (dir: string) => rm(resolve(dir, ".."), { recursive: true });

export async function collect(batches: AsyncIterable<BarBatch>): Promise<BarBatch[]> {
  const all: BarBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

export const closesOf = (batches: readonly BarBatch[]) => batches.map((batch) => batch.closeTimeMs);

/** A candle file of the given candles. */
export function candleText(candles: readonly Candle[]): string {
  const lines = candles.map((c) => [c.openTimeMs, c.open, c.high, c.low, c.close, c.volume].join(","));
  return [HEADER, ...lines].join("\n");
}
