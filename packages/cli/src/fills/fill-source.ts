/** The bytes of a fill file (`.csv` or `.csv.gz`), which can be read more than once. */
import { constants } from "node:buffer";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** Large enough that a piece costs nothing, small enough that a few of them do not count. */
const PIECE_BYTES = 262_144;

export type FillSource = {
  /** The file's name, for messages. */
  readonly name: string;
  readonly path: string;
  /** The text of the file in pieces, from its beginning. */
  pieces(): AsyncIterable<Buffer>;
};

/** A pipe can be read once only, so it is kept. Rejects when there is no such file. */
export async function openFillSource(cwd: string, file: string): Promise<FillSource> {
  const path = resolve(cwd, file);
  const source: FillSource = { name: basename(path), path, pieces: () => openBytes(path) };
  return (await stat(path)).isFile() ? source : keepInMemory(source);
}

export type KeptSource = FillSource & { readonly text: Buffer };

/** The whole text at once. Rejects above the 4 GiB one buffer can hold. */
export async function keepInMemory(source: FillSource): Promise<KeptSource> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of source.pieces()) {
    pieces.push(piece);
    length += piece.length;
    if (length > constants.MAX_LENGTH) throw new Error("it is too large to be put in order of time: sort it first");
  }
  const text = Buffer.concat(pieces, length);
  return { ...source, text, pieces: () => Readable.from([text]) };
}

function openBytes(path: string): Readable {
  const file = createReadStream(path, { highWaterMark: PIECE_BYTES });
  if (!path.endsWith(".gz")) return file;
  // The callback is required to learn of the error; the loop that reads the result learns of the same one.
  return pipeline(file, createGunzip({ chunkSize: PIECE_BYTES }), () => undefined);
}
