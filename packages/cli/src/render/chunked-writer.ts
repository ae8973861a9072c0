import type { TextSink } from "../cli-context.ts";

const CHUNK_LENGTH = 65_536;

export type ChunkedWriter = {
  write(text: string): Promise<void>;
  /** Writes what is left. */
  flush(): Promise<void>;
};

/** Gathers many small pieces into few writes; memory stays small however much is written. */
export function createChunkedWriter(sink: TextSink): ChunkedWriter {
  let pieces: string[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    if (length === 0) return;
    const text = pieces.join("");
    pieces = [];
    length = 0;
    await sink.write(text);
  };
  return {
    write: async (text) => {
      pieces.push(text);
      length += text.length;
      if (length >= CHUNK_LENGTH) await flush();
    },
    flush,
  };
}
