import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Candle } from "@bottrader/core";
import { CandleDecoder } from "./candle-decoder.ts";
import type { CandleFileName } from "./candle-file-name.ts";
import type { FaultLog } from "./fault-log.ts";

/** Bytes in flight for each file: some thousand rows, so that many files can be read side by side. */
const PIECE_BYTES = 65_536;

export type CandleFileSource = { readonly path: string; readonly name: CandleFileName };

/** What a file shows only once it has been read to its end. */
export type DecimalsSeen = { price: number; volume: number };

export type DecodeOptions = { readonly log: FaultLog; readonly seen?: DecimalsSeen };

/**
 * Reads one file in pieces, gunzipped where its name says so. Every fault, also one of reading or of the gzip data, goes to
 * `log`; the candles that come out are those of good rows.
 */
export async function* decodeCandleFile(
  source: CandleFileSource,
  { log, seen }: DecodeOptions,
): AsyncGenerator<readonly Candle[], void, undefined> {
  const decoder = new CandleDecoder({ intervalMs: source.name.intervalMs, log });
  const bytes = openBytes(source);
  try {
    for await (const piece of bytes) {
      const candles = decoder.push(piece as Buffer);
      if (candles.length > 0) yield candles;
      if (decoder.isRefused) break;
    }
  } catch (error) {
    log.add(readingFault(error, decoder.line));
  } finally {
    bytes.destroy();
  }
  const last = decoder.finish();
  if (seen !== undefined) {
    seen.price = decoder.priceDecimals;
    seen.volume = decoder.volumeDecimals;
  }
  if (last.length > 0) yield last;
}

function openBytes({ path, name }: CandleFileSource): Readable {
  const file = createReadStream(path, { highWaterMark: PIECE_BYTES });
  if (!name.isGzip) return file;
  // The callback is required to learn of the error; the loop that reads the result learns of the same one.
  return pipeline(file, createGunzip({ chunkSize: PIECE_BYTES }), () => undefined);
}

function readingFault(error: unknown, line: number) {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const isGzip = code.startsWith("Z_");
  return {
    line: line === 0 ? null : line,
    field: isGzip ? "gzip data" : "file",
    problem: isGzip ? `cannot be unpacked past here: ${text}` : `cannot be read: ${code || text}`,
    allowed: isGzip ? "a complete gzip file" : "a readable file",
  };
}
